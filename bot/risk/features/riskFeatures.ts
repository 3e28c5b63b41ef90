import { CARRY_FORWARD_SECONDS } from "../../predict/series/marketSeries.ts";
import { chain } from "./chain.ts";
import { contagion } from "./contagion.ts";
import { deposits } from "./deposits.ts";
import { exitLiquidity } from "./exitLiquidity.ts";
import { peg } from "./peg.ts";
import { protocol } from "./protocol.ts";
import { rate } from "./rate.ts";
import { RISK_LOOK_BACK_SECONDS, type RiskMoment } from "./riskMoment.ts";
import type { RiskPanel } from "./riskView.ts";
import { type Surroundings, surroundingsAt } from "./surroundings.ts";
import type { RiskTopic } from "./topic.ts";
import { utilization } from "./utilization.ts";

export const RISK_TOPICS: readonly RiskTopic[] = [utilization, rate, deposits, exitLiquidity, peg, contagion, chain, protocol];

/** Every risk feature, in the order of a row's columns. */
export const RISK_FEATURE_NAMES: readonly string[] = RISK_TOPICS.flatMap(({ names }) => names);

/** Which market of a panel, and when. */
export interface RiskRow {
  readonly market: number;
  readonly atSeconds: number;
}

/** Moments with what surrounds them: what happens at one time is computed once. Rows of one time next to one another are quickest. */
export function riskMoments(panel: RiskPanel): (row: RiskRow) => RiskMoment | null {
  let known: { readonly atSeconds: number; readonly surroundings: Surroundings } | null = null;
  return ({ market, atSeconds }) => {
    const view = panel.views[market];
    const last = view?.quoted.indexAt(atSeconds) ?? -1;
    if (view === undefined || last < 0 || atSeconds - (view.series.timeSeconds[last] as number) > CARRY_FORWARD_SECONDS) return null;
    if (known?.atSeconds !== atSeconds) known = { atSeconds, surroundings: surroundingsAt(panel, atSeconds) };
    const first = view.quoted.indexAt(atSeconds - RISK_LOOK_BACK_SECONDS) + 1;
    return { panel, market, view, atSeconds, last, first: Math.min(first, last), surroundings: known.surroundings };
  };
}

/**
 * The one pipeline from pasts to a classifier's input, for training, replay and the live keeper alike: rows × features, NaN for what is not known. A
 * row depends on what was known at its moment and on nothing later.
 *
 * @throws RangeError for a moment at which its market is not known.
 */
export function riskFeatures(panel: RiskPanel, rows: readonly RiskRow[]): Float32Array {
  const width = RISK_FEATURE_NAMES.length;
  const features = new Float32Array(rows.length * width);
  const momentOf = riskMoments(panel);
  rows.forEach((row, i) => {
    const moment = momentOf(row);
    if (moment === null) throw new RangeError(`market ${row.market} is not known at ${row.atSeconds}`);
    features.set(riskValues(moment), i * width);
  });
  return features;
}

/** One row's values, in the order of `RISK_FEATURE_NAMES`; what is too large for a 32-bit number is as good as not known. */
export function riskValues(moment: RiskMoment): readonly number[] {
  return RISK_TOPICS.flatMap((topic) => topic.values(moment).map((value) => (Number.isFinite(Math.fround(value)) ? value : Number.NaN)));
}
