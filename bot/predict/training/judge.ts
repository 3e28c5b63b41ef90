import type { JudgedForecasts } from "../evaluate/judged.ts";
import { selectRows } from "../evaluate/rows.ts";
import type { MarketPanel } from "../features/featurise.ts";
import type { Dataset } from "../learned/dataset.ts";
import { QUANTILE_LEVELS } from "../learned/samples.ts";

/**
 * A model's answers at one horizon with what came true, of the rows for which both are known.
 *
 * @param quantilesZ Dataset rows × horizons × levels.
 */
export function judgedForecasts(
  panel: MarketPanel,
  dataset: Dataset,
  model: string,
  horizon: number,
  quantilesZ: Float32Array,
): JudgedForecasts {
  const all = answeredForecasts(panel, dataset, model, horizon, quantilesZ);
  return selectRows(
    all,
    Array.from(all.market.keys()).filter((row) => !Number.isNaN(all.realisedApr[row] as number)),
  );
}

/**
 * The same of all rows with an answer, whether or not what came true is known: somebody who lives through the time cannot tell beforehand which
 * markets will go on.
 */
export function answeredForecasts(
  panel: MarketPanel,
  dataset: Dataset,
  model: string,
  horizon: number,
  quantilesZ: Float32Array,
): JudgedForecasts {
  const horizons = dataset.horizonsSeconds.length;
  const group = QUANTILE_LEVELS.length;
  const rows: number[] = [];
  for (let row = 0; row < dataset.count; row++) {
    if (!Number.isNaN(quantilesZ[(row * horizons + horizon) * group] as number)) rows.push(row);
  }
  const quantilesApr = new Float64Array(rows.length * group);
  rows.forEach((row, i) => {
    const persistence = dataset.persistenceApr[row] as number;
    const scale = dataset.scaleApr[row] as number;
    for (let k = 0; k < group; k++) {
      const z = quantilesZ[(row * horizons + horizon) * group + k] as number;
      // Nobody lends for less than nothing, unless that is what is quoted.
      quantilesApr[i * group + k] = Math.max(Math.min(0, persistence), persistence + scale * z);
    }
  });
  return {
    model,
    horizonSeconds: dataset.horizonsSeconds[horizon] as number,
    marketIds: panel.views.map(({ series }) => series.marketId),
    protocols: panel.views.map(({ series }) => series.protocol),
    market: Int32Array.from(rows, (row) => dataset.moments[row]?.market ?? 0),
    madeAtSeconds: Float64Array.from(rows, (row) => dataset.moments[row]?.atSeconds ?? 0),
    realisedApr: Float64Array.from(rows, (row) => dataset.realisedApr[row * horizons + horizon] as number),
    persistenceApr: Float64Array.from(rows, (row) => dataset.persistenceApr[row] as number),
    levels: QUANTILE_LEVELS,
    quantilesApr,
    pointApr: Float64Array.from(rows, (_, i) => quantilesApr[i * group + QUANTILE_LEVELS.indexOf(0.5)] as number),
  };
}
