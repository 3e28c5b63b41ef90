import type { JudgedForecasts } from "./judged.ts";

/** What happens to forecasts as time goes by. */
export interface Replay {
  /** The truth of this forecast has become known; never told of one whose realised rate is NaN. */
  learn(row: number): void;
  /** This forecast is being made. */
  speak(row: number): void;
}

/**
 * Lives through the forecasts of all markets in the order of time, as one would have: a forecast's truth becomes known when its horizon is
 * over, and what is known at a moment is learned before any forecast of that moment is made. All that adapts to past errors goes through
 * here, so that none of it can look ahead.
 */
export function replay(forecasts: JudgedForecasts, { learn, speak }: Replay): void {
  const made = (row: number): number => forecasts.madeAtSeconds[row] as number;
  const rows = Array.from(forecasts.market, (_market, row) => row).sort((a, b) => made(a) - made(b) || a - b);
  let known = 0;
  for (const row of rows) {
    for (; known < rows.length; known++) {
      const earlier = rows[known] as number;
      if (made(earlier) + forecasts.horizonSeconds > made(row)) break;
      if (!Number.isNaN(forecasts.realisedApr[earlier] as number)) learn(earlier);
    }
    speak(row);
  }
}
