import { KeeperError } from "../../core/errors.ts";
import type { BadLine } from "./csvRecord.ts";

/** The file cannot be opened: it is missing, a folder, or closed to this user. */
export class HistoryFileUnreadableError extends KeeperError {
  constructor(file: string, reason: string, cause?: unknown) {
    super(`${file} cannot be read: ${reason}`, "Name a file of comma-separated values, as it is or compressed with gzip.", 2, cause);
  }
}

/** The file is named .gz and is none, or its compressed data is damaged or cut off. */
export class DamagedGzipError extends KeeperError {
  constructor(file: string, reason: string, cause?: unknown) {
    super(`${file} cannot be unpacked: ${reason}`, "Download or copy it again; nothing of it was stored.", 2, cause);
  }
}

/** The first line is not that of a layout this program reads, or not that of the one that was named. */
export class UnknownLayoutError extends KeeperError {
  constructor(file: string, problem: string) {
    super(
      `${file} ${problem}`,
      "docs/history.md lists the layouts and their columns; they are found by name in the first line, in any order.",
      2,
    );
  }
}

/** A line that does not say what its layout promises. */
export class BadLineError extends KeeperError {
  readonly line: number;

  constructor(file: string, { line, reason }: BadLine) {
    super(
      `${file}, line ${line}: ${reason}`,
      "Correct the line, or pass --skip-bad to leave out such lines; nothing of the file was stored.",
      2,
    );
    this.line = line;
  }
}

/** A file holds the history of one market and does not say of which. */
export class MarketNotNamedError extends KeeperError {
  constructor(file: string, layout: string) {
    super(
      `${file} (${layout}) does not name its market`,
      "Pass --market, for example --market defillama:aave-v3:usdc; the part after the first colon is the project, as DefiLlama calls it.",
      2,
    );
  }
}

/** A node that keeps the state of recent blocks only was asked for an old one. */
export class MissingStateError extends KeeperError {
  constructor(blockNumber: number, cause: unknown) {
    super(
      `The node no longer has the state of block ${blockNumber}`,
      "Point --rpc-archive or ARCHIVE_RPC_URL to an archive node; what has been read so far is stored.",
      3,
      cause,
    );
  }
}
