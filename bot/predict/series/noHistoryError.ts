import { KeeperError } from "../../core/errors.ts";

export class NoHistoryError extends KeeperError {
  constructor(folder: string, cause?: unknown) {
    super(
      `no history to read in ${folder}`,
      "Name a folder with CSV files of the layouts that docs/history.md describes: lending by the hour, yields by the day.",
      2,
      cause,
    );
  }
}
