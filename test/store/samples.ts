import type { Decision } from "../../bot/core/decision.ts";
import type { Market } from "../../bot/core/market.ts";
import type { Observation } from "../../bot/core/observation.ts";
import type { SignedTransaction } from "../../bot/core/outbox.ts";
import type { RiskScore } from "../../bot/core/risk.ts";

const USDC = { address: "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", symbol: "USDC", decimals: 6 };
const BUCKET_SECONDS = 300;
const FIRST_BLOCK = 23_000_000;
const FIRST_TIME_SECONDS = 1_750_000_200;
export const SAMPLE_VAULT = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
export const SAMPLE_SENDER = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";

export const sampleMarket: Market = {
  id: "1:aave-v3:usdc",
  chainId: 1,
  protocol: "aave-v3",
  asset: USDC,
  address: "0x87870Bca3F3fD6335C3F4ce8392D69350B4fA4E2",
  companions: { oracle: "0x54586bE62E3c3580375aE3723C145253060Ca0C2" },
};

/** The market in its n-th bucket, 25 blocks apart. */
export function sampleObservation(bucket: number, marketId = sampleMarket.id): Observation {
  return {
    marketId,
    blockNumber: FIRST_BLOCK + bucket * 25,
    blockTimeSeconds: FIRST_TIME_SECONDS + bucket * BUCKET_SECONDS + 11,
    bucketTimeSeconds: FIRST_TIME_SECONDS + bucket * BUCKET_SECONDS,
    origin: "rpc",
    supplyApr: 0.0412,
    rewardApr: 0,
    unclaimedRewardApr: 0.002,
    // As far as 4.12 % a year bring it in a bucket.
    growthIndexRay: 1_104_000_000_000_000_000_000_000_000n + BigInt(bucket) * 432_700_000_000_000_000_000n,
    totalSupply: 3_000_000_000_000_000n,
    totalBorrow: 2_500_000_000_000_000n,
    liquidity: 500_000_000_000_000n,
    supplyRoom: null,
    utilization: 2.5 / 3,
    assetPriceUsd: 0.9998,
    enterBps: 0,
    exitBps: 0.5,
    rateModel: {
      kind: "kinked-borrow",
      optimalUtilization: 0.92,
      baseBorrowApr: 0,
      slope1Apr: 0.055,
      slope2Apr: 0.4,
      reserveFactor: 0.1,
    },
    flags: { paused: false, frozen: false, supplyCapReached: false },
  };
}

/** A decision to hold at the given block. */
export function sampleDecision(blockNumber: number): Decision {
  return {
    id: `${SAMPLE_VAULT}@${blockNumber}/maximise-yield`,
    chainId: 1,
    vault: SAMPLE_VAULT,
    blockNumber,
    blockTimeSeconds: FIRST_TIME_SECONDS,
    strategy: "maximise-yield",
    action: "rebalance",
    reason: "net-benefit",
    explanation: "Aave pays 1.2 % a year more than Compound.",
    moves: [{ marketId: sampleMarket.id, adapter: SAMPLE_VAULT, change: -250_000_000_000n }],
    markets: [
      {
        marketId: sampleMarket.id,
        current: 500_000_000_000n,
        target: 250_000_000_000n,
        forecastApr: 0.0412,
        aprAtTarget: 0.0415,
        marginalAprAtTarget: null,
        maximum: 2n ** 256n - 1n,
        minimum: 0n,
        risk: { riskClass: "medium", score: 41, penaltyApr: 0.0031, vetoes: ["supply-cap-reached"] },
        skipped: null,
      },
    ],
    outcome: {
      horizonSeconds: 604_800,
      gainUsd: 57.5,
      riskUsd: -3.25,
      gasUnits: 612_345,
      gasUsd: 1.25e-7,
      exitCostUsd: 0,
      netBenefitUsd: 57.4,
      requiredUsd: 5,
    },
    observationIds: [`${sampleMarket.id}@${blockNumber}`],
    forecastIds: [],
    riskIds: [`${sampleMarket.id}@${blockNumber}/trees-1/risk`],
    riskTolerance: 0.8,
  };
}

/** The n-th transaction of a test; `changes` overrides any field. */
export function sampleTransaction(number: number, decisionId: string, changes: Partial<SignedTransaction> = {}): SignedTransaction {
  return {
    decisionId,
    purpose: "rebalance",
    route: "public",
    attempt: 0,
    chainId: 1,
    vault: SAMPLE_VAULT,
    sender: SAMPLE_SENDER,
    nonce: number,
    hash: `0x${number.toString(16).padStart(64, "0")}`,
    rawTransaction: "0x02f8b1018203e8",
    gasLimit: 900_000n,
    maxFeePerGasWei: 30_000_000_000n,
    maxPriorityFeePerGasWei: 100_000_000n,
    ethPriceUsd: 2_000,
    signedAtBlock: FIRST_BLOCK,
    createdAtSeconds: FIRST_TIME_SECONDS,
    ...changes,
  };
}

/** What was expected to go wrong in the market at the given block; `changes` overrides any field. */
export function sampleRisk(blockNumber: number, changes: Partial<RiskScore> = {}): RiskScore {
  return {
    marketId: sampleMarket.id,
    blockNumber,
    madeAtSeconds: FIRST_TIME_SECONDS + (blockNumber - FIRST_BLOCK) * 12,
    horizonSeconds: 604_800,
    model: "xgboost-risk",
    modelVersion: "1",
    probabilities: { low: 0.2, medium: 0.5, high: 0.3 },
    riskClass: "medium",
    score: 55.5,
    drivers: [
      { topic: "utilization", words: "utilization 97 %, up 6 points in 24 h", contribution: 1.2 },
      { topic: "age", words: "known for 400 days", contribution: -0.3 },
    ],
    changes: ["utilization below 92 % would make it low"],
    vetoes: [],
    ...changes,
  };
}
