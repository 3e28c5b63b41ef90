import { followRisk } from "./riskShares.ts";
import type { Strategy } from "./strategy.ts";

/**
 * Every market contributes the same risk (Maillard, Roncalli and Teïletche 2010): by the covariance of returns where it is known, else as if
 * correlations were all alike.
 */
export const riskParity: Strategy = {
  name: "risk-parity",
  usesCovariance: true,
  propose: (situation) => followRisk(situation, equalRiskShares),
};

const SWEEPS = 1_000;
const PRECISION = 1e-13;

/**
 * The positive x, in proportion, for which every xᵢ (Σx)ᵢ is the same: the minimum of ½ xᵀΣx − Σ ln xᵢ / n, which is convex (Spinu 2013), by
 * cyclical coordinate descent (Griveau-Billion, Richard and Roncalli 2013).
 *
 * @param covariance Symmetric and positive semi-definite, its diagonal positive.
 */
export function equalRiskShares(covariance: readonly Float64Array[]): readonly number[] {
  const budget = 1 / covariance.length;
  const shares = covariance.map((row, i) => Math.sqrt(budget / (row[i] as number)));
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    let change = 0;
    for (const [i, row] of covariance.entries()) {
      const own = row[i] as number;
      const before = shares[i] as number;
      const others = dot(row, shares) - own * before;
      const next = (Math.sqrt(others * others + 4 * own * budget) - others) / (2 * own);
      shares[i] = next;
      change = Math.max(change, Math.abs(next - before) / before);
    }
    if (change <= PRECISION) break;
  }
  return shares;
}

function dot(row: Float64Array, shares: readonly number[]): number {
  let sum = 0;
  for (let j = 0; j < row.length; j++) sum += (row[j] as number) * (shares[j] as number);
  return sum;
}
