import { KeeperError } from "../core/errors.ts";

export class EmptyWorldError extends KeeperError {
  constructor(reason: string) {
    super(
      `there is nothing to test on: ${reason}`,
      "Choose another time with --from and --to, or bring more history (docs/history.md).",
      2,
    );
  }
}

/** A flaw of the engine, never of its input: no figure of such a run may be shown. */
export class CapitalNotConservedError extends KeeperError {
  constructor(atSeconds: number, held: bigint, accounted: bigint) {
    super(
      `capital is not conserved at ${new Date(atSeconds * 1000).toISOString()}: the vault holds ${held} and ${accounted} is accounted for`,
      "This is a flaw of the backtester. Please report it with the command that shows it.",
      1,
    );
  }
}

export class MoveNotAllowedError extends KeeperError {
  constructor(reason: string) {
    super(
      `the vault would refuse what was decided: ${reason}`,
      "This is a flaw of the decision. Please report it with the command that shows it.",
      1,
    );
  }
}
