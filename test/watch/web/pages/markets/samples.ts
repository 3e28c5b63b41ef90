import type { Schema } from "../../../../../bot/watch/client/keeperClient.ts";

const USDC = { address: "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", symbol: "USDC", decimals: 6 };

export function market(id: string, asset = USDC): Schema<"Market"> {
  return { id, chainId: 1, protocol: id.split(":")[1] ?? "", asset, address: "0x87870Bca3F3fD6335C3F4ce8392D69350B4fA4E2", companions: {} };
}

export function observation(marketId: string, overrides: Partial<Schema<"Observation">> = {}): Schema<"Observation"> {
  return {
    marketId,
    blockNumber: 23_000_000,
    blockTimeSeconds: 1_750_000_012,
    bucketTimeSeconds: 1_750_000_000,
    origin: "chain",
    supplyApr: 0.04,
    rewardApr: 0.01,
    unclaimedRewardApr: null,
    growthIndexRay: "1",
    totalSupply: "2000000",
    totalBorrow: "1500000",
    liquidity: "500000",
    supplyRoom: null,
    utilization: 0.75,
    assetPriceUsd: 2,
    enterBps: 0,
    exitBps: 0,
    rateModel: { kind: "flat" },
    flags: { paused: false, frozen: false, supplyCapReached: false },
    ...overrides,
  };
}

export function forecast(marketId: string, horizonSeconds: number, overrides: Partial<Schema<"Forecast">> = {}): Schema<"Forecast"> {
  return {
    marketId,
    blockNumber: 23_000_000,
    madeAtSeconds: 1_750_000_012,
    horizonSeconds,
    model: "ewma",
    modelVersion: "1",
    meanApr: 0.05,
    p10Apr: 0.03,
    p50Apr: 0.05,
    p90Apr: 0.07,
    ...overrides,
  };
}

export function trial(momentSeconds: number, overrides: Partial<Schema<"ForecastTrial">> = {}): Schema<"ForecastTrial"> {
  return {
    marketId: "1:aave-v3:usdc",
    horizonSeconds: 86_400,
    model: "ewma",
    modelVersion: "1",
    momentSeconds,
    madeAtSeconds: momentSeconds + 12,
    blockNumber: 23_000_000,
    persistenceApr: 0.04,
    scaleApr: 0.04,
    pointApr: 0.05,
    levels: [0.1, 0.5, 0.9],
    rawApr: [0, 0, 0],
    publishedApr: [0.04, 0.05, 0.06],
    realisedApr: null,
    unscorable: null,
    ...overrides,
  };
}
