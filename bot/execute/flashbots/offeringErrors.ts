import { KeeperError } from "../../core/errors.ts";
import type { UnixSeconds } from "../../core/units.ts";

/** No builder has said that it took the transaction, and not all have said that they did not. */
export class BuildersUnavailableError extends KeeperError {
  constructor(failures: string) {
    super(
      `No builder took the transaction: ${failures}`,
      "Nothing to do: they are asked again at the next block. See `submission.builders`.",
      3,
    );
  }
}

/** It was offered before, and would fail by now. */
export class OffersWithdrawnError extends KeeperError {
  constructor(reason: string) {
    super(
      `The transaction is not offered any more: its simulation fails by now: ${reason}`,
      "Nothing to do: it is offered again should it succeed at a later block, and given up at its deadline.",
      1,
    );
  }
}

/** The deadline comes before the next block does. */
export class NoBlockLeftError extends KeeperError {
  constructor(deadlineSeconds: UnixSeconds) {
    super(
      `No block is expected before the transaction's deadline (${deadlineSeconds})`,
      "Nothing to do: it is given up. Raise execution.deadlineSeconds if this happens often.",
      1,
    );
  }
}
