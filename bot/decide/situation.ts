import type { Forecast } from "../core/forecast.ts";
import type { Observation } from "../core/observation.ts";
import { type Apr, SECONDS_PER_YEAR, toFloat, type UnixSeconds } from "../core/units.ts";
import type { Position } from "../core/vaultState.ts";
import { forecastCurve } from "./forecastCurve.ts";
import type { DecisionInput } from "./input.ts";
import { type GasPrice, gasPrice, type LegCosts, legCosts, worstConversionBps } from "./legCosts.ts";
import { type Closure, closureOf, idleFloor, type MarketLimits, marketLimits, type Slack } from "./limits.ts";
import type { VariancePrice } from "./optimise/variancePrice.ts";
import type { DecisionPolicy } from "./policy.ts";
import { type RiskVerdict, riskVerdict } from "./riskVerdict.ts";
import { type SharedLimit, sharedLimits } from "./sharedLimits.ts";
import { variancePriceOf } from "./variance.ts";
import { loweredBy, type YieldCurve } from "./yieldCurve.ts";

/** The input made ready to decide on: per market what is known, allowed and what moving costs. */
export interface Situation {
  readonly input: DecisionInput;
  /** In the order of the vault's positions. */
  readonly markets: readonly MarketSituation[];
  readonly horizonYears: number;
  /** What it is worth beyond the horizon that money is at work anywhere and not idle, as an APR over the horizon; see `idlePaybackSeconds`. */
  readonly laterApr: Apr;
  readonly assetPriceUsd: number;
  readonly gas: GasPrice;
  /** What idle may not sink below, slack included. */
  readonly idleFloor: bigint;
  /** The most all positions together may hold without breaking the idle floor; negative never. */
  readonly budget: bigint;
  readonly current: readonly bigint[];
  readonly sharedLimits: readonly SharedLimit[];
  /** What the variance of the positions costs over the horizon, in tokens; null while it has no price. */
  readonly variancePrice: VariancePrice | null;
  /** Kept clear of the limits. */
  readonly slack: Slack;
  /** Why the vault takes no allocation at all; null while it does. */
  readonly closedBecause: Closure | "no-safe-market" | null;
  /** When a voluntary rebalance may be made, by the policy and by the vault; null at any time. */
  readonly cooldownEndsSeconds: UnixSeconds | null;
}

export interface MarketSituation {
  readonly position: Position;
  /** Null when there is none, or none fresh enough. */
  readonly observation: Observation | null;
  readonly forecast: Forecast | null;
  /** The forecast APR decided on; null without fresh observation and forecast. */
  readonly levelApr: Apr | null;
  /** What the market is expected to pay; null without fresh observation and forecast. */
  readonly curve: YieldCurve | null;
  /** The same with the risk penalty taken off and `laterApr` added: what positions are weighed by. Null with `curve`. */
  readonly riskAdjustedCurve: YieldCurve | null;
  readonly risk: RiskVerdict;
  /** What the forecast's interval adds to the margin, as parts of what is entered and left; see `marginDoubt`. */
  readonly doubt: { readonly enterFraction: number; readonly exitFraction: number };
  /** Whether what is there has to leave: its adapter is unhealthy, or its risk says so. */
  readonly mustLeave: boolean;
  readonly limits: MarketLimits;
  readonly costs: LegCosts;
}

export function assess(input: DecisionInput): Situation {
  const { vault, policy } = input;
  const observations = latestByMarket(
    input.observations.filter((one) => isFresh(input, one.blockTimeSeconds)),
    (one) => one.blockTimeSeconds,
  );
  const forecasts = latestByMarket(
    input.forecasts.filter((one) => one.horizonSeconds === policy.horizonSeconds && isFresh(input, one.madeAtSeconds)),
    (one) => one.madeAtSeconds,
  );
  const risks = latestByMarket(
    input.risks.filter((one) => isFresh(input, one.madeAtSeconds)),
    (one) => one.madeAtSeconds,
  );
  const slack: Slack = {
    slackBps: policy.slackBps,
    lossBps: Math.min(vault.limits.rebalanceLossBps, worstConversionBps(input.costs)),
  };
  const levels = vault.positions.map(({ marketId }) => {
    const forecast = forecasts.get(marketId);
    return forecast !== undefined && observations.has(marketId) ? pessimisticApr(forecast, policy.pessimism) : null;
  });
  const laterApr = laterAprOf(levels, policy);
  const markets = vault.positions.map((position, i): MarketSituation => {
    const observation = observations.get(position.marketId) ?? null;
    const forecast = forecasts.get(position.marketId) ?? null;
    const levelApr = levels[i] ?? null;
    const risk = riskVerdict(risks.get(position.marketId) ?? null, input.riskTolerance, policy, {
      position: position.totalAssets,
      market: observation && { deposits: observation.totalSupply, liquidity: observation.liquidity },
    });
    const own = { position: toFloat(position.totalAssets, vault.asset.decimals), decimals: vault.asset.decimals };
    const curve = observation && levelApr !== null ? forecastCurve(levelApr, observation.rateModel, observation, own) : null;
    return {
      position,
      observation,
      forecast,
      levelApr,
      curve,
      riskAdjustedCurve: curve && loweredBy(risk.penaltyApr - laterApr, curve),
      risk,
      doubt: doubtOf(forecast, levelApr, policy),
      mustLeave: !position.healthy || risk.mustLeave,
      limits: marketLimits(vault, position, { observation, risk }, slack),
      costs: legCosts(input.costs, position.marketId),
    };
  });
  const floor = idleFloor(vault, policy.slackBps);
  const held = vault.positions.reduce((sum, position) => sum + position.totalAssets, vault.idle);
  return {
    input,
    markets,
    laterApr,
    horizonYears: policy.horizonSeconds / SECONDS_PER_YEAR,
    assetPriceUsd: medianPriceUsd([...observations.values()]),
    gas: gasPrice(input.costs),
    idleFloor: floor,
    budget: held > floor ? held - floor : 0n,
    current: vault.positions.map((position) => position.totalAssets),
    sharedLimits: sharedLimits(
      vault,
      markets.map((market) => market.limits),
      slack,
    ),
    variancePrice: variancePriceOf(input),
    slack,
    closedBecause: closureOf(vault) ?? (isNoneSafe(markets) ? "no-safe-market" : null),
    cooldownEndsSeconds: cooldownEnd(input),
  };
}

function doubtOf(
  forecast: Forecast | null,
  levelApr: Apr | null,
  { marginDoubt, horizonSeconds }: DecisionPolicy,
): MarketSituation["doubt"] {
  if (forecast === null || levelApr === null || marginDoubt === 0) return { enterFraction: 0, exitFraction: 0 };
  const scale = marginDoubt * (horizonSeconds / SECONDS_PER_YEAR);
  // From the level decided on: a pessimist's is nearer to p10 already.
  return { enterFraction: Math.max(0, levelApr - forecast.p10Apr) * scale, exitFraction: Math.max(0, forecast.p90Apr - levelApr) * scale };
}

/** What the market in the middle is forecast to pay, summed over the time between the horizon and the payback of idle money. */
function laterAprOf(levels: readonly (Apr | null)[], { horizonSeconds, idlePaybackSeconds }: DecisionPolicy): Apr {
  if (idlePaybackSeconds === null || idlePaybackSeconds <= horizonSeconds) return 0;
  const known = levels.filter((level) => level !== null).sort((a, b) => a - b);
  const middle = known[Math.floor((known.length - 1) / 2)] ?? 0;
  return Math.max(0, middle) * (idlePaybackSeconds / horizonSeconds - 1);
}

/** As when the vault's own asset is off its peg: there is nowhere to go. */
function isNoneSafe(markets: readonly MarketSituation[]): boolean {
  return markets.length > 0 && markets.every(({ risk }) => risk.closedBecause !== null);
}

/** The vault's own cooldown holds back allocations only, but a voluntary plan without one is too rare to be told apart. */
export function cooldownEnd({ vault, policy }: Pick<DecisionInput, "vault" | "policy">): UnixSeconds | null {
  const { lastRebalanceSeconds } = vault.usage;
  if (lastRebalanceSeconds === null) return null;
  const end = lastRebalanceSeconds + Math.max(policy.cooldownSeconds, vault.limits.cooldownSeconds);
  return vault.blockTimeSeconds < end ? end : null;
}

/** Data from after the vault's block would be a look into the future, and data from long before it none at all. */
function isFresh(input: DecisionInput, timeSeconds: number): boolean {
  const ageSeconds = input.vault.blockTimeSeconds - timeSeconds;
  return ageSeconds >= 0 && ageSeconds <= input.policy.maxDataAgeSeconds;
}

function latestByMarket<T extends { readonly marketId: string }>(all: readonly T[], timeSeconds: (one: T) => number): Map<string, T> {
  const latest = new Map<string, T>();
  for (const one of all) {
    const known = latest.get(one.marketId);
    if (known === undefined || timeSeconds(one) > timeSeconds(known)) latest.set(one.marketId, one);
  }
  return latest;
}

function pessimisticApr(forecast: Forecast, pessimism: number): Apr {
  return forecast.meanApr + pessimism * (forecast.p10Apr - forecast.meanApr);
}

/** All markets price the vault's own asset; the median keeps one wrong price from counting. Without any, money counts nothing. */
function medianPriceUsd(observations: readonly Observation[]): number {
  const prices = observations.map((one) => one.assetPriceUsd).toSorted((a, b) => a - b);
  return prices[Math.floor(prices.length / 2)] ?? 0;
}
