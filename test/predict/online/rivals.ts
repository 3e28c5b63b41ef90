import type { ScoredTrial } from "../../../bot/store/forecastTrials.ts";

export const DAY = 86_400;
const HOUR = 3_600;

/** How far off a model's forecasts are: at random and always, in APR. */
export interface Rival {
  readonly error: number;
  readonly bias: number;
  /** More bias over a week. */
  readonly weekBias?: number;
}

/** Standard normal draws (Box and Muller 1958) from a generator of 32 bits (mulberry32). */
export function normal(seed: number): () => number {
  let state = seed * 2_654_435_761;
  const uniform = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/**
 * What each model said of the same markets every six hours, over a day and a week. What comes true is the mean of six-hourly shocks that all
 * markets share in part; so is what models err by: forecasts whose horizons overlap err alike.
 */
export function trialsOf(
  rivals: readonly Rival[],
  { seed, days, markets }: { readonly seed: number; readonly days: number; readonly markets: number },
): readonly (readonly ScoredTrial[])[] {
  const draw = normal(seed);
  const moments = days * 4;
  const path = () => Float64Array.from({ length: moments + 28 }, draw);
  const meanOf = (values: Float64Array, from: number, steps: number) =>
    values.subarray(from, from + steps).reduce((sum, value) => sum + value, 0) / Math.sqrt(steps);
  const shared = path();
  const own = Array.from({ length: markets }, path);
  const errors = rivals.map(() => ({ shared: path(), own: Array.from({ length: markets }, path) }));
  return rivals.map((rival, r) =>
    Array.from({ length: moments }, (_, moment) =>
      Array.from({ length: markets }, (_unused, market) =>
        [4, 28].map((steps): ScoredTrial => {
          const realisedApr = 0.05 + 0.002 * (meanOf(shared, moment, steps) + meanOf(own[market] as Float64Array, moment, steps));
          const drawn = errors[r] as (typeof errors)[0];
          const error =
            rival.error * (0.5 * meanOf(drawn.shared, moment, steps) + meanOf(drawn.own[market] as Float64Array, moment, steps));
          const pointApr = realisedApr + error + rival.bias + (steps === 28 ? (rival.weekBias ?? 0) : 0);
          const publishedApr = [pointApr - 0.004, pointApr, pointApr + 0.004];
          return {
            marketId: `m${market}`,
            horizonSeconds: steps * 6 * HOUR,
            model: `rival-${r}`,
            modelVersion: "1",
            momentSeconds: moment * 6 * HOUR,
            madeAtSeconds: moment * 6 * HOUR + 11,
            blockNumber: moment,
            persistenceApr: 0.05,
            scaleApr: 0.05,
            pointApr,
            levels: [0.1, 0.5, 0.9],
            rawApr: publishedApr,
            publishedApr,
            realisedApr,
          };
        }),
      ).flat(),
    ).flat(),
  );
}
