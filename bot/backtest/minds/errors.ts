import { KeeperError } from "../../core/errors.ts";

/** What was worked out cannot be kept. */
export class MindCacheError extends KeeperError {
  constructor(folder: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `what a backtest's models say cannot be kept in ${folder}: ${reason}`,
      "Name a data folder that you may write to and that has room.",
      2,
      cause,
    );
  }
}
