import { expect } from "chai";
import { featurise, marketPanel } from "../../../bot/predict/features/featurise.ts";
import type { Conditions } from "../../../bot/predict/series/conditions.ts";
import type { MarketSeries } from "../../../bot/predict/series/marketSeries.ts";

/** The features of the first of these markets at a moment, by name; single precision. */
export function featuresAt(
  markets: readonly MarketSeries[],
  atSeconds: number,
  conditions: Conditions = new Map(),
): Readonly<Record<string, number>> {
  const { featureNames, features } = featurise(marketPanel(markets, conditions), [{ market: 0, atSeconds }]);
  return Object.fromEntries(featureNames.map((name, i) => [name, features[i] as number]));
}

/** Fails unless the features named are, to single precision, what was worked out; NaN is "not known". */
export function expectFeatures(found: Readonly<Record<string, number>>, expected: Readonly<Record<string, number>>): void {
  for (const [name, value] of Object.entries(expected)) {
    expect(found, name).property(name);
    if (Number.isNaN(value)) expect(found[name], name).NaN;
    else expect(found[name], name).closeTo(value, 1e-7 + 1e-6 * Math.abs(value));
  }
}

/** A condition that changes once a day, from a time on. */
export function daysOf(firstSeconds: number, values: readonly number[]) {
  return { timeSeconds: Float64Array.from(values, (_, day) => firstSeconds + day * 86_400), value: Float64Array.from(values) };
}
