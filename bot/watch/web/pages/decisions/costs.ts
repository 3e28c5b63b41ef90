import type { Schema } from "../../../client/keeperClient.ts";
import type { WaterfallStep } from "../../charts/waterfall.ts";
import { usd } from "../../format/amounts.ts";
import { type DecisionReason, waitsForBenefit } from "./reasons.ts";

export type Cost = Schema<"CostBreakdown">;

/** What makes up the net benefit: together these are it. */
export function costSteps({ gainUsd, riskUsd, gasUsd, exitCostUsd }: Cost): readonly WaterfallStep[] {
  return [
    { name: "Expected yield", value: gainUsd },
    { name: "Change of risk", value: riskUsd },
    { name: "Gas", value: -gasUsd },
    { name: "Exit cost", value: -exitCostUsd },
  ];
}

/** How the benefit stands against what is required, in a sentence. */
export function verdict({ netBenefitUsd, requiredUsd }: Cost, reason: DecisionReason): string {
  if (!waitsForBenefit(reason)) return "This kind of move goes ahead whatever it costs; the figures say what that is.";
  const over = netBenefitUsd - requiredUsd;
  return over >= 0 ? `${usd(over)} more than is required.` : `${usd(-over)} less than is required.`;
}
