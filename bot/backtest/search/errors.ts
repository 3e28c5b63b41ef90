import { KeeperError } from "../../core/errors.ts";

/** A parameter that there is not, or a value that it cannot have. */
export class ParameterError extends KeeperError {
  constructor(what: string, remedy: string) {
    super(what, remedy, 2);
  }
}

/** A trial that cannot be run: it would fail again anywhere. */
export class TrialFailedError extends KeeperError {
  readonly reason: string;

  constructor(point: string, reason: string, remedy: string) {
    super(`the trial of ${point} failed: ${reason}`, remedy, 1);
    this.reason = reason;
  }
}

/** Whoever ran a trial died, and so did who ran it again. */
export class TrialAbandonedError extends KeeperError {
  constructor(point: string, detail: string) {
    super(
      `the trial of ${point} was begun twice, and whoever ran it died: ${detail}`,
      "Look for what ends workers, such as too little memory, and start the sweep again with fewer --workers.",
      1,
    );
  }
}

/** Somebody stopped a sweep. */
export class SweepStoppedError extends KeeperError {
  constructor(done: number, of: number, isKept: boolean) {
    super(
      `the sweep was stopped when ${done} of its ${of} trials were done`,
      isKept ? "Start it again with --queue: what is done is not run again." : "Start it again; with --queue what is done is kept.",
      1,
    );
  }
}

/** Jobs wait, but they are about another past than this worker has. */
export class OtherPastError extends KeeperError {
  constructor(jobs: number, own: string, others: readonly string[]) {
    super(
      `${jobs} jobs wait, all of another past than this worker's: theirs is ${others.map(short).join(", ")}, this one's ${short(own)}`,
      "Give the worker the same --data, --synthetic and --seed as the sweep, and --to where it reads a database; run the same version with the same models.",
      2,
    );
  }
}

/** A sweep that cannot be walked through. */
export class WalkForwardError extends KeeperError {
  constructor(what: string, remedy: string) {
    super(what, remedy, 2);
  }
}

function short(fingerprint: string): string {
  return fingerprint.slice(0, 12);
}
