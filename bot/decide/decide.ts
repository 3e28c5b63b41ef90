import { type DecidedMove, type Decision, decisionId, type MarketDecision } from "../core/decision.ts";
import { forecastId } from "../core/forecast.ts";
import { observationId } from "../core/observation.ts";
import { riskId } from "../core/risk.ts";
import { type Apr, toFloat } from "../core/units.ts";
import { planCost } from "./costBreakdown.ts";
import { explain } from "./explain.ts";
import { gasWait } from "./gasTiming.ts";
import type { DecisionInput } from "./input.ts";
import { marginalPrice } from "./optimise/variancePrice.ts";
import { marketRisk } from "./riskVerdict.ts";
import { assess, type MarketSituation, type Situation } from "./situation.ts";
import { skippedMove } from "./skipped.ts";
import { isSame, type Proposal, type Strategy } from "./strategies/strategy.ts";
import { marginalAt, rateAt } from "./yieldCurve.ts";

/**
 * What the vault should do at this block. A pure function: the live keeper, a dry run and a backtest give the same input and get the same
 * decision. It never throws for what markets or chains may look like; it holds and says why.
 */
export function decide(input: DecisionInput, strategy: Strategy): Decision {
  const situation = assess(input);
  const { vault } = input;
  const isEmpty = vault.idle === 0n && vault.positions.every((position) => position.totalAssets === 0n);
  const proposal = isEmpty ? nothingToDo(situation) : strategy.propose(situation);
  const holds = isSame(proposal.targets, situation.current);
  const moves = movesTo(situation, proposal.targets);
  const proposed = holds ? proposal.rejected : proposal.targets;
  const outcome = proposed === null ? null : planCost(situation, proposed);
  const varianceAprs = marginalVarianceAprs(situation, proposal.targets);
  return {
    id: decisionId(vault.address, vault.blockNumber, strategy.name),
    chainId: vault.chainId,
    vault: vault.address,
    blockNumber: vault.blockNumber,
    blockTimeSeconds: vault.blockTimeSeconds,
    strategy: strategy.name,
    action: holds ? "hold" : "rebalance",
    reason: proposal.reason,
    explanation: explain(situation, {
      strategy: strategy.name,
      reason: proposal.reason,
      moves: proposed === null ? [] : movesTo(situation, proposed),
      outcome,
      gasWait: proposal.reason === "waiting-for-gas" && proposed !== null ? gasWait(situation, proposed) : null,
    }),
    moves,
    markets: situation.markets.map((market, i) => marketDecision(situation, proposal, market, i, varianceAprs[i] ?? 0)),
    outcome,
    observationIds: situation.markets.flatMap(({ observation }) => (observation === null ? [] : [observationId(observation)])),
    forecastIds: situation.markets.flatMap(({ forecast }) => (forecast === null ? [] : [forecastId(forecast)])),
    riskIds: situation.markets.flatMap(({ risk }) => (risk.score === null ? [] : [riskId(risk.score)])),
    riskTolerance: input.riskTolerance.tolerance,
  };
}

function nothingToDo({ current }: Situation): Proposal {
  return { reason: "no-assets", targets: current, reachable: current, wanted: current, rejected: null, moneyApr: 0 };
}

/** Withdrawals first, as the contract demands, each kind in the order of the withdrawal queue. */
function movesTo(situation: Situation, targets: readonly bigint[]): readonly DecidedMove[] {
  const moves = situation.markets.map(({ position }, i) => ({
    marketId: position.marketId,
    adapter: position.adapter,
    change: (targets[i] ?? position.totalAssets) - position.totalAssets,
  }));
  return [...moves.filter((move) => move.change < 0n), ...moves.filter((move) => move.change > 0n)];
}

/** What variance takes off each market's marginal yield at the targets. */
function marginalVarianceAprs({ variancePrice, input: { vault }, horizonYears }: Situation, targets: readonly bigint[]): readonly Apr[] {
  if (variancePrice === null) return [];
  const positions = targets.map((target) => toFloat(target, vault.asset.decimals));
  return marginalPrice(variancePrice, positions).map((one) => one / horizonYears);
}

function marketDecision(situation: Situation, proposal: Proposal, market: MarketSituation, i: number, varianceApr: Apr): MarketDecision {
  const current = market.position.totalAssets;
  const target = proposal.targets[i] ?? current;
  const position = toFloat(target, situation.input.vault.asset.decimals);
  return {
    marketId: market.position.marketId,
    current,
    target,
    forecastApr: market.levelApr,
    aprAtTarget: market.curve === null ? null : rateAt(market.curve, position),
    marginalAprAtTarget:
      market.riskAdjustedCurve === null ? null : marginalAt(market.riskAdjustedCurve, position) - situation.laterApr - varianceApr,
    maximum: market.limits.maximum,
    minimum: market.limits.minimum,
    risk: marketRisk(market.risk),
    skipped: skippedMove(situation, proposal, i),
  };
}
