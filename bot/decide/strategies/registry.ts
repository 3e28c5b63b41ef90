import { KeeperError } from "../../core/errors.ts";
import { bestApr } from "./bestApr.ts";
import { equalWeight } from "./equalWeight.ts";
import { hierarchicalRiskParity } from "./hierarchicalRiskParity.ts";
import { hold } from "./hold.ts";
import { idle } from "./idle.ts";
import { maximiseNetYield } from "./maximiseNetYield.ts";
import { riskParity } from "./riskParity.ts";
import type { Strategy } from "./strategy.ts";
import { topThreeApr } from "./topThreeApr.ts";
import { topThreeTvl } from "./topThreeTvl.ts";

export const STRATEGIES: readonly Strategy[] = [
  maximiseNetYield,
  equalWeight,
  bestApr,
  topThreeApr,
  topThreeTvl,
  riskParity,
  hierarchicalRiskParity,
  hold,
  idle,
];

export class UnknownStrategyError extends KeeperError {
  constructor(name: string) {
    super(`no strategy is called "${name}"`, `Choose one of: ${STRATEGIES.map((one) => one.name).join(", ")}.`, 2);
  }
}

/** @throws UnknownStrategyError naming those there are. */
export function strategyByName(name: string): Strategy {
  const found = STRATEGIES.find((one) => one.name === name);
  if (found === undefined) throw new UnknownStrategyError(name);
  return found;
}
