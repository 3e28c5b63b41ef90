import { KeeperError } from "../../core/errors.ts";
import type { UnixSeconds } from "../../core/units.ts";
import { dayOf } from "./judge.ts";

export class NothingToLearnError extends KeeperError {
  constructor(days: number) {
    super(
      "there is too little history, or too little went wrong in it, to learn risks from",
      `Give files that know markets of at least $1M for more than ${days} days before the time that is asked about.`,
      2,
    );
  }
}

/** There is no market, moment and outcome in the time to be judged. */
export class NoRisksToJudgeError extends KeeperError {
  constructor(fromSeconds: UnixSeconds, toSeconds: UnixSeconds) {
    super(
      `no market of at least $1M has a known outcome between ${dayOf(fromSeconds)} and ${dayOf(toSeconds)}`,
      "Choose a time that the files in the folder reach, with seven days after it.",
      2,
    );
  }
}

export class UnknownReplayMarketError extends KeeperError {
  constructor(name: string, known: readonly string[]) {
    super(`no market of the files is called "${name}"`, `Choose of ${known.join(", ")}.`, 2);
  }
}
