import { measuredGas } from "../../config/measuredGas.ts";
import type { Forecast } from "../../core/forecast.ts";
import type { MarketId, Token } from "../../core/market.ts";
import type { Observation } from "../../core/observation.ts";
import { type ClassProbabilities, FULL_TOLERANCE, RISK_CLASSES, type RiskScore, type RiskTolerance } from "../../core/risk.ts";
import { type Address, minBigint, RAY, SECONDS_PER_YEAR } from "../../core/units.ts";
import { type Position, sharePriceOf, type VaultState } from "../../core/vaultState.ts";
import type { ConversionCost, CostInput, GasTable } from "../../decide/input.ts";
import { dilutedApr } from "../../decide/rateModel.ts";
import type { MarketFacts } from "../../risk/facts/marketFacts.ts";
import { marketStress, meanGasGwei } from "../../risk/live/stress.ts";
import { HORIZON_SECONDS } from "../../risk/thresholds.ts";
import { riskTolerance } from "../../risk/tolerance/riskTolerance.ts";
import type { SharePrice } from "../../risk/tolerance/sharePrices.ts";
import { DEFAULT_VETO_SETTINGS } from "../../risk/vetoes/settings.ts";
import { vetoesOf } from "../../risk/vetoes/vetoesOf.ts";
import type { FeeModel } from "../backtest.ts";
import { conversionCost } from "../costs/conversion.ts";
import type { ForecastColumns } from "../minds/forecastColumns.ts";
import { NO_CLASS, type RiskColumns } from "../minds/riskColumns.ts";
import { carriedForward, stepColumn } from "../world/stepColumn.ts";
import { momentsOf, type World, type WorldMarket } from "../world/world.ts";
import type { Seen, SeenPosition, Surroundings } from "./surroundings.ts";

export interface WorldView {
  readonly world: World;
  /** The vault's. */
  readonly asset: Token;
  readonly forecasts: ForecastColumns | null;
  /** Null leaves risk to vetoes, and the tolerance at one. */
  readonly risks: RiskColumns | null;
  readonly relativeCapBps: number;
  readonly feeModel: FeeModel;
  readonly gasMultiplier: number;
  /** What is moved at most, in USD: sets the slippage of conversions. */
  readonly tradeUsd: number;
}

/** The age of the longest memory of share prices, as in the keeper. */
const SHARE_PRICE_DAYS = 90;
const DAY_SECONDS = 86_400;
const BLOCK_SECONDS = 12;
const GWEI = 1e9;
const USD_DECIMALS = 6;
const UNLIMITED = 2n ** 128n;
const NO_GAS: GasTable = { base: 0, perMove: {}, otherMove: { allocate: 0, deallocate: 0 } };

/** A world as one contender sees it: what is quoted and forecast with our own money in it, what may be feared, and what moving costs. */
export function worldSurroundings(view: WorldView): Surroundings {
  const { world, asset, forecasts, risks, relativeCapBps } = view;
  const { markets, timeSeconds, quotedApr, supplyUsd, borrowUsd, paidApr, isOpen, price } = world;
  const moments = momentsOf(world);
  const unitsPerUsd = 10n ** BigInt(asset.decimals - USD_DECIMALS);
  const toUnits = (usd: number) => BigInt(Math.round(usd * 10 ** USD_DECIMALS)) * unitsPerUsd;
  const adapters = markets.map((_, market): Address => `0x${(market + 1).toString(16).padStart(40, "0")}`);
  const conversion = conversionTable(view);
  const known = markets.map(knownMarket(asset));
  const pricesUsd = pricesByMoment(world);
  const remembered: SharePrice[] = [];
  let tolerance: RiskTolerance = FULL_TOLERANCE;
  // Where nothing is known any more, what was known last still says how much can leave.
  const lastLiquidity = markets.map((_, m) => {
    const own = supplyUsd.subarray(m * moments, (m + 1) * moments);
    const lent = borrowUsd.subarray(m * moments, (m + 1) * moments);
    return carriedForward(own.map((supply, s) => Math.max(0, supply - (lent[s] as number))));
  });

  const lastUtilization = markets.map((_, m) => {
    const own = supplyUsd.subarray(m * moments, (m + 1) * moments);
    const lent = borrowUsd.subarray(m * moments, (m + 1) * moments);
    return carriedForward(own.map((supply, s) => (supply > 0 ? Math.min(1, (lent[s] as number) / supply) : 1)));
  });

  /** The market as it would be with our money in it. */
  const observe = (moment: number, market: number, holding: bigint): Observation | null => {
    const at = market * moments + moment;
    const apr = quotedApr[at] as number;
    if (Number.isNaN(apr)) return null;
    const without = observationOf(moment, market, apr);
    if (holding === 0n) return without;
    const totalSupply = without.totalSupply + holding;
    return {
      ...without,
      supplyApr: dilutedApr(apr, without.rateModel, without, holding),
      totalSupply,
      utilization: totalSupply === 0n ? 0 : (borrowUsd[at] as number) / (Number(totalSupply) / 10 ** asset.decimals),
    };
  };

  const observationOf = (moment: number, market: number, apr: number): Observation => {
    const at = market * moments + moment;
    const supply = supplyUsd[at] as number;
    const borrow = borrowUsd[at] as number;
    const { id, rateModel } = markets[market] as WorldMarket;
    const time = timeSeconds[moment] as number;
    return {
      marketId: id,
      blockNumber: blockAt(time),
      blockTimeSeconds: time,
      bucketTimeSeconds: time,
      origin: world.isSynthetic ? "synthetic" : "history",
      supplyApr: apr,
      rewardApr: 0,
      unclaimedRewardApr: null,
      growthIndexRay: RAY,
      totalSupply: toUnits(supply),
      totalBorrow: toUnits(borrow),
      liquidity: toUnits(Math.max(0, supply - borrow)),
      supplyRoom: null,
      utilization: supply > 0 ? borrow / supply : 0,
      assetPriceUsd: 1,
      enterBps: 0,
      exitBps: 0,
      rateModel,
      flags: { paused: false, frozen: false, supplyCapReached: false },
    };
  };

  /** What the market had of others' money, and of ours what is not lent out: as large a part of it as of theirs. */
  const withdrawable = (moment: number, market: number, position: bigint): bigint => {
    const cash = lastLiquidity[market]?.[moment] ?? Number.NaN;
    if (Number.isNaN(cash)) return 0n;
    const lent = lastUtilization[market]?.[moment] ?? 1;
    return minBigint(position, toUnits(cash) + (position * toUnits(1 - lent)) / toUnits(1));
  };

  const positionAt = (moment: number, market: number, holding: bigint): Position => {
    const isKnown = !Number.isNaN(quotedApr[market * moments + moment] as number);
    return {
      marketId: (markets[market] as WorldMarket).id,
      adapter: adapters[market] as Address,
      totalAssets: holding,
      withdrawable: withdrawable(moment, market, holding),
      allocatable: isOpen[market * moments + moment] === 1 ? UNLIMITED : 0n,
      absoluteCap: UNLIMITED,
      relativeCapBps,
      risks: [],
      // An operator takes money out of a market that nobody hears of any more.
      healthy: isKnown,
      healthReason: isKnown ? "" : "inactive",
    };
  };

  const forecastOf = (moment: number, observation: Observation, market: number): Forecast | null => {
    if (forecasts === null) return null;
    const at = market * moments + moment;
    const meanApr = forecasts.meanApr[at] as number;
    if (Number.isNaN(meanApr)) return null;
    const quoted = quotedApr[at] as number;
    // Forecasts are of the market without us, decisions of the market as it is.
    const share = quoted > 0 ? observation.supplyApr / quoted : 1;
    return {
      marketId: observation.marketId,
      blockNumber: observation.blockNumber,
      madeAtSeconds: observation.blockTimeSeconds,
      horizonSeconds: forecasts.horizonSeconds,
      model: forecasts.name,
      modelVersion: forecasts.version,
      meanApr: meanApr * share,
      p10Apr: (forecasts.p10Apr[at] as number) * share,
      p50Apr: meanApr * share,
      p90Apr: (forecasts.p90Apr[at] as number) * share,
    };
  };

  const riskOf = (moment: number, market: number, observation: Observation | null, vault: VaultState): RiskScore | null => {
    const { known: facts, id } = known[market] as KnownMarket;
    const position = vault.positions.find(({ marketId }) => marketId === id.id) ?? null;
    const vetoes = vetoesOf({
      market: id,
      atSeconds: vault.blockTimeSeconds,
      observation,
      position,
      breakerDue: null,
      pricesUsd: pricesUsd(moment),
      priceFeeds: {},
      facts,
      settings: DEFAULT_VETO_SETTINGS,
    });
    const at = market * moments + moment;
    const probabilities = risks === null || Number.isNaN(risks.high[at] as number) ? null : probabilitiesAt(risks, at);
    if (vetoes.length === 0 && probabilities === null) return null;
    const classified = risks === null ? NO_CLASS : (risks.riskClass[at] as number);
    return {
      marketId: id.id,
      blockNumber: vault.blockNumber,
      madeAtSeconds: vault.blockTimeSeconds,
      horizonSeconds: HORIZON_SECONDS,
      model: risks?.name ?? "none",
      modelVersion: risks?.version ?? "0",
      probabilities,
      riskClass: RISK_CLASSES[classified] ?? null,
      score: null,
      drivers: [],
      changes: [],
      vetoes,
    };
  };

  /** As in the keeper, by the day: what it looks at moves slowly. */
  const toleranceAt = (moment: number, vault: VaultState, scores: readonly RiskScore[]): RiskTolerance => {
    const now = vault.blockTimeSeconds;
    const last = remembered.at(-1)?.timeSeconds;
    const sharePrice = sharePriceOf(vault);
    if (sharePrice === null || (last !== undefined && Math.floor(last / DAY_SECONDS) === Math.floor(now / DAY_SECONDS))) return tolerance;
    remembered.push({ timeSeconds: now, price: sharePrice });
    if (remembered.length > SHARE_PRICE_DAYS) remembered.shift();
    const gas = { gasPrice: world.gasPriceGwei[moment] as number, meanGasPrice: meanGasGwei(world.conditions, now) };
    tolerance = riskTolerance({
      atSeconds: now,
      sharePrices: remembered,
      stress: marketStress(scores, pricesUsd(moment), gas),
      breaker: { status: vault.status, isDue: false, lastClosedSeconds: null },
    });
    return tolerance;
  };

  return {
    asset,
    marketIds: markets.map(({ id }) => id),
    timeSeconds,
    blockNumberAt: (moment) => blockAt(timeSeconds[moment] as number),
    positionsAt: (moment, holdings) => {
      const seen: SeenPosition[] = [];
      for (let market = 0; market < markets.length; market++) {
        const holding = holdings[market] as bigint;
        if (holding === 0n && isOpen[market * moments + moment] === 0) continue;
        seen.push({ market, position: positionAt(moment, market, holding) });
      }
      return seen;
    },
    see: (moment, vault, holdings): Seen => {
      const observations: Observation[] = [];
      const made: Forecast[] = [];
      const scores: RiskScore[] = [];
      for (let market = 0; market < markets.length; market++) {
        const holding = holdings[market] as bigint;
        if (holding === 0n && isOpen[market * moments + moment] === 0) continue;
        const observation = observe(moment, market, holding);
        if (observation !== null) {
          observations.push(observation);
          const forecast = forecastOf(moment, observation, market);
          if (forecast !== null) made.push(forecast);
        }
        const score = riskOf(moment, market, observation, vault);
        if (score !== null) scores.push(score);
      }
      return {
        observations,
        forecasts: made,
        risks: scores,
        riskTolerance: risks === null ? FULL_TOLERANCE : toleranceAt(moment, vault, scores),
        costs: costsAt(view, moment, conversion),
      };
    },
    withdrawable,
    growthRay: (moment, market, position) => {
      const apr = paidApr[market * moments + moment] as number;
      if (Number.isNaN(apr)) return 0n;
      const years = ((timeSeconds[moment + 1] as number) - (timeSeconds[moment] as number)) / SECONDS_PER_YEAR;
      const quoted = quotedApr[market * moments + moment] as number;
      if (Number.isNaN(quoted)) return toRay(apr * years);
      const without = observationOf(moment, market, apr);
      return toRay(dilutedApr(apr, without.rateModel, without, position) * years);
    },
    priceChangeRay: (moment, market) => {
      const before = price[market * moments + moment] as number;
      const after = price[market * moments + moment + 1] as number;
      return before === after ? 0n : toRay(after / before - 1);
    },
  };
}

function blockAt(timeSeconds: number): number {
  return Math.floor(timeSeconds / BLOCK_SECONDS);
}

/** Exact to a double's 53 bits. */
function toRay(fraction: number): bigint {
  return (BigInt(Math.round(fraction * 1e18)) * RAY) / 10n ** 18n;
}

function probabilitiesAt({ low, medium, high }: RiskColumns, at: number): ClassProbabilities {
  return { low: low[at] as number, medium: medium[at] as number, high: high[at] as number };
}

interface KnownMarket {
  readonly id: Parameters<typeof vetoesOf>[0]["market"];
  readonly known: Pick<MarketFacts, "kind" | "launchedOn" | "dependencies">;
}

/** What vetoes ask of a market beside its moment. Its age has been looked at: a young market is not open. */
function knownMarket(asset: Token): (market: WorldMarket) => KnownMarket {
  return ({ id, protocol, symbol }) => {
    const token = symbol.toUpperCase();
    return {
      id: {
        id,
        chainId: 1,
        protocol,
        asset: token === asset.symbol ? asset : { ...asset, symbol: token },
        address: asset.address,
        companions: {},
      },
      known: { kind: "lending", launchedOn: null, dependencies: [] },
    };
  };
}

/** Closing prices of the last day that was over, by symbol. */
function pricesByMoment({ markets, conditions, timeSeconds }: World): (moment: number) => Readonly<Record<string, number>> {
  const symbols = [...new Set(markets.map(({ symbol }) => symbol.toUpperCase()))];
  const columns = symbols.flatMap((symbol) => {
    const series = conditions.get(`price:${symbol}`);
    return series === undefined ? [] : [{ symbol, column: carriedForward(stepColumn(timeSeconds, series)) }];
  });
  let last = { moment: -1, prices: {} as Readonly<Record<string, number>> };
  return (moment) => {
    if (last.moment !== moment) {
      last = { moment, prices: Object.fromEntries(columns.map(({ symbol, column }) => [symbol, column[moment] as number])) };
    }
    return last.prices;
  };
}

function conversionTable({ world, asset, feeModel, tradeUsd }: WorldView): Readonly<Record<MarketId, ConversionCost>> {
  const flatBps = feeModel.kind === "flat" ? feeModel.fraction * 1e4 : null;
  return Object.fromEntries(
    world.markets.map(({ id, symbol }) => [
      id,
      flatBps === null ? conversionCost({ assetSymbol: asset.symbol, symbol, tradeUsd }) : { enterBps: flatBps, exitBps: flatBps },
    ]),
  );
}

function costsAt({ world, feeModel, gasMultiplier }: WorldView, moment: number, conversion: CostInput["conversion"]): CostInput {
  return {
    baseFeePerGasWei: BigInt(Math.round((world.gasPriceGwei[moment] as number) * gasMultiplier * GWEI)),
    // The history's gas price is what was paid in all, tips among it.
    priorityFeePerGasWei: 0n,
    ethPriceUsd: world.ethPriceUsd[moment] as number,
    gas: feeModel.kind === "gas" ? measuredGas : NO_GAS,
    conversion,
  };
}
