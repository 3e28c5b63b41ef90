import { KeeperError } from "../../core/errors.ts";

/** A path of net asset values from which no returns can be computed. */
export class NavPathError extends KeeperError {
  constructor(message: string) {
    super(
      `Not a usable path of net asset values: ${message}.`,
      "Give strictly ascending times, finite net asset values above zero, and finite flows that leave something above zero before them.",
      2,
    );
  }
}

/** A benchmark or a risk-free rate that does not know every day it is compared on. */
export class MissingDaysError extends KeeperError {
  constructor(what: string, missing: number, firstDaySeconds: number) {
    const day = new Date(firstDaySeconds * 1000).toISOString().slice(0, 10);
    super(
      `The ${what} has no value for ${missing} of the days compared, the first of them ${day}.`,
      "Let both run over the same days, or shorten the period to the days both have.",
      2,
    );
  }
}

/** A number of trials that cannot be. */
export class TrialCountError extends KeeperError {
  constructor(count: number) {
    super(
      `${count} is no number of trials.`,
      "Count every strategy and setting that was tried, the reported one too: a whole number from 1.",
      2,
    );
  }
}
