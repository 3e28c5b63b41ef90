import type { Dataset } from "../../../bot/predict/learned/dataset.ts";
import { QUANTILE_LEVELS } from "../../../bot/predict/learned/samples.ts";
import { normalNumbers, plantedBatch } from "../learned/plantedBatch.ts";
import { DAY, HOUR } from "./madeUpHistory.ts";

export const START = 19_000 * DAY;
export const MARKETS = 3;

/** Made-up moments of three markets, six hours apart from `START` on, with the outcomes of `plantedBatch`. */
export function madeUpDataset(seed: number, days: number): Dataset {
  const batch = plantedBatch(seed, days * 4 * MARKETS);
  return {
    ...batch,
    moments: Array.from({ length: batch.count }, (_, row) => ({
      market: row % MARKETS,
      atSeconds: START + Math.floor(row / MARKETS) * 6 * HOUR,
    })),
    realisedApr: Float64Array.from(batch.targets, (z) => 0.03 + 0.03 * z),
  };
}

/** Forecasts of all rows that see so much of what comes true, with noise. */
export function madeUpForecasts(seed: number, dataset: Dataset, sees: number): Float32Array {
  const normal = normalNumbers(seed);
  return Float32Array.from(
    [...dataset.targets].flatMap((z) => {
      const middle = sees * (Number.isNaN(z) ? 0 : z) + 0.1 * normal();
      return QUANTILE_LEVELS.map((level) => middle + 0.5 * (level - 0.5));
    }),
  );
}

/** The same with other outcomes from a time on: those that come true later than it. */
export function withOtherOutcomes(dataset: Dataset, afterSeconds: number): Dataset {
  const horizons = dataset.horizonsSeconds;
  const isLater = (place: number) =>
    (dataset.moments[Math.floor(place / horizons.length)]?.atSeconds ?? 0) + (horizons[place % horizons.length] as number) > afterSeconds;
  return {
    ...dataset,
    targets: dataset.targets.map((z, place) => (isLater(place) ? 3 - z : z)),
    realisedApr: dataset.realisedApr.map((apr, place) => (isLater(place) ? 0.12 - apr : apr)),
  };
}
