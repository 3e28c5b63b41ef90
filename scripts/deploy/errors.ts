import { KeeperError } from "../../bot/core/errors.ts";

export class NotCompiledError extends KeeperError {
  constructor(contract: string, cause?: unknown) {
    super(`The contract ${contract} is not compiled`, "Run `npm run compile` first.", 2, cause);
  }
}

export class DeploymentFailedError extends KeeperError {
  constructor(step: string, reason: string, cause?: unknown) {
    super(
      `Deployment stopped at "${step}": ${reason}`,
      "Nothing after this step was sent; correct the cause and deploy anew, an unfinished vault holds no money.",
      1,
      cause,
    );
  }
}

export class UnknownProtocolError extends KeeperError {
  constructor(protocol: string, known: readonly string[]) {
    super(`There is no adapter for the protocol "${protocol}"`, `Choose markets of ${known.join(", ")}.`, 2);
  }
}

/** Nothing was deployed: its record could not be kept. */
export class RecordsFolderUnusableError extends KeeperError {
  constructor(folder: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `Records cannot be written into ${folder}: ${reason}`,
      "Make it a folder that you can write to, or choose another with --out.",
      2,
      cause,
    );
  }
}
