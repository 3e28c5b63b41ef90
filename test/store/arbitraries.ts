import fc from "fast-check";
import type { CostBreakdown, Decision } from "../../bot/core/decision.ts";
import type { RateModel } from "../../bot/core/market.ts";
import type { Observation } from "../../bot/core/observation.ts";
import { RISK_CLASSES, type RiskScore, VETO_REASONS } from "../../bot/core/risk.ts";
import { SAMPLE_VAULT, sampleMarket } from "./samples.ts";

/** Any uint256. */
export const uint256 = fc.bigInt({ min: 0n, max: 2n ** 256n - 1n });
/** Any int256. */
export const int256 = fc.bigInt({ min: -(2n ** 255n), max: 2n ** 255n - 1n });
/** Any finite double but −0, which neither JSON nor a driver's text tells from 0. */
export const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
/** Text without NUL, which PostgreSQL does not store. */
export const text = fc.string({ unit: "grapheme" }).filter((value) => !value.includes("\0"));

const rateModel: fc.Arbitrary<RateModel> = fc.oneof(
  fc.record({
    kind: fc.constant("kinked-borrow" as const),
    optimalUtilization: finite,
    baseBorrowApr: finite,
    slope1Apr: finite,
    slope2Apr: finite,
    reserveFactor: finite,
  }),
  fc.record({
    kind: fc.constant("kinked-supply" as const),
    kinkUtilization: finite,
    baseSupplyApr: finite,
    slopeLowApr: finite,
    slopeHighApr: finite,
  }),
  fc.record({ kind: fc.constant("fee-share" as const), sharingDeposits: finite }),
  fc.constant<RateModel>({ kind: "flat" }),
);

/** Any observation of the sample market at one block and bucket. */
export function anyObservation(blockNumber: number, bucketTimeSeconds: number): fc.Arbitrary<Observation> {
  return fc.record({
    marketId: fc.constant(sampleMarket.id),
    blockNumber: fc.constant(blockNumber),
    blockTimeSeconds: fc.integer({ min: bucketTimeSeconds, max: bucketTimeSeconds + 299 }),
    bucketTimeSeconds: fc.constant(bucketTimeSeconds),
    origin: text,
    supplyApr: finite,
    rewardApr: finite,
    unclaimedRewardApr: fc.option(finite),
    growthIndexRay: uint256,
    totalSupply: uint256,
    totalBorrow: uint256,
    liquidity: uint256,
    supplyRoom: fc.option(uint256),
    utilization: finite,
    assetPriceUsd: finite,
    enterBps: finite,
    exitBps: finite,
    rateModel,
    flags: fc.record({ paused: fc.boolean(), frozen: fc.boolean(), supplyCapReached: fc.boolean() }),
  });
}

const cost: fc.Arbitrary<CostBreakdown> = fc.record({
  horizonSeconds: fc.nat(),
  gainUsd: finite,
  riskUsd: finite,
  gasUnits: fc.nat(),
  gasUsd: finite,
  exitCostUsd: finite,
  netBenefitUsd: finite,
  requiredUsd: finite,
});

/** Any decision with this id. */
export function anyDecision(id: fc.Arbitrary<string>): fc.Arbitrary<Decision> {
  return fc.record({
    id,
    chainId: fc.nat(),
    vault: fc.constant(SAMPLE_VAULT),
    blockNumber: fc.nat(),
    blockTimeSeconds: fc.nat(),
    strategy: text,
    action: fc.constantFrom("rebalance", "hold"),
    reason: fc.constantFrom("net-benefit", "risk-exit", "already-optimal", "below-margin", "paused", "no-data"),
    explanation: text,
    moves: fc.array(fc.record({ marketId: text, adapter: text, change: int256 })),
    markets: fc.array(
      fc.record({
        marketId: text,
        current: uint256,
        target: uint256,
        forecastApr: fc.option(finite),
        aprAtTarget: fc.option(finite),
        marginalAprAtTarget: fc.option(finite),
        maximum: uint256,
        minimum: uint256,
        risk: fc.option(
          fc.record({
            riskClass: fc.option(fc.constantFrom(...RISK_CLASSES)),
            score: fc.option(finite),
            penaltyApr: finite,
            vetoes: fc.array(fc.constantFrom(...VETO_REASONS)),
          }),
        ),
        skipped: fc.option(
          fc.record({
            reason: fc.constantFrom("at-target", "gas-exceeds-gain", "below-margin", "no-room"),
            change: int256,
            cost: fc.option(cost),
          }),
        ),
      }),
    ),
    outcome: fc.option(cost),
    observationIds: fc.array(text),
    forecastIds: fc.array(text),
    riskIds: fc.array(text),
    riskTolerance: finite,
  });
}

/** Any score of the sample market at one block, with a model's word or without. */
export function anyRisk(blockNumber: number): fc.Arbitrary<RiskScore> {
  const said = fc.record({
    probabilities: fc.record({ low: finite, medium: finite, high: finite }),
    riskClass: fc.constantFrom(...RISK_CLASSES),
  });
  return fc
    .record({
      marketId: fc.constant(sampleMarket.id),
      blockNumber: fc.constant(blockNumber),
      madeAtSeconds: fc.constant(1_750_000_000 + blockNumber * 12),
      horizonSeconds: fc.integer({ min: 1 }),
      model: text,
      modelVersion: text,
      score: fc.option(fc.double({ min: 0, max: 100, noNaN: true }).map((value) => value + 0)),
      drivers: fc.array(fc.record({ topic: text, words: text, contribution: finite }), { maxLength: 3 }),
      changes: fc.array(text, { maxLength: 3 }),
      vetoes: fc.array(
        fc.record({ reason: fc.constantFrom(...VETO_REASONS), effect: fc.constantFrom("close" as const, "exit" as const), detail: text }),
        { maxLength: 4 },
      ),
      said: fc.oneof(said, fc.constant({ probabilities: null, riskClass: null })),
    })
    .map(({ said: word, ...rest }) => ({ ...rest, ...word }));
}
