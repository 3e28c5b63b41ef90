import type { UnixSeconds } from "../../core/units.ts";
import type { JudgedForecasts } from "../evaluate/judged.ts";
import { withOwnErrors } from "../evaluate/ownErrors.ts";
import type { MarketPanel } from "../features/featurise.ts";
import { LEVEL_BASELINES } from "../learned/baselines.ts";
import type { Dataset } from "../learned/dataset.ts";
import { QUANTILE_LEVELS } from "../learned/samples.ts";
import { judgedForecasts } from "./judge.ts";

/** What learned models are held against at one horizon from a time on, each with intervals from its own past errors. */
export function baselineForecasts(
  panel: MarketPanel,
  dataset: Dataset,
  horizon: number,
  fromSeconds: UnixSeconds,
): readonly JudgedForecasts[] {
  const size = dataset.horizonsSeconds.length * QUANTILE_LEVELS.length;
  return LEVEL_BASELINES.map(({ name, levelApr }) => {
    const z = new Float32Array(dataset.count * size).fill(Number.NaN);
    dataset.moments.forEach((moment, row) => {
      if (moment.atSeconds < fromSeconds) return;
      const persistence = dataset.persistenceApr[row] as number;
      const level = (levelApr(panel, moment, persistence) - persistence) / (dataset.scaleApr[row] as number);
      z.fill(level, row * size, (row + 1) * size);
    });
    return withOwnErrors(judgedForecasts(panel, dataset, name, horizon, z), QUANTILE_LEVELS);
  });
}
