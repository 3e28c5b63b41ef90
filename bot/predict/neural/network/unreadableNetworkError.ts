import { KeeperError } from "../../../core/errors.ts";

/** The files of a neural network are not what this version writes. */
export class UnreadableNetworkError extends KeeperError {
  constructor(what: string, cause?: unknown) {
    super(`the network cannot be read: ${what}`, "Restore the model's folder, or train the model again.", 1, cause);
  }
}
