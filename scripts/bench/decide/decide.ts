import { decide } from "../../../bot/decide/decide.ts";
import type { DecisionInput } from "../../../bot/decide/input.ts";
import { equalWeight } from "../../../bot/decide/strategies/equalWeight.ts";
import { maximiseNetYield } from "../../../bot/decide/strategies/maximiseNetYield.ts";
import type { Strategy } from "../../../bot/decide/strategies/strategy.ts";
import { median } from "../observe/median.ts";
import { manyMarkets } from "./manyMarkets.ts";

/** Medians over different vaults, in milliseconds. */
export interface DecideFigures {
  /** A decision of maximise-net-yield over 50 markets, caps that markets share not among its limits. */
  readonly optimise50Ms: number;
  /** The same with caps of four protocols and a day's turnover. */
  readonly optimise50SharedMs: number;
  /** A decision of equal-weight over 200 markets. */
  readonly baselineDecisionMs200: number;
  /** A decision of maximise-net-yield over 8 markets, with all limits. */
  readonly decision8Ms: number;
}

const VAULTS = 5;

/** How long decisions take. */
export function measureDecide(runs: number): DecideFigures {
  return {
    optimise50Ms: measureOptimise50Ms(runs),
    optimise50SharedMs: decisionMs(vaults(50), maximiseNetYield, 1),
    baselineDecisionMs200: decisionMs(vaults(200).map(withoutSharedLimits), equalWeight, runs),
    decision8Ms: decisionMs(vaults(8), maximiseNetYield, runs),
  };
}

export function measureOptimise50Ms(runs: number): number {
  return decisionMs(vaults(50).map(withoutSharedLimits), maximiseNetYield, runs);
}

function vaults(markets: number): readonly DecisionInput[] {
  return Array.from({ length: VAULTS }, (_, seed) => manyMarkets(markets, seed + 1));
}

export function decideText(figures: DecideFigures): string {
  return [
    `maximise-net-yield over 50 markets              ${figures.optimise50Ms} ms`,
    `  with caps and turnover that markets share     ${figures.optimise50SharedMs} ms`,
    `equal-weight over 200 markets                   ${figures.baselineDecisionMs200} ms`,
    `maximise-net-yield over 8, caps and turnover    ${figures.decision8Ms} ms`,
  ].join("\n");
}

/** The median over `runs` decisions for each vault, after one to warm up. */
function decisionMs(inputs: readonly DecisionInput[], strategy: Strategy, runs: number): number {
  const times: number[] = [];
  for (let run = 0; run <= runs; run++) {
    for (const input of inputs) {
      const startedAt = performance.now();
      decide(input, strategy);
      if (run > 0) times.push(performance.now() - startedAt);
    }
  }
  return Number(median(times).toFixed(3));
}

function withoutSharedLimits(input: DecisionInput): DecisionInput {
  const { vault } = input;
  return { ...input, vault: { ...vault, risks: [], limits: { ...vault.limits, rebalanceTurnoverBps: 10_000 } } };
}
