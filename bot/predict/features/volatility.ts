import type { FeatureGroup } from "./group.ts";
import { lnRate } from "./moment.ts";

const SPANS = [24, 168, 720] as const;
const QUANTILES = [0.1, 0.5, 0.9] as const;

/**
 * How much the rate moves: over a day, a week and a month its standard deviation and its mean absolute change by the hour, both as a share of
 * the rate; where it stands among the rates of that time; and their quantiles over the rate now, in logarithms.
 */
export const volatility: FeatureGroup = {
  names: SPANS.flatMap((hours) => [
    `deviation-${hours}h`,
    `hourly-change-${hours}h`,
    `rank-${hours}h`,
    ...QUANTILES.map((level) => `p${level * 100}-${hours}h`),
  ]),
  values({ grid, gridHours, persistenceApr, scaleApr }) {
    const now = lnRate(persistenceApr);
    return SPANS.flatMap((hours) => {
      const rates = grid.subarray(0, Math.min(hours, gridHours) + 1);
      const known = rates.filter((rate) => !Number.isNaN(rate)).sort();
      if (known.length < 2) return [Number.NaN, Number.NaN, Number.NaN, ...QUANTILES.map(() => Number.NaN)];
      return [
        deviation(known) / scaleApr,
        meanChange(rates) / scaleApr,
        rank(known, persistenceApr),
        ...QUANTILES.map((level) => lnRate(known[Math.floor(level * (known.length - 1))] as number) - now),
      ];
    });
  },
};

function deviation(values: Float64Array): number {
  let mean = 0;
  for (let i = 0; i < values.length; i++) mean += (values[i] as number) / values.length;
  let squares = 0;
  for (let i = 0; i < values.length; i++) squares += ((values[i] as number) - mean) ** 2;
  return Math.sqrt(squares / values.length);
}

function meanChange(rates: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (let i = 1; i < rates.length; i++) {
    const change = Math.abs((rates[i - 1] as number) - (rates[i] as number));
    if (Number.isNaN(change)) continue;
    sum += change;
    count += 1;
  }
  return count === 0 ? Number.NaN : sum / count;
}

/** The share of ascending values that are not above one. */
function rank(ascending: Float64Array, value: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] as number) <= value) low = middle + 1;
    else high = middle;
  }
  return low / ascending.length;
}
