import { KeeperError } from "../core/errors.ts";
import { codeOf, messageOf } from "./errors.ts";

/** The backup could not be written. Nothing is left of it. */
export class BackupFailed extends KeeperError {
  constructor(file: string, cause: unknown) {
    const full = codeOf(cause) === "ENOSPC" || codeOf(cause) === "EDQUOT";
    super(
      full ? `the disk of ${file} is full` : `the backup ${file} cannot be written: ${messageOf(cause)}`,
      full
        ? "Free space there or name a file on another disk; nothing is left of this backup."
        : "Name a file in a folder that exists and that you may write to.",
      3,
      cause,
    );
  }
}

/** A file of that name is there already: a backup never replaces anything. */
export class BackupExists extends KeeperError {
  constructor(file: string) {
    super(`${file} is there already`, "Choose another name, or move that file away.", 2);
  }
}

/** The file is not there, is none of ours, or is not what was written. */
export class BackupUnreadable extends KeeperError {
  constructor(file: string, detail: string, cause?: unknown) {
    super(`${file} cannot be restored: ${detail}`, "Name a complete file that `keeper db backup` has made.", 2, cause);
  }
}

/** The backup holds tables this version does not know. */
export class BackupNewerThanCode extends KeeperError {
  constructor(file: string, what: string) {
    super(`${file} was made by a newer version (${what})`, "Upgrade this program.", 2);
  }
}

/** There are rows in the database, or tables that are not ours. */
export class DatabaseNotEmpty extends KeeperError {
  constructor(database: string, tables: readonly string[], ours: boolean) {
    const names = `${tables.slice(0, 5).join(", ")}${tables.length > 5 ? ", …" : ""}`;
    super(
      ours
        ? `the database ${database} is not empty: it has rows in ${names}`
        : `the database ${database} has tables that are not ours: ${names}`,
      ours ? "Restore into a new database, or pass --replace to give up what is in this one." : "Restore into a database of its own.",
      2,
    );
  }
}

/** Somebody is using the tables that are to be replaced. */
export class DatabaseInUse extends KeeperError {
  constructor(database: string, cause: unknown) {
    super(`the database ${database} is in use`, "Stop every keeper on it and restore again; nothing was changed.", 1, cause);
  }
}
