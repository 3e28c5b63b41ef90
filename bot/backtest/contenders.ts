import { KeeperError } from "../core/errors.ts";
import { equalWeight } from "../decide/strategies/equalWeight.ts";
import { hierarchicalRiskParity } from "../decide/strategies/hierarchicalRiskParity.ts";
import { hold } from "../decide/strategies/hold.ts";
import { idle } from "../decide/strategies/idle.ts";
import { maximiseNetYield } from "../decide/strategies/maximiseNetYield.ts";
import { riskParity } from "../decide/strategies/riskParity.ts";
import type { Strategy } from "../decide/strategies/strategy.ts";
import { topThreeApr } from "../decide/strategies/topThreeApr.ts";
import { topThreeTvl } from "../decide/strategies/topThreeTvl.ts";

/** Who competes: a strategy, and what it knows. */
export interface Contender {
  readonly name: string;
  /** "plan": the oracle's, which no keeper could have. */
  readonly strategy: Strategy | "plan";
  readonly forecasts: "learned" | "persistence" | "trailing" | "foresight";
  /** Vetoes hold for everybody; "learned" has the classifier beside them. */
  readonly risk: "vetoes" | "learned";
  readonly words: string;
}

const WITHOUT_MODELS = { forecasts: "persistence", risk: "vetoes" } as const;

/** The first eight compete unless others are asked for. */
export const CONTENDERS: readonly Contender[] = [
  {
    name: "ml",
    strategy: maximiseNetYield,
    forecasts: "learned",
    risk: "learned",
    words: "the keeper: forecasts and risks of models trained before each moment",
  },
  { name: "equal-weight", strategy: equalWeight, ...WITHOUT_MODELS, words: "the same in every market" },
  { name: "best-apy", strategy: topThreeApr, ...WITHOUT_MODELS, words: "a third in each of the three that quote most" },
  { name: "highest-tvl", strategy: topThreeTvl, ...WITHOUT_MODELS, words: "a third in each of the three largest" },
  { name: "persistence", strategy: maximiseNetYield, ...WITHOUT_MODELS, words: "the keeper, if rates stayed as they are" },
  { name: "hold-best", strategy: hold, ...WITHOUT_MODELS, words: "the best at the begin, for good" },
  {
    name: "trailing-mean",
    strategy: maximiseNetYield,
    forecasts: "trailing",
    risk: "vetoes",
    words: "the keeper, if rates were what they were on average in the two weeks before",
  },
  {
    name: "oracle",
    strategy: "plan",
    forecasts: "foresight",
    risk: "vetoes",
    words: "a plan made with the future known, at all its costs",
  },
  {
    name: "ml-without-risk",
    strategy: maximiseNetYield,
    forecasts: "learned",
    risk: "vetoes",
    words: "the keeper without its classifier of risk",
  },
  {
    name: "foresight",
    strategy: maximiseNetYield,
    forecasts: "foresight",
    risk: "vetoes",
    words: "the keeper, if its forecasts were always right",
  },
  { name: "risk-parity", strategy: riskParity, ...WITHOUT_MODELS, words: "the less in a market the less sure its yield is" },
  {
    name: "hierarchical-risk-parity",
    strategy: hierarchicalRiskParity,
    ...WITHOUT_MODELS,
    words: "the same by clusters of markets that move together",
  },
  { name: "idle", strategy: idle, ...WITHOUT_MODELS, words: "nothing at all" },
];

export const DEFAULT_CONTENDERS: readonly string[] = CONTENDERS.slice(0, 8).map(({ name }) => name);

export class UnknownContenderError extends KeeperError {
  constructor(name: string) {
    super(`nobody called "${name}" competes`, `Choose of: ${CONTENDERS.map((one) => one.name).join(", ")}.`, 2);
  }
}

/** @throws UnknownContenderError naming those there are. */
export function contenderByName(name: string): Contender {
  const found = CONTENDERS.find((one) => one.name === name);
  if (found === undefined) throw new UnknownContenderError(name);
  return found;
}
