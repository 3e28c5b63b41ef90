import type { UnixSeconds } from "../../core/units.ts";
import type { MarketSeries } from "../../predict/series/marketSeries.ts";
import { NoHistoryError } from "../../predict/series/noHistoryError.ts";
import { readHistoryFolder } from "../../predict/series/readHistoryFolder.ts";
import { type RiskPanel, riskPanel } from "../features/riskView.ts";
import { type RiskDataset, riskDataset } from "./dataset.ts";

/** Files of history made ready to learn risks from. */
export interface RiskHistory {
  readonly panel: RiskPanel;
  readonly dataset: RiskDataset;
  /** How many markets are known by the hour; they come first. The others, mostly pools, are known by the day. */
  readonly hourly: number;
  readonly daily: number;
  readonly beginSeconds: UnixSeconds;
  /** Of what is known by the hour, if anything is. */
  readonly endSeconds: UnixSeconds;
}

/** @throws what reading the folder throws. */
export async function readRiskHistory(folder: string, nowSeconds: UnixSeconds): Promise<RiskHistory> {
  const { hourly, daily, conditions } = await readHistoryFolder(folder, nowSeconds);
  const series = [...hourly, ...daily];
  if (series.length === 0) throw new NoHistoryError(folder);
  const beginSeconds = Math.min(...series.map(({ timeSeconds }) => timeSeconds[0] ?? Number.POSITIVE_INFINITY));
  const last = (some: readonly MarketSeries[]) => Math.max(...some.map(({ timeSeconds }) => timeSeconds.at(-1) ?? 0));
  const endSeconds = last(hourly.length > 0 ? hourly : daily);
  const panel = riskPanel(series, conditions);
  const dataset = riskDataset(panel, { fromSeconds: beginSeconds, toSeconds: last(series) });
  return { panel, dataset, hourly: hourly.length, daily: daily.length, beginSeconds, endSeconds };
}
