import type { KinkedBorrowRate } from "../../core/market.ts";
import { assetClass } from "../../predict/features/assetClass.ts";

/**
 * How a lending market's rate answers to our money where its own parameters are not in the history. Curves are drawn through the rate that was
 * really quoted, so only their shape counts: below the kink the rate of deposits goes with the square of utilization, above it it is steep.
 * The numbers are those Aave uses most: for dollar tokens a kink at 90 %, for others at 80 %.
 */
export function rateShapeOf(symbol: string): KinkedBorrowRate {
  const isDollar = assetClass(symbol) === "dollar";
  return {
    kind: "kinked-borrow",
    optimalUtilization: isDollar ? 0.9 : 0.8,
    baseBorrowApr: 0,
    slope1Apr: 0.04,
    slope2Apr: isDollar ? 0.6 : 0.8,
    reserveFactor: 0.1,
  };
}
