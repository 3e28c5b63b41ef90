import { mean } from "./moments.ts";

/**
 * How long blocks must be for the circular bootstrap to keep the memory of a series, in its steps: the length that minimises the error of the
 * variance of its mean, (2Ĝ² / D̂)^⅓ n^⅓ (Politis and White 2004, "Automatic Block-Length Selection for the Dependent Bootstrap", corrected
 * by Patton, Politis and White 2009): with the autocovariances R̂(k) and the flat-top weights λ, Ĝ = Σ λ(k/M)|k|R̂(k) and
 * D̂ = 4/3 (Σ λ(k/M)R̂(k))², M twice the lag after which several autocorrelations in a row are insignificant. A whole number between
 * 1 and min(3√n, n/3), rounded up.
 */
export function blockLength(values: Float64Array): number {
  const n = values.length;
  const longest = Math.max(1, Math.ceil(Math.min(3 * Math.sqrt(n), n / 3)));
  const insignificantInARow = Math.max(5, Math.ceil(Math.sqrt(Math.log10(n))));
  const furthest = Math.min(n - 1, Math.ceil(Math.sqrt(n)) + insignificantInARow);
  const covariance = autocovariances(values, furthest);
  const variance = covariance[0] ?? 0;
  if (!(variance > 0)) return 1;
  const reach = Math.min(furthest, 2 * Math.max(1, memory(covariance, insignificantInARow, 2 * Math.sqrt(Math.log10(n) / n))));
  let spectrum = variance;
  let slope = 0;
  for (let lag = 1; lag <= reach; lag++) {
    const weighted = 2 * flatTop(lag / reach) * (covariance[lag] as number);
    spectrum += weighted;
    slope += lag * weighted;
  }
  const length = ((2 * slope ** 2) / ((4 / 3) * spectrum ** 2)) ** (1 / 3) * n ** (1 / 3);
  return Number.isNaN(length) ? 1 : Math.min(longest, Math.max(1, Math.ceil(length)));
}

/** The least lag after which `inARow` autocorrelations are all below `significant`; the furthest one if there is none. */
function memory(covariance: Float64Array, inARow: number, significant: number): number {
  const variance = covariance[0] as number;
  let below = 0;
  for (let lag = 1; lag < covariance.length; lag++) {
    below = Math.abs((covariance[lag] as number) / variance) < significant ? below + 1 : 0;
    if (below === inARow) return lag - inARow;
  }
  return covariance.length - 1;
}

function autocovariances(values: Float64Array, furthest: number): Float64Array {
  const middle = mean(values);
  return Float64Array.from({ length: furthest + 1 }, (_, lag) => {
    let sum = 0;
    for (let i = lag; i < values.length; i++) sum += ((values[i] as number) - middle) * ((values[i - lag] as number) - middle);
    return sum / values.length;
  });
}

/** λ of Politis and Romano (1995): 1 up to one half, falling to 0 at 1. */
function flatTop(share: number): number {
  return share <= 0.5 ? 1 : 2 * (1 - share);
}
