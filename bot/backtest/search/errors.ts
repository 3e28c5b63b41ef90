import { KeeperError } from "../../core/errors.ts";

/** A parameter that there is not, or a value that it cannot have. */
export class ParameterError extends KeeperError {
  constructor(what: string, remedy: string) {
    super(what, remedy, 2);
  }
}
