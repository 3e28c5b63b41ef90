import type { Rule } from "../rule.ts";
import { apyAnomaly } from "./apyAnomaly.ts";
import { breakerNear, breakerTripped } from "./breaker.ts";
import { databaseFull } from "./database.ts";
import { bundleMisses, executionDrift, gasBudget, keyBalance, reorganised, transactionFailed } from "./execution.ts";
import { modelFallback } from "./models.ts";
import { navFall } from "./priceFall.ts";
import { riskRaised } from "./risk.ts";
import { dataGap, sourceDiverging } from "./samples.ts";
import { keeperStalled, leaderChanged, ticksFailing } from "./ticks.ts";

/** Every rule there is, in the order docs/alerts.md lists them. */
export const rules: readonly Rule[] = [
  keeperStalled,
  ticksFailing,
  breakerTripped,
  breakerNear,
  navFall,
  riskRaised,
  keyBalance,
  gasBudget,
  transactionFailed,
  executionDrift,
  bundleMisses,
  reorganised,
  databaseFull,
  dataGap,
  sourceDiverging,
  apyAnomaly,
  modelFallback,
  leaderChanged,
];

export function ruleNamed(name: string): Rule | null {
  return rules.find((rule) => rule.name === name) ?? null;
}
