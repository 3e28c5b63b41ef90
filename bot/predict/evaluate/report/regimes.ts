import type { JudgedForecasts } from "../judged.ts";
import { rowsByMarket } from "../rows.ts";

const DAY_SECONDS = 86_400;
const USUAL_SECONDS = 7 * DAY_SECONDS;
const SPIKE = 1.5;
const MOVE = 0.1;

/** How a market stood when it was forecast; all of it was known then. */
export const REGIMES = ["calm", "rising", "falling", "spike"] as const;
export type Regime = (typeof REGIMES)[number];

export const REGIME_MEANINGS: Readonly<Record<Regime, string>> = {
  calm: "within 10 % of a day before",
  rising: "over 10 % up in a day",
  falling: "over 10 % down in a day",
  spike: "over 1.5 times the week’s median",
};

/** The regime at each row, by the rates quoted at the market's earlier rows; null where there is none of a day before. */
export function regimesOf(forecasts: JudgedForecasts): readonly (Regime | null)[] {
  const regimes: (Regime | null)[] = new Array(forecasts.market.length).fill(null);
  for (const rows of rowsByMarket(forecasts).values()) {
    const quoted = new Map(rows.map((row) => [forecasts.madeAtSeconds[row] as number, forecasts.persistenceApr[row] as number]));
    let weekStart = 0;
    rows.forEach((row, i) => {
      const now = forecasts.madeAtSeconds[row] as number;
      while ((forecasts.madeAtSeconds[rows[weekStart] as number] as number) < now - USUAL_SECONDS) weekStart += 1;
      const dayBefore = quoted.get(now - DAY_SECONDS);
      if (dayBefore === undefined) return;
      const week = rows.slice(weekStart, i).map((past) => forecasts.persistenceApr[past] as number);
      regimes[row] = regimeOf(forecasts.persistenceApr[row] as number, dayBefore, median(week));
    });
  }
  return regimes;
}

function regimeOf(apr: number, dayBeforeApr: number, usualApr: number): Regime {
  if (apr > SPIKE * usualApr) return "spike";
  if (apr > dayBeforeApr * (1 + MOVE)) return "rising";
  return apr < dayBeforeApr * (1 - MOVE) ? "falling" : "calm";
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

/** Bands of the quoted rate, ascending. */
export const APR_BANDS = [
  { name: "below 1 %", belowApr: 0.01 },
  { name: "1 to 3 %", belowApr: 0.03 },
  { name: "3 to 6 %", belowApr: 0.06 },
  { name: "6 to 12 %", belowApr: 0.12 },
  { name: "12 % and more", belowApr: Number.POSITIVE_INFINITY },
] as const;

export function aprBand(apr: number): string {
  return (APR_BANDS.find(({ belowApr }) => apr < belowApr) ?? APR_BANDS[APR_BANDS.length - 1] ?? { name: "" }).name;
}
