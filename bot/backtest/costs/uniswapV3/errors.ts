import { KeeperError } from "../../../core/errors.ts";

/** A swap at a price at which the range's liquidity takes no part. */
export class PriceOutsideRangeError extends KeeperError {
  constructor(sqrtPrice: number, lower: number, upper: number) {
    super(
      `The square root of the price, ${sqrtPrice}, is not between the range's, ${lower} and ${upper}.`,
      "Give the range whose liquidity is in use at that price.",
      2,
    );
  }
}
