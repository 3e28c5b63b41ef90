import type { MarketId } from "../../core/market.ts";
import { finite } from "./finite.ts";
import type { Judgement, ScoreboardEntry } from "./scoreboard.ts";

/** What `keeper evaluate forecast --json` says of some forecasts; `mae` is a fraction a year, null is "not defined". */
export interface JudgementJson {
  readonly samples: number;
  readonly mae: number | null;
  readonly relativeMae: number | null;
  readonly pinballRatio: number | null;
  readonly coverage80: number | null;
}

export interface HorizonJson extends JudgementJson {
  readonly markets: number;
  readonly perMarket: Readonly<Record<MarketId, JudgementJson>>;
}

/** The `horizons` object of one model: its scoreboard entries by the name of their horizon ("24h", "7d"). */
export function horizonsJson(entries: readonly ScoreboardEntry[]): Readonly<Record<string, HorizonJson>> {
  return Object.fromEntries(
    entries.map(({ horizonSeconds, markets, pooled, perMarket }) => {
      const { samples, ...scores } = judgementJson(pooled);
      const each = Object.fromEntries([...perMarket].map(([id, judgement]) => [id, judgementJson(judgement)]));
      return [horizonName(horizonSeconds), { samples, markets, ...scores, perMarket: each }];
    }),
  );
}

/** "24h", "7d": whole days in days from two on, anything else in hours. */
export function horizonName(horizonSeconds: number): string {
  const days = horizonSeconds / 86_400;
  return Number.isInteger(days) && days >= 2 ? `${days}d` : `${horizonSeconds / 3600}h`;
}

function judgementJson({ samples, scores }: Judgement): JudgementJson {
  const { mae, relativeMae, pinballRatio, coverage80 } = scores;
  return {
    samples,
    mae: finite(mae),
    relativeMae: finite(relativeMae),
    pinballRatio: finite(pinballRatio),
    coverage80: finite(coverage80),
  };
}
