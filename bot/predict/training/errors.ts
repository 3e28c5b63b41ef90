import { KeeperError } from "../../core/errors.ts";
import type { UnixSeconds } from "../../core/units.ts";

/** A model is to be judged on a time that it has seen. */
export class TrainedOnThatTimeError extends KeeperError {
  constructor(model: string, trainedUntil: string, from: string) {
    super(
      `the model ${model} has learned from what was paid until ${trainedUntil}, so forecasts from ${from} on would flatter it`,
      `Judge it from ${trainedUntil} on, or walk forward over that time with \`keeper evaluate forecast --walk-forward\`.`,
      2,
    );
  }
}

/** Models are trained on hours, and there are only days. */
export class NoHoursError extends KeeperError {
  constructor(folder: string) {
    super(
      `no file in ${folder} tells of markets by the hour, which training needs`,
      "Add files of the layout lending-hourly, or an export of this keeper's own samples: docs/history.md.",
      2,
    );
  }
}

/** There is no market, moment and outcome in the time to be judged. */
export class NothingToJudgeError extends KeeperError {
  constructor(fromSeconds: UnixSeconds, toSeconds: UnixSeconds) {
    super(
      `no market of at least $5M that pays 0.1 % or more has a known outcome between ${day(fromSeconds)} and ${day(toSeconds)}`,
      "Choose a time that the files in the folder reach, with the longest horizon after it.",
      2,
    );
  }
}

function day(seconds: UnixSeconds): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
