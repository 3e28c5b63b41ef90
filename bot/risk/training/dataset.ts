import { RISK_CLASSES } from "../../core/risk.ts";
import type { UnixSeconds } from "../../core/units.ts";
import { CARRY_FORWARD_SECONDS } from "../../predict/series/marketSeries.ts";
import { RISK_FEATURE_NAMES, type RiskRow, riskFeatures } from "../features/riskFeatures.ts";
import type { RiskPanel } from "../features/riskView.ts";
import { type Label, labelOf, OUTCOME_CLASSES, type OutcomeKind } from "../outcomes/outcome.ts";
import { isHighNow, outcomesOf } from "../outcomes/outcomes.ts";
import { HORIZON_SECONDS } from "../thresholds.ts";

/** Moments to learn from and to be judged by. */
export const JUDGED_RISK_MOMENTS = {
  /** Whole multiples of this since 1970, so that markets meet at the same times. */
  stepSeconds: 12 * 3600,
  /** Smaller markets are the doing of a few. */
  leastSupplyUsd: 1_000_000,
  /** A market must have been known for so long. */
  leastHistorySeconds: 2 * 86_400,
} as const;

/** Moments with features and what came true after them, in columns of one length, ascending in time. */
export interface RiskDataset {
  readonly panel: RiskPanel;
  readonly rows: readonly RiskRow[];
  /** rows × RISK_FEATURE_NAMES. */
  readonly features: Float32Array;
  readonly labels: readonly Label[];
  /** As `RISK_CLASSES` counts. */
  readonly outcome: Uint8Array;
  readonly highInSeconds: Float64Array;
  readonly isHighNow: Uint8Array;
}

/** All moments within [from, to) whose outcome is known. */
export function riskDataset(
  panel: RiskPanel,
  { fromSeconds, toSeconds }: { readonly fromSeconds: UnixSeconds; readonly toSeconds: UnixSeconds },
): RiskDataset {
  const { stepSeconds } = JUDGED_RISK_MOMENTS;
  const rows: RiskRow[] = [];
  const labels: Label[] = [];
  for (let atSeconds = Math.ceil(fromSeconds / stepSeconds) * stepSeconds; atSeconds < toSeconds; atSeconds += stepSeconds) {
    panel.views.forEach((_view, market) => {
      if (!isJudged(panel, market, atSeconds)) return;
      const outcomes = outcomesOf(panel, market, atSeconds);
      if (outcomes === null) return;
      rows.push({ market, atSeconds });
      labels.push(labelOf(outcomes));
    });
  }
  return {
    panel,
    rows,
    features: riskFeatures(panel, rows),
    labels,
    outcome: Uint8Array.from(labels, ({ riskClass }) => RISK_CLASSES.indexOf(riskClass)),
    highInSeconds: Float64Array.from(labels, (label, i) => highIn(label, rows[i]?.atSeconds ?? 0)),
    isHighNow: Uint8Array.from(rows, ({ market, atSeconds }) => {
      const view = panel.views[market];
      return view !== undefined && isHighNow(view, atSeconds) ? 1 : 0;
    }),
  };
}

/** Whether a moment of a market counts: by what is known at the moment only. */
export function isJudged({ views }: RiskPanel, market: number, atSeconds: UnixSeconds): boolean {
  const view = views[market];
  const last = view?.quoted.indexAt(atSeconds) ?? -1;
  if (view === undefined || last < 0) return false;
  const { timeSeconds, totalSupplyUsd } = view.series;
  const { leastHistorySeconds, leastSupplyUsd } = JUDGED_RISK_MOMENTS;
  return (
    atSeconds - (timeSeconds[0] as number) >= leastHistorySeconds &&
    atSeconds - (timeSeconds[last] as number) <= CARRY_FORWARD_SECONDS &&
    (totalSupplyUsd[last] as number) >= leastSupplyUsd
  );
}

/** 1 where any of some kinds came true. */
export function cameTrue({ labels }: RiskDataset, kinds: readonly OutcomeKind[]): Uint8Array {
  return Uint8Array.from(labels, ({ outcomes }) => Number(outcomes.some(({ kind }) => kinds.includes(kind))));
}

/** The numbers of rows whose outcome was known by a time, of markets that a test lets in. */
export function rowsKnownBy(
  { rows }: RiskDataset,
  untilSeconds: UnixSeconds,
  admits: (market: number) => boolean = () => true,
): Int32Array {
  return Int32Array.from(
    rows.flatMap(({ market, atSeconds }, row) => (atSeconds + HORIZON_SECONDS <= untilSeconds && admits(market) ? [row] : [])),
  );
}

/** The numbers of rows made within [from, to). */
export function rowsMadeIn({ rows }: RiskDataset, fromSeconds: UnixSeconds, toSeconds: UnixSeconds): Int32Array {
  return Int32Array.from(rows.flatMap(({ atSeconds }, row) => (atSeconds >= fromSeconds && atSeconds < toSeconds ? [row] : [])));
}

/** Some rows' features, row by row. */
export function featuresOf({ features }: RiskDataset, rows: ArrayLike<number>): Float32Array {
  const width = RISK_FEATURE_NAMES.length;
  const picked = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++)
    picked.set(features.subarray((rows[i] as number) * width, ((rows[i] as number) + 1) * width), i * width);
  return picked;
}

function highIn({ outcomes }: Label, atSeconds: UnixSeconds): number {
  const times = outcomes.flatMap(({ kind, atSeconds: time }) => (OUTCOME_CLASSES[kind] === "high" ? [time - atSeconds] : []));
  return times.length === 0 ? Number.NaN : Math.min(...times);
}
