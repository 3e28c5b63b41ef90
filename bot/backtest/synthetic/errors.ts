import { KeeperError } from "../../core/errors.ts";

/** A made-up history is there already. */
export class SyntheticFilesThereError extends KeeperError {
  constructor(folder: string, names: readonly string[]) {
    super(`${names.join(" and ")} are already in ${folder}`, "Name another folder, or pass --replace.", 2);
  }
}

export class SyntheticFilesUnwritableError extends KeeperError {
  constructor(folder: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(
      `the synthetic history cannot be written into ${folder}: ${reason}`,
      "Name a folder that you may write to and that has room.",
      2,
      cause,
    );
  }
}
