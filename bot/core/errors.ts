/**
 * A failure with its cause and its remedy in words a user understands. Commands print both on one line and no stack trace; anything
 * else that is thrown is a defect.
 */
export abstract class KeeperError extends Error {
  /** What the user can do about it: an imperative sentence. */
  readonly remedy: string;
  /** The process exit code: 1 a failed operation, 2 wrong input or configuration, 3 something it needs is out of reach. */
  readonly exitCode: 1 | 2 | 3;

  constructor(message: string, remedy: string, exitCode: 1 | 2 | 3, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.remedy = remedy;
    this.exitCode = exitCode;
  }
}
