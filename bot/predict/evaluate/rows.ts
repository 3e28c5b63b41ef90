import type { JudgedForecasts } from "./judged.ts";

/** The forecasts of the given rows, in their order; the list of markets stays whole. */
export function selectRows(forecasts: JudgedForecasts, rows: ArrayLike<number>): JudgedForecasts {
  const levels = forecasts.levels.length;
  const quantilesApr = new Float64Array(rows.length * levels);
  for (let i = 0; i < rows.length; i++) {
    const from = (rows[i] as number) * levels;
    quantilesApr.set(forecasts.quantilesApr.subarray(from, from + levels), i * levels);
  }
  const pick = (values: Float64Array): Float64Array => Float64Array.from(rows, (row) => values[row] as number);
  return {
    ...forecasts,
    market: Int32Array.from(rows, (row) => forecasts.market[row] as number),
    madeAtSeconds: pick(forecasts.madeAtSeconds),
    realisedApr: pick(forecasts.realisedApr),
    persistenceApr: pick(forecasts.persistenceApr),
    quantilesApr,
    pointApr: pick(forecasts.pointApr),
  };
}

/** Anything judged in columns, with a row's market in one of them. */
export interface MarketRows {
  readonly market: Int32Array;
}

/** The numbers of all rows, grouped by what `keyOf` says of each; groups in the order in which they first appear. */
export function groupRows<Key>(judged: MarketRows, keyOf: (row: number) => Key): Map<Key, number[]> {
  const groups = new Map<Key, number[]>();
  for (let row = 0; row < judged.market.length; row++) {
    const key = keyOf(row);
    const rows = groups.get(key);
    if (rows === undefined) groups.set(key, [row]);
    else rows.push(row);
  }
  return groups;
}

/** The rows of each market that has any, ascending in time; keys count into `marketIds`. */
export function rowsByMarket(judged: MarketRows): Map<number, number[]> {
  return groupRows(judged, (row) => judged.market[row] as number);
}

/**
 * Which of `levels` is `level`.
 *
 * @throws RangeError when it is not among them.
 */
export function levelIndex(levels: readonly number[], level: number): number {
  const index = levels.indexOf(level);
  if (index < 0) throw new RangeError(`no quantile at level ${level} among ${levels.join(", ")}`);
  return index;
}
