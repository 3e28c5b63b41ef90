import type { MarketId } from "../../../core/market.ts";
import type { JudgedForecasts } from "../judged.ts";
import { groupRows } from "../rows.ts";
import type { Judgement, ScoreboardEntry } from "../scoreboard.ts";
import { decimals, percentage, points } from "../text.ts";
import { COVERAGE_OF_A_MARKET, MINIMUM_SAMPLES } from "./headline.ts";
import { monthName, monthOf, thousands } from "./names.ts";

export interface MarketRemark {
  readonly name: string;
  readonly sentence: string;
}

/** The markets where the model does worst against persistence, with what went wrong in each. */
export function worstMarkets(
  forecasts: JudgedForecasts,
  entry: ScoreboardEntry,
  names: ReadonlyMap<MarketId, string>,
  count = 6,
): readonly MarketRemark[] {
  const rows = groupRows(forecasts, (row) => forecasts.marketIds[forecasts.market[row] as number] as MarketId);
  return [...entry.perMarket]
    .filter(([, { samples }]) => samples >= MINIMUM_SAMPLES)
    .toSorted(([, a], [, b]) => b.scores.relativeMae - a.scores.relativeMae)
    .slice(0, count)
    .map(([id, judgement]) => ({ name: names.get(id) ?? id, sentence: remark(forecasts, rows.get(id) ?? [], judgement) }));
}

function remark(forecasts: JudgedForecasts, rows: readonly number[], { samples, scores }: Judgement): string {
  const persistenceMae = scores.mae / scores.relativeMae;
  const start = `off by ${points(scores.mae)} points where persistence was off by ${points(persistenceMae)} (${decimals(scores.relativeMae)}, ${thousands(samples)} forecasts)`;
  return `${[start, direction(forecasts, rows), when(forecasts, rows), interval(scores.coverage80)].filter((part) => part !== "").join("; ")}.`;
}

function direction(forecasts: JudgedForecasts, rows: readonly number[]): string {
  const tooHigh = rows.filter((row) => (forecasts.pointApr[row] as number) > (forecasts.realisedApr[row] as number)).length / rows.length;
  if (tooHigh > 0.6) return `too high ${percentage(tooHigh)} of the time`;
  return tooHigh < 0.4 ? `too low ${percentage(1 - tooHigh)} of the time` : "";
}

/** The month in which most was lost against persistence. */
function when(forecasts: JudgedForecasts, rows: readonly number[]): string {
  const excess = new Map<string, number>();
  let lost = 0;
  for (const row of rows) {
    const realised = forecasts.realisedApr[row] as number;
    const difference =
      Math.abs(realised - (forecasts.pointApr[row] as number)) - Math.abs(realised - (forecasts.persistenceApr[row] as number));
    const month = monthOf(forecasts.madeAtSeconds[row] as number);
    excess.set(month, (excess.get(month) ?? 0) + difference);
    lost += difference;
  }
  const [month, worst] = [...excess].toSorted(([, a], [, b]) => b - a)[0] ?? ["", 0];
  if (lost <= 0 || worst <= 0) return "";
  return worst >= lost
    ? `all of the difference comes from ${monthName(month)}`
    : `${percentage(worst / lost)} of the difference comes from ${monthName(month)}`;
}

function interval(coverage: number): string {
  if (coverage < COVERAGE_OF_A_MARKET[0]) return `its intervals were too narrow and held ${percentage(coverage)}`;
  return coverage > COVERAGE_OF_A_MARKET[1] ? `its intervals were too wide and held ${percentage(coverage)}` : "";
}
