import { dayName, thousands } from "../../predict/evaluate/report/names.ts";
import type { Backtest, BacktestSpec, FeeModel } from "../backtest.ts";

/** Stands in every output of a made-up past. */
export const SYNTHETIC_LABEL = "SYNTHETIC";

/** What the numbers are of, in one word for tables of data. */
export function sourceLabel({ isSynthetic }: Backtest): string {
  return isSynthetic ? SYNTHETIC_LABEL : "history";
}

/** Everything to know of how it was made, one sentence each; that the past is made up comes first. */
export function notesOf({ isSynthetic, notes }: Backtest): readonly string[] {
  return isSynthetic ? [`${SYNTHETIC_LABEL}: this past is made up; nothing here happened in any market.`, ...notes] : notes;
}

/** What was asked, in one line: "1 July 2022 to 29 February 2024 · stablecoins, 12 markets · 1,000,000 USD · every hour · gas". */
export function scopeText({ spec, fromSeconds, toSeconds, marketIds }: Backtest): string {
  return [
    `${dayName(fromSeconds)} to ${dayName(toSeconds)}`,
    `${spec.universe === "all" ? "all lending" : spec.universe}, ${marketIds.length} markets`,
    `${thousands(spec.capitalUsd)} USD`,
    everyText(spec.everySeconds),
    feeText(spec.feeModel, spec),
  ].join(" · ");
}

function everyText(everySeconds: number): string {
  const hours = everySeconds / 3600;
  if (hours === 1) return "decided every hour";
  return hours > 24 && hours % 24 === 0 ? `decided every ${hours / 24} days` : `decided every ${Number(hours.toFixed(2))} hours`;
}

function feeText(feeModel: FeeModel, { gasMultiplier }: BacktestSpec): string {
  if (feeModel.kind === "flat") return `a flat fee of ${Number((100 * feeModel.fraction).toFixed(4))} % of every move`;
  return gasMultiplier === 1 ? "gas as it was" : `gas × ${gasMultiplier}`;
}
