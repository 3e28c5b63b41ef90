import type { CostBreakdown, DecidedMove, DecisionReason } from "../core/decision.ts";
import type { UnixSeconds } from "../core/units.ts";
import { laterUsd } from "./costBreakdown.ts";
import type { GasWait } from "./gasTiming.ts";
import { idleFloor, lossRoom } from "./limits.ts";
import { classText, vetoesText } from "./riskText.ts";
import type { MarketSituation, Situation } from "./situation.ts";
import { hasOutgrown } from "./urgent.ts";
import { amountText, durationText, gweiText, listText, usdText } from "./wording.ts";

const MOVES_SHOWN = 4;

export interface Explained {
  readonly strategy: string;
  readonly reason: DecisionReason;
  /** What is done, or what was turned down when holding. */
  readonly moves: readonly DecidedMove[];
  readonly outcome: CostBreakdown | null;
  /** Why it waits for gas; null when it does not. */
  readonly gasWait: GasWait | null;
}

/** A decision in one sentence, with its figures, for the person whose money it is. */
export function explain(situation: Situation, explained: Explained): string {
  const moves = listText(
    explained.moves.map((move) => moveText(situation, move)),
    MOVES_SHOWN,
  );
  const figures = explained.outcome === null ? "" : figuresText(situation, explained.moves, explained.outcome);
  const required = usdText(explained.outcome?.requiredUsd ?? 0);
  switch (explained.reason) {
    case "net-benefit":
      return `Moving ${moves}: ${figures}, against ${required} required.`;
    case "risk-exit":
      return `Leaving ${leftText(situation)} without waiting for a margin, ${moves}: ${figures}.`;
    case "idle-floor":
      return `Idle has sunk to ${idleText(situation)}, so it is refilled from where that costs least, ${moves}: ${figures}.`;
    case "over-cap":
      return `${overgrownText(situation)} and is cut back, ${moves}: ${figures}.`;
    case "target-weights":
      return `Bringing positions to what ${explained.strategy} prescribes, ${moves}: ${figures}.`;
    case "cooldown":
      return `Waiting ${cooldownText(situation)}; the best plan now would be moving ${moves}: ${figures}.`;
    case "waiting-for-gas":
      return `${gasWaitText(situation, explained.gasWait)}; the best plan now would be moving ${moves}: ${figures}.`;
    case "below-margin":
      return `Holding, because the best plan does not beat the margin (${required} required), moving ${moves}: ${figures}.`;
    case "cost-exceeds-gain":
      return `Holding, because no move pays for itself; the best positions without costs would mean moving ${moves}: ${figures}.`;
    case "already-optimal":
      return explained.strategy === "idle" ? "Holding, as the idle strategy always does." : `Holding: ${optimalText(situation)}.`;
    case "loss-budget":
      return `Holding, because ${lossText(situation)}; the best plan now would be moving ${moves}: ${figures}.`;
    case "turnover":
      return `Holding, because ${turnoverText(situation)}.`;
    case "reduce-only":
      return `Holding, because the vault takes no allocation: ${closedText(situation)}.`;
    case "paused":
      return `Holding, because the keeper may do nothing: ${closedText(situation)}.`;
    case "no-safe-market":
      return `Holding, because nothing may be added to any market: ${unsafeText(situation)}.`;
    case "no-assets":
      return "Holding, because the vault has no assets.";
    case "no-data":
      return `Holding, because no market has an observation and a forecast younger than ${durationText(situation.input.policy.maxDataAgeSeconds)}.`;
  }
}

function moveText(situation: Situation, move: DecidedMove): string {
  const { asset } = situation.input.vault;
  return move.change < 0n
    ? `${amountText(-move.change, asset)} out of ${move.marketId}`
    : `${amountText(move.change, asset)} into ${move.marketId}`;
}

function figuresText(situation: Situation, moves: readonly DecidedMove[], outcome: CostBreakdown): string {
  const invested = moves.reduce((sum, { change }) => sum + change, 0n);
  const afterwardsUsd = laterUsd(situation, invested);
  const gainUsd = outcome.gainUsd - afterwardsUsd;
  const yieldText = gainUsd < 0 ? `gives up ${usdText(-gainUsd)}` : `earns ${usdText(gainUsd)} more`;
  return (
    `over ${durationText(outcome.horizonSeconds)} this ${yieldText} of expected yield${afterwardsText(situation, afterwardsUsd)}${riskChangeText(outcome.riskUsd)} for ${usdText(outcome.gasUsd)} of gas ` +
    `and ${usdText(outcome.exitCostUsd)} of conversion, ${usdText(outcome.netBenefitUsd)} net`
  );
}

/** What idle money is worth at work beyond the horizon, where the plan changes how much is idle. */
function afterwardsText({ input: { policy } }: Situation, afterwardsUsd: number): string {
  const size = usdText(Math.abs(afterwardsUsd));
  if (size === usdText(0)) return "";
  const time = durationText((policy.idlePaybackSeconds ?? policy.horizonSeconds) - policy.horizonSeconds);
  const change = afterwardsUsd > 0 ? "being less idle, earns" : "being more idle, gives up";
  return ` and, ${change} ${size} in the ${time} after`;
}

function riskChangeText(riskUsd: number): string {
  const size = usdText(Math.abs(riskUsd));
  if (size === usdText(0)) return "";
  return riskUsd > 0 ? ` and sheds risk worth ${size}` : ` and takes on risk worth ${size}`;
}

function leftText({ markets }: Situation): string {
  const left = markets.filter(({ mustLeave, position }) => mustLeave && position.totalAssets > 0n);
  return listText(
    left.map((market) => `${market.position.marketId} (${whyLeft(market)})`),
    MOVES_SHOWN,
  );
}

function whyLeft({ position, risk: { score } }: MarketSituation): string {
  if (!position.healthy || score === null) return position.healthReason || "unhealthy";
  return vetoesText(score.vetoes.filter(({ effect }) => effect === "exit")) || classText(score);
}

/** Why no market takes money. What closes all of them alike, as the peg of the vault's own asset does, is said once. */
function unsafeText({ markets }: Situation): string {
  const reasons = markets.map(({ risk: { score } }) => (score === null ? "" : vetoesText(score.vetoes) || classText(score)));
  if (new Set(reasons).size === 1) return reasons[0] ?? "";
  return listText(
    markets.map(({ position }, i) => `${position.marketId} (${reasons[i]})`),
    MOVES_SHOWN,
  );
}

function idleText(situation: Situation): string {
  const { vault } = situation.input;
  const floor = amountText(idleFloor(vault, 0), vault.asset);
  return `${amountText(vault.idle, vault.asset)}, below its floor of ${floor} (${vault.limits.idleFloorBps / 100} % of all assets)`;
}

function cooldownText(situation: Situation): string {
  const { vault, policy } = situation.input;
  const left = (situation.cooldownEndsSeconds ?? vault.blockTimeSeconds) - vault.blockTimeSeconds;
  const whole = Math.max(policy.cooldownSeconds, vault.limits.cooldownSeconds);
  return `${durationText(left)} more until the cooldown of ${durationText(whole)} is over`;
}

function gasWaitText({ input: { vault, costs } }: Situation, wait: GasWait | null): string {
  if (wait === null) return "Waiting for cheaper gas";
  const after = (seconds: UnixSeconds) => durationText(seconds - vault.blockTimeSeconds);
  return (
    `Waiting for cheaper gas, ${after(wait.deadlineSeconds)} at most: in ${after(wait.untilSeconds)} the base fee is expected to be ` +
    `${gweiText(wait.baseFeePerGasWei)} instead of ${gweiText(costs.baseFeePerGasWei)}, which saves ${usdText(wait.savedUsd)} and ` +
    `forgoes ${usdText(wait.forgoneUsd)} of yield if forecasts turn out well`
  );
}

function overgrownText(situation: Situation): string {
  const [shared] = situation.input.vault.risks.filter((one) => hasOutgrown(situation, one));
  return `${shared === undefined ? "A position has" : `What depends on ${shared.name} has`} outgrown its cap`;
}

function lossText({ input: { vault } }: Situation): string {
  const { limits, usage } = vault;
  return (
    `the best plan would lose more than the vault still lets rebalances lose, ${amountText(lossRoom(vault), vault.asset)} ` +
    `(${limits.rebalanceLossBps / 100} % at once, ${limits.dailyLossBps / 100} % in 24 hours, of which ${usage.lossMillionths / 10_000} % are used)`
  );
}

function turnoverText({ input: { vault } }: Situation): string {
  const { limits, usage } = vault;
  return `rebalances have allocated ${usage.turnoverBps / 100} % of the vault within 24 hours, of ${limits.dailyTurnoverBps / 100} % that they may`;
}

/** Why the vault is closed, as far as that is known. */
function closedText({ input: { vault } }: Situation): string {
  const { trip, breakerDue, status, blockTimeSeconds } = vault;
  if (trip === null) return `its monitor reports ${breakerDue?.reason ?? "a breaker condition"}`;
  const since = durationText(blockTimeSeconds - trip.atSeconds);
  return `it is ${status} since ${since} (${trip.condition?.reason ?? "for a reason that could not be read"})`;
}

function optimalText(situation: Situation): string {
  const smallest = usdText(situation.input.policy.minimumMoveUsd);
  return `every position is where the strategy wants it, to within the smallest move of ${smallest}`;
}
