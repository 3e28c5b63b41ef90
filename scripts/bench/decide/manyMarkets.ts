import { seededRandom } from "../../../bot/boosting/random.ts";
import type { RateModel } from "../../../bot/core/market.ts";
import type { Observation } from "../../../bot/core/observation.ts";
import { FULL_TOLERANCE, type RiskScore } from "../../../bot/core/risk.ts";
import type { Position, VaultState } from "../../../bot/core/vaultState.ts";
import type { DecisionInput } from "../../../bot/decide/input.ts";
import { DEFAULT_POLICY } from "../../../bot/decide/policy.ts";
import { supplyAprAfter } from "../../../bot/decide/rateModel.ts";

const NOW_SECONDS = 1_800_000_000;
const BLOCK = 23_000_000;
const ASSET = { address: "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", symbol: "USDC", decimals: 6 };
const ASSETS_TOKENS = 25_000_000;
/** Few markets hold money; the rest are where it could go. */
const HELD_MARKETS = 8;
const PROTOCOLS = ["aave-v3", "compound-v3", "erc4626", "uniswap-v3"] as const;

/**
 * A vault of 25 million USDC in eight of `count` markets of four protocols, each market with an observation, a forecast and a risk score. All
 * limits that a real vault has are set: caps of every position and of every protocol, an idle floor and a day's turnover. The same for the
 * same seed.
 */
export function manyMarkets(count: number, seed: number): DecisionInput {
  const random = seededRandom(seed);
  const between = (low: number, high: number) => low + (high - low) * random();
  const held = Math.min(count, HELD_MARKETS);
  const markets = Array.from({ length: count }, (_, i) => {
    const protocol = PROTOCOLS[i % PROTOCOLS.length] ?? "erc4626";
    const marketId = `1:${protocol}:market-${i}`;
    const depositsTokens = 10 ** between(6, 9);
    const utilization = between(0.6, 0.93);
    const observation = observationOf(marketId, modelOf(protocol, depositsTokens, between), depositsTokens, utilization);
    const tokens = i < held ? (ASSETS_TOKENS / held) * between(0.5, 1) : 0;
    return { observation, position: positionOf(marketId, protocol, tokens), risk: riskOf(marketId, between(0, 0.04)) };
  });
  return {
    vault: vaultOf(markets.map(({ position }) => position)),
    observations: markets.map(({ observation }) => observation),
    forecasts: markets.map(({ observation }) => {
      const meanApr = observation.supplyApr * between(0.8, 1.2);
      return {
        marketId: observation.marketId,
        blockNumber: BLOCK,
        madeAtSeconds: NOW_SECONDS,
        horizonSeconds: DEFAULT_POLICY.horizonSeconds,
        model: "persistence",
        modelVersion: "1",
        meanApr,
        p10Apr: meanApr * 0.7,
        p50Apr: meanApr,
        p90Apr: meanApr * 1.5,
      };
    }),
    risks: markets.map(({ risk }) => risk),
    riskTolerance: FULL_TOLERANCE,
    costs: {
      baseFeePerGasWei: 3_000_000_000n,
      priorityFeePerGasWei: 100_000_000n,
      ethPriceUsd: 3000,
      gas: {
        base: 100_000,
        perMove: { "aave-v3": { allocate: 220_000, deallocate: 190_000 }, "uniswap-v3": { allocate: 480_000, deallocate: 390_000 } },
        otherMove: { allocate: 150_000, deallocate: 150_000 },
      },
      conversion: Object.fromEntries(
        markets.filter((_, i) => i % 4 === 3).map(({ position }) => [position.marketId, { enterBps: 1, exitBps: 1 }]),
      ),
    },
    policy: DEFAULT_POLICY,
  };
}

function modelOf(protocol: (typeof PROTOCOLS)[number], depositsTokens: number, between: (low: number, high: number) => number): RateModel {
  switch (protocol) {
    case "aave-v3":
      return {
        kind: "kinked-borrow",
        optimalUtilization: 0.92,
        baseBorrowApr: 0,
        slope1Apr: between(0.04, 0.07),
        slope2Apr: 0.4,
        reserveFactor: 0.1,
      };
    case "compound-v3":
      return {
        kind: "kinked-supply",
        kinkUtilization: 0.9,
        baseSupplyApr: 0,
        slopeLowApr: between(0.03, 0.05),
        slopeHighApr: 3.6,
      };
    case "uniswap-v3":
      return { kind: "fee-share", sharingDeposits: Number(units(depositsTokens / 4)) };
    case "erc4626":
      return { kind: "flat" };
  }
}

function observationOf(marketId: string, rateModel: RateModel, depositsTokens: number, utilization: number): Observation {
  const quoted: Observation = {
    marketId,
    blockNumber: BLOCK,
    blockTimeSeconds: NOW_SECONDS,
    bucketTimeSeconds: NOW_SECONDS,
    origin: "rpc",
    supplyApr: 0.03 + utilization / 50,
    rewardApr: 0,
    unclaimedRewardApr: 0,
    enterBps: 0,
    exitBps: 0,
    growthIndexRay: 10n ** 27n,
    totalSupply: units(depositsTokens),
    totalBorrow: units(depositsTokens * utilization),
    liquidity: units(depositsTokens * (1 - utilization)),
    supplyRoom: null,
    utilization,
    assetPriceUsd: 1,
    rateModel,
    flags: { paused: false, frozen: false, supplyCapReached: false },
  };
  return { ...quoted, supplyApr: supplyAprAfter(rateModel, quoted, 0n) };
}

function positionOf(marketId: string, protocol: string, tokens: number): Position {
  return {
    marketId,
    adapter: "0x00000000000000000000000000000000000000Ad",
    totalAssets: units(tokens),
    withdrawable: units(tokens),
    allocatable: units(2 * ASSETS_TOKENS),
    absoluteCap: units(ASSETS_TOKENS),
    relativeCapBps: 3_000,
    risks: [`protocol:${protocol}`],
    healthy: true,
    healthReason: "",
  };
}

function riskOf(marketId: string, high: number): RiskScore {
  return {
    marketId,
    blockNumber: BLOCK,
    madeAtSeconds: NOW_SECONDS,
    horizonSeconds: DEFAULT_POLICY.horizonSeconds,
    model: "trees",
    modelVersion: "1",
    probabilities: { low: 1 - 4 * high, medium: 3 * high, high },
    riskClass: high > 0.03 ? "medium" : "low",
    score: 100 * high,
    drivers: [],
    changes: [],
    vetoes: [],
  };
}

function vaultOf(positions: readonly Position[]): VaultState {
  const invested = positions.reduce((sum, { totalAssets }) => sum + totalAssets, 0n);
  const grossAssets = units(ASSETS_TOKENS);
  return {
    chainId: 1,
    address: "0x00000000000000000000000000000000000000Aa",
    blockNumber: BLOCK,
    blockTimeSeconds: NOW_SECONDS,
    asset: ASSET,
    totalAssets: grossAssets,
    grossAssets,
    totalShares: grossAssets,
    shareDecimals: ASSET.decimals,
    idle: grossAssets - invested,
    status: "normal",
    trip: null,
    breakerDue: null,
    limits: {
      idleFloorBps: 200,
      rebalanceLossBps: 10,
      dailyLossBps: 30,
      rebalanceTurnoverBps: 4_000,
      dailyTurnoverBps: 10_000,
      cooldownSeconds: 300,
      growthBpsPerYear: 20_000,
      priceFallBps: 1_000,
      dailyPriceFallBps: 2_000,
      dailyOutflowBps: 10_000,
      managementFeeBps: 0,
      performanceFeeBps: 0,
      forceDeallocatePenaltyBps: 0,
      resetDelayHours: 24,
      timelockHours: 24,
    },
    usage: { lastRebalanceSeconds: null, turnoverBps: 0, lossMillionths: 0 },
    risks: PROTOCOLS.map((protocol) => ({ name: `protocol:${protocol}`, absoluteCap: grossAssets, relativeCapBps: 5_000 })),
    stateNonce: 7n,
    positions,
  };
}

function units(tokens: number): bigint {
  return BigInt(Math.round(tokens * 10 ** ASSET.decimals));
}
