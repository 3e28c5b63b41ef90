import { KeeperError } from "../../core/errors.ts";

export class NothingToLearnError extends KeeperError {
  constructor(days: number) {
    super(
      "there is too little history, or too little went wrong in it, to learn risks from",
      `Give files that know markets of at least $1M for more than ${days} days before the time that is asked about.`,
      2,
    );
  }
}
