import type { RiskClass } from "../../core/risk.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { RiskModel } from "../classifier/riskModel.ts";
import type { ReplayPoint } from "../evaluate/report/plots/replay.ts";
import { type RiskRow, riskFeatures } from "../features/riskFeatures.ts";
import type { RiskPanel } from "../features/riskView.ts";
import { isHighNow } from "../outcomes/outcomes.ts";
import { isJudged } from "./dataset.ts";

const HOUR_SECONDS = 3_600;

/** What a model says of one market hour by hour within [from, to], beside what was the case. */
export function replayOf(
  panel: RiskPanel,
  model: RiskModel,
  market: number,
  fromSeconds: UnixSeconds,
  toSeconds: UnixSeconds,
): readonly ReplayPoint[] {
  const view = panel.views[market];
  if (view === undefined) return [];
  const rows: RiskRow[] = [];
  for (let atSeconds = Math.ceil(fromSeconds / HOUR_SECONDS) * HOUR_SECONDS; atSeconds <= toSeconds; atSeconds += HOUR_SECONDS) {
    if (isJudged(panel, market, atSeconds)) rows.push({ market, atSeconds });
  }
  const probabilities = model.probabilities(riskFeatures(panel, rows), rows.length);
  const known = (value: number) => (Number.isNaN(value) ? null : value);
  return rows.map(({ atSeconds }, i): ReplayPoint => {
    const [low, medium, high] = probabilities.subarray(3 * i, 3 * i + 3) as unknown as [number, number, number];
    const happening: RiskClass = isHighNow(view, atSeconds) ? "high" : view.strained.at(atSeconds) === 1 ? "medium" : "low";
    return {
      atSeconds,
      pMedium: medium,
      pHigh: high,
      said: model.classOf({ low, medium, high }),
      happening,
      priceUsd: known(view.pegs[0]?.price.at(atSeconds) ?? Number.NaN),
      utilization: known(view.utilization.at(atSeconds)),
    };
  });
}
