import { KeeperError } from "../../../core/errors.ts";

/** A StableSwap pool, or something to be done in one, that cannot be. */
export class StableSwapInputError extends KeeperError {
  constructor(message: string) {
    super(
      `Not possible in a StableSwap pool: ${message}.`,
      "Give every coin's balance above zero, its decimals (18 at most) and amounts above zero that the pool can pay.",
      2,
    );
  }
}
