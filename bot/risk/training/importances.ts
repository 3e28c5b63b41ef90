import type { RiskModel } from "../classifier/riskModel.ts";
import type { Importance } from "../evaluate/report/report.ts";

/** How much of all gain each feature brought, over all boosters that are of class high or of all classes; the greatest first. */
export function gainImportances({ parts }: RiskModel): readonly Importance[] {
  const gains = new Map<string, number>();
  let total = 0;
  for (const { features, booster, answers } of parts) {
    if (answers === "medium-or-high") continue;
    for (const { left, feature, lossChange } of booster.trees) {
      left.forEach((child, node) => {
        if (child === -1) return;
        const name = features[feature[node] as number] ?? "";
        gains.set(name, (gains.get(name) ?? 0) + (lossChange[node] as number));
        total += lossChange[node] as number;
      });
    }
  }
  return [...gains].map(([name, gain]) => ({ feature: name, share: gain / total })).sort((a, b) => b.share - a.share);
}
