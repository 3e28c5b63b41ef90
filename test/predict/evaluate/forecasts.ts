import type { JudgedForecasts } from "../../../bot/predict/evaluate/judged.ts";

export const HOUR = 3600;
export const DAY = 24 * HOUR;
export const LEVELS = [0.1, 0.25, 0.5, 0.75, 0.9];

/** One forecast and what came true; what is not said is as persistence has it. */
export interface Row {
  readonly market?: string;
  readonly at?: number;
  readonly realised: number;
  readonly persistence?: number;
  readonly point?: number;
  readonly quantiles?: readonly number[];
}

export function judgedOf(
  rows: readonly Row[],
  { model = "model", horizonSeconds = DAY, levels = LEVELS as readonly number[] } = {},
): JudgedForecasts {
  const marketOf = (row: Row): string => row.market ?? "1:aave-v3:usdc";
  const marketIds = [...new Set(rows.map(marketOf))];
  const persistenceOf = (row: Row): number => row.persistence ?? row.realised;
  const pointOf = (row: Row): number => row.point ?? persistenceOf(row);
  return {
    model,
    horizonSeconds,
    marketIds,
    protocols: marketIds.map((id) => id.split(":")[1] ?? ""),
    market: Int32Array.from(rows, (row) => marketIds.indexOf(marketOf(row))),
    madeAtSeconds: Float64Array.from(rows, (row, i) => row.at ?? i * 6 * HOUR),
    realisedApr: Float64Array.from(rows, (row) => row.realised),
    persistenceApr: Float64Array.from(rows, persistenceOf),
    levels,
    quantilesApr: Float64Array.from(rows.flatMap((row) => row.quantiles ?? levels.map(() => pointOf(row)))),
    pointApr: Float64Array.from(rows, pointOf),
  };
}

/** Numbers from 0 to 1, the same on every run (Park and Miller 1988). */
export function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

/** Standard normal numbers (Box and Muller 1958). */
export function normals(seed: number): () => number {
  const next = generator(seed);
  return () => Math.sqrt(-2 * Math.log(next())) * Math.cos(2 * Math.PI * next());
}

/** The z of a standard normal at each of `LEVELS`. */
export const NORMAL_QUANTILES = [-1.2815515655446004, -0.6744897501960817, 0, 0.6744897501960817, 1.2815515655446004];

/**
 * Forecasts every six hours in several markets of rates of 5 %, whose errors are normal: `spread(day)` wide where the model says `said` (as
 * fractions of the rate), and off by `bias`.
 */
export function noisyForecasts(options: {
  readonly markets: number;
  readonly days: number;
  readonly seed?: number;
  readonly horizonSeconds?: number;
  readonly said?: (day: number) => number;
  readonly spread?: (day: number) => number;
  readonly bias?: number;
}): JudgedForecasts {
  const { markets, days, seed = 7, horizonSeconds = DAY, said = () => 0.1, spread = () => 0.1, bias = 0 } = options;
  const normal = normals(seed);
  const rows: Row[] = [];
  for (let market = 0; market < markets; market++) {
    for (let step = 0; step < days * 4; step++) {
      const day = step / 4;
      rows.push({
        market: `1:p${market % 3}:m${market}`,
        at: step * 6 * HOUR,
        persistence: 0.05,
        realised: 0.05 * (1 + bias + spread(day) * normal()),
        quantiles: NORMAL_QUANTILES.map((z) => 0.05 * (1 + said(day) * z)),
      });
    }
  }
  return judgedOf(rows, { horizonSeconds });
}

/** The same forecasts where everything that was said or became known only after `nowSeconds` has turned out otherwise. */
export function withAnotherFuture(forecasts: JudgedForecasts, nowSeconds: number): JudgedForecasts {
  const made = (row: number): number => forecasts.madeAtSeconds[row] as number;
  const known = (apr: number, row: number): number => (made(row) + forecasts.horizonSeconds > nowSeconds ? 3 * apr + 0.01 : apr);
  const said = (apr: number, row: number): number => (made(row) > nowSeconds ? 2 * apr + 0.02 : apr);
  return {
    ...forecasts,
    realisedApr: forecasts.realisedApr.map(known),
    persistenceApr: forecasts.persistenceApr.map(said),
    pointApr: forecasts.pointApr.map(said),
    quantilesApr: forecasts.quantilesApr.map((apr, i) => said(apr, Math.floor(i / forecasts.levels.length))),
  };
}
