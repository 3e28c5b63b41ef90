import { LEAST_DEVIATION } from "./moments.ts";

/** Annualised return over the depth of the deepest drawdown (Young 1991), here of the whole path. NaN without a drawdown beyond rounding. */
export function calmarRatio(annualisedReturn: number, drawdownDepth: number): number {
  return drawdownDepth > LEAST_DEVIATION ? annualisedReturn / drawdownDepth : Number.NaN;
}
