import type { UnixSeconds } from "../../core/units.ts";
import { classesOf } from "../calibrate/classThresholds.ts";
import type { RiskModel } from "../classifier/riskModel.ts";
import type { JudgedRisks } from "../evaluate/judged.ts";
import { RISK_FEATURE_NAMES } from "../features/riskFeatures.ts";
import { featuresOf, type RiskDataset } from "./dataset.ts";

/** What somebody without a model would look at: the greater, the worse. */
const RULES: Readonly<Record<string, { readonly feature: string; readonly sign: 1 | -1 }>> = {
  utilization: { feature: "utilization", sign: 1 },
  "tvl-drop": { feature: "deposits-growth-24h", sign: -1 },
  "apy-percentile": { feature: "rate-rank-720h", sign: 1 },
};

/** What one model said of some rows. */
export interface Judgement {
  readonly model: RiskModel;
  readonly rows: Int32Array;
}

/** Judgements of several models, each of other rows, as those of one: rows ascending in time. */
export function judgedRisks(dataset: RiskDataset, name: string, judgements: readonly Judgement[]): JudgedRisks {
  const said = judgements.flatMap(({ model, rows }) => {
    const probabilities = model.probabilities(featuresOf(dataset, rows), rows.length);
    const classes = classesOf(probabilities, model.thresholds);
    return Array.from(rows, (row, i) => ({ row, probabilities: probabilities.subarray(3 * i, 3 * i + 3), said: classes[i] as number }));
  });
  said.sort((a, b) => a.row - b.row);
  const { views } = dataset.panel;
  const probabilities = new Float64Array(3 * said.length);
  said.forEach((one, i) => {
    probabilities.set(one.probabilities, 3 * i);
  });
  const pick = (of: (row: number) => number) => said.map(({ row }) => of(row));
  return {
    model: name,
    marketIds: views.map(({ series }) => series.marketId),
    protocols: views.map(({ series }) => series.protocol),
    symbols: views.map(({ symbol }) => symbol),
    market: Int32Array.from(pick((row) => dataset.rows[row]?.market ?? -1)),
    madeAtSeconds: Float64Array.from(pick((row) => dataset.rows[row]?.atSeconds ?? Number.NaN)),
    outcome: Uint8Array.from(pick((row) => dataset.outcome[row] as number)),
    highInSeconds: Float64Array.from(pick((row) => dataset.highInSeconds[row] as number)),
    isHighNow: Uint8Array.from(pick((row) => dataset.isHighNow[row] as number)),
    probabilities,
    said: Uint8Array.from(said, (one) => one.said),
    rules: Object.fromEntries(
      Object.entries(RULES).map(([rule, { feature, sign }]) => {
        const column = RISK_FEATURE_NAMES.indexOf(feature);
        return [rule, Float64Array.from(pick((row) => sign * (dataset.features[row * RISK_FEATURE_NAMES.length + column] as number)))];
      }),
    ),
  };
}

/** How often each class came true in some rows: what somebody knows who knows nothing else. */
export function classShares({ outcome }: RiskDataset, rows: ArrayLike<number>): readonly number[] {
  const counts = [0, 0, 0];
  for (let i = 0; i < rows.length; i++) {
    const k = outcome[rows[i] as number] as number;
    counts[k] = (counts[k] as number) + 1;
  }
  return counts.map((count) => count / Math.max(1, rows.length));
}

export function onsetOf({ isHighNow }: RiskDataset, rows: Int32Array): Int32Array {
  return rows.filter((row) => isHighNow[row] === 0);
}

/** "2023-07-01". */
export function dayOf(seconds: UnixSeconds): string {
  return new Date(seconds * 1000).toISOString().slice(0, 10);
}
