import { z } from "zod";
import { RISK_CLASSES, VETO_REASONS } from "../../../core/risk.ts";
import { address, amount, apr, block, bps, fraction, horizon, marketId, pageOf, seconds, usd } from "./values.ts";

export const market = z
  .object({
    id: marketId,
    chainId: z.int(),
    protocol: z.string(),
    asset: z.object({ address, symbol: z.string(), decimals: z.int() }),
    address,
    companions: z.record(z.string(), z.string()).meta({ description: "Other contracts it needs, by name." }),
  })
  .meta({ id: "Market" });

const rateModel = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.literal("kinked-borrow"),
      optimalUtilization: fraction,
      baseBorrowApr: apr,
      slope1Apr: apr,
      slope2Apr: apr,
      reserveFactor: fraction,
    }),
    z.object({
      kind: z.literal("kinked-supply"),
      kinkUtilization: fraction,
      baseSupplyApr: apr,
      slopeLowApr: apr,
      slopeHighApr: apr,
    }),
    z.object({ kind: z.literal("fee-share"), sharingDeposits: z.number() }),
    z.object({ kind: z.literal("flat") }),
  ])
  .meta({ id: "RateModel" });

export const observation = z
  .object({
    marketId,
    blockNumber: block,
    blockTimeSeconds: seconds,
    bucketTimeSeconds: seconds,
    origin: z.string(),
    supplyApr: apr,
    rewardApr: apr,
    unclaimedRewardApr: apr.nullable(),
    growthIndexRay: z.string().regex(/^\d+$/).meta({ description: "The protocol's growth index times 10^27, as a decimal string." }),
    totalSupply: amount,
    totalBorrow: amount,
    liquidity: amount,
    supplyRoom: amount.nullable().meta({ description: "How much more the market takes; null when unlimited." }),
    utilization: fraction,
    assetPriceUsd: usd,
    enterBps: bps,
    exitBps: bps,
    rateModel,
    flags: z.object({ paused: z.boolean(), frozen: z.boolean(), supplyCapReached: z.boolean() }),
  })
  .meta({ id: "Observation" });

export const periodYield = z
  .object({
    marketId,
    periodStartSeconds: seconds,
    origin: z.string(),
    lastSampleSeconds: seconds,
    lastBlockNumber: block.nullable(),
    samples: z.int(),
    supplyApr: apr.nullable(),
    rewardApr: apr.nullable(),
    realisedApr: apr.nullable(),
    totalSupplyUsd: usd.nullable(),
    totalBorrowUsd: usd.nullable(),
    liquidityUsd: usd.nullable(),
    utilization: fraction.nullable(),
    assetPriceUsd: usd.nullable(),
    depositUsd: usd.nullable(),
    withdrawUsd: usd.nullable(),
    borrowUsd: usd.nullable(),
    repayUsd: usd.nullable(),
    volumeUsd: usd.nullable(),
    impermanentLoss7d: fraction.nullable(),
  })
  .meta({ id: "PeriodYield" });

export const observationPage = z
  .discriminatedUnion("resolution", [
    pageOf(observation).extend({ resolution: z.literal("raw") }),
    pageOf(periodYield).extend({ resolution: z.enum(["hour", "day"]) }),
  ])
  .meta({ id: "ObservationPage" });

export const forecast = z
  .object({
    marketId,
    blockNumber: block,
    madeAtSeconds: seconds,
    horizonSeconds: horizon,
    model: z.string(),
    modelVersion: z.string(),
    meanApr: apr,
    p10Apr: apr,
    p50Apr: apr,
    p90Apr: apr,
  })
  .meta({ id: "Forecast" });

export const trial = z
  .object({
    marketId,
    horizonSeconds: horizon,
    model: z.string(),
    modelVersion: z.string(),
    momentSeconds: seconds.meta({ description: "The start of its six hours, Unix seconds, UTC." }),
    madeAtSeconds: seconds,
    blockNumber: block,
    persistenceApr: apr.meta({ description: "The rate quoted at that moment, a fraction a year." }),
    scaleApr: apr,
    pointApr: apr,
    levels: z.array(z.number()).meta({ description: "The quantiles' levels, ascending." }),
    rawApr: z.array(apr),
    publishedApr: z.array(apr),
    realisedApr: apr.nullable().meta({ description: "What was paid, a fraction a year; null while nobody knows." }),
    unscorable: z.string().nullable().meta({ description: "Why that cannot be known." }),
  })
  .meta({ id: "ForecastTrial" });

export const vetoReason = z.enum(VETO_REASONS);

export const risk = z
  .object({
    marketId,
    blockNumber: block,
    madeAtSeconds: seconds,
    horizonSeconds: horizon,
    model: z.string(),
    modelVersion: z.string(),
    probabilities: z.object({ low: fraction, medium: fraction, high: fraction }).nullable(),
    riskClass: z.enum(RISK_CLASSES).nullable(),
    score: z.number().nullable().meta({ description: "0 (nothing to fear) to 100." }),
    drivers: z.array(z.object({ topic: z.string(), words: z.string(), contribution: z.number() })),
    changes: z.array(z.string()).meta({ description: "What would have to be different for another class." }),
    vetoes: z.array(z.object({ reason: vetoReason, effect: z.enum(["close", "exit"]), detail: z.string() })),
  })
  .meta({ id: "RiskScore" });

export const marketDetail = market
  .extend({ observation: observation.nullable(), forecasts: z.array(forecast), risk: risk.nullable() })
  .meta({ id: "MarketDetail" });
