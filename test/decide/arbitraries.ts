import fc from "fast-check";
import type { Forecast } from "../../bot/core/forecast.ts";
import type { GasOutlook } from "../../bot/core/gasOutlook.ts";
import type { RateModel } from "../../bot/core/market.ts";
import type { Observation } from "../../bot/core/observation.ts";
import { FULL_TOLERANCE, RISK_CLASSES, type RiskScore, VETO_REASONS, type Veto } from "../../bot/core/risk.ts";
import type { VaultLimits } from "../../bot/core/vaultLimits.ts";
import type { Position, Risk, VaultState, VaultStatus } from "../../bot/core/vaultState.ts";
import type { DecisionInput } from "../../bot/decide/input.ts";
import { DEFAULT_POLICY } from "../../bot/decide/policy.ts";
import { supplyAprAfter } from "../../bot/decide/rateModel.ts";
import { openVault } from "../openVault.ts";

export const NOW = 1_800_000_000;
export const BLOCK = 23_000_000;
const HORIZON = DEFAULT_POLICY.horizonSeconds;

export const rateModel: fc.Arbitrary<RateModel> = fc.oneof(
  fc.record({
    kind: fc.constant("kinked-borrow" as const),
    optimalUtilization: fc.constantFrom(0.45, 0.8, 0.92),
    baseBorrowApr: fc.constantFrom(0, 0.01),
    slope1Apr: fc.constantFrom(0.035, 0.055, 0.12),
    slope2Apr: fc.constantFrom(0.4, 0.6, 3),
    reserveFactor: fc.constantFrom(0.1, 0.2),
  }),
  fc.record({
    kind: fc.constant("kinked-supply" as const),
    kinkUtilization: fc.constantFrom(0.8, 0.9, 0.93),
    baseSupplyApr: fc.constantFrom(0, 0.005),
    slopeLowApr: fc.constantFrom(0.03, 0.05),
    slopeHighApr: fc.constantFrom(0.4, 3.6),
  }),
  // In smallest units: from hardly more than our position to more than any market here.
  fc.record({ kind: fc.constant("fee-share" as const), sharingDeposits: fc.constantFrom(5e11, 1e13, 1e15) }),
  fc.record({ kind: fc.constant("flat" as const) }),
);

/** Amounts are in whole tokens of a 6-decimal asset. */
export function units(tokens: number): bigint {
  return BigInt(Math.round(tokens * 1e6));
}

/** A market that quotes what its model says. */
export function observationOf(marketId: string, model: RateModel, facts: Partial<Observation> = {}): Observation {
  const draft: Observation = {
    marketId,
    blockNumber: BLOCK,
    blockTimeSeconds: NOW,
    bucketTimeSeconds: NOW - (NOW % 300),
    origin: "rpc",
    supplyApr: 0.04,
    rewardApr: 0,
    unclaimedRewardApr: 0,
    enterBps: 0,
    exitBps: 0,
    growthIndexRay: 10n ** 27n,
    totalSupply: units(100_000_000),
    totalBorrow: units(80_000_000),
    liquidity: units(20_000_000),
    supplyRoom: null,
    utilization: 0.8,
    assetPriceUsd: 1,
    rateModel: model,
    flags: { paused: false, frozen: false, supplyCapReached: false },
    ...facts,
  };
  return model.kind === "flat" ? draft : { ...draft, supplyApr: supplyAprAfter(model, draft, 0n) };
}

export function forecastOf(marketId: string, meanApr: number, facts: Partial<Forecast> = {}): Forecast {
  return {
    marketId,
    blockNumber: BLOCK,
    madeAtSeconds: NOW,
    horizonSeconds: HORIZON,
    model: "persistence",
    modelVersion: "1",
    meanApr,
    p10Apr: meanApr * 0.7,
    p50Apr: meanApr,
    p90Apr: meanApr * 1.5,
    ...facts,
  };
}

/** A market of this risk, in which the model is sure to nine in ten. */
export function riskOf(marketId: string, riskClass: RiskScore["riskClass"], facts: Partial<RiskScore> = {}): RiskScore {
  const rest = { low: 0.05, medium: 0.05, high: 0.05 };
  return {
    marketId,
    blockNumber: BLOCK,
    madeAtSeconds: NOW,
    horizonSeconds: HORIZON,
    model: "trees",
    modelVersion: "1",
    probabilities: riskClass === null ? null : { ...rest, [riskClass]: 0.9 },
    riskClass,
    score: riskClass === null ? null : { low: 5, medium: 45, high: 84 }[riskClass],
    drivers: [
      { topic: "utilization", words: "utilization 97 %, up 6 points in 24 h", contribution: 1.5 },
      { topic: "deposits", words: "deposits 3.1 billion USD", contribution: -0.4 },
    ],
    changes: [],
    vetoes: [],
    ...facts,
  };
}

export function positionOf(marketId: string, tokens: number, facts: Partial<Position> = {}): Position {
  return {
    marketId,
    adapter: `0x${marketId.length.toString(16).padStart(40, "0")}`,
    totalAssets: units(tokens),
    withdrawable: units(tokens),
    allocatable: units(50_000_000),
    absoluteCap: units(50_000_000),
    relativeCapBps: 10_000,
    risks: [],
    healthy: true,
    healthReason: "",
    ...facts,
  };
}

export function inputOf(
  idleTokens: number,
  positions: readonly Position[],
  observations: readonly Observation[],
  forecasts: readonly Forecast[],
  facts: {
    readonly limits?: Partial<VaultLimits>;
    readonly vault?: Partial<VaultState>;
    readonly policy?: Partial<DecisionInput["policy"]>;
    readonly costs?: Partial<DecisionInput["costs"]>;
    readonly risks?: readonly RiskScore[];
    readonly tolerance?: number;
  } = {},
): DecisionInput {
  const idle = units(idleTokens);
  const totalAssets = positions.reduce((sum, position) => sum + position.totalAssets, idle);
  return {
    vault: {
      chainId: 1,
      address: "0x00000000000000000000000000000000000000Aa",
      blockNumber: BLOCK,
      blockTimeSeconds: NOW,
      asset: { address: "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", symbol: "USDC", decimals: 6 },
      totalAssets,
      grossAssets: totalAssets,
      totalShares: totalAssets,
      shareDecimals: 6,
      idle,
      ...openVault(facts.limits),
      stateNonce: 7n,
      positions,
      ...facts.vault,
    },
    observations,
    forecasts,
    risks: facts.risks ?? [],
    riskTolerance: { ...FULL_TOLERANCE, tolerance: facts.tolerance ?? 1 },
    costs: {
      baseFeePerGasWei: 10_000_000_000n,
      priorityFeePerGasWei: 1_000_000_000n,
      ethPriceUsd: 3000,
      gas: {
        base: 100_000,
        perMove: { "aave-v3": { allocate: 200_000, deallocate: 180_000 } },
        otherMove: { allocate: 150_000, deallocate: 150_000 },
      },
      conversion: {},
      ...facts.costs,
    },
    policy: { ...DEFAULT_POLICY, ...facts.policy },
  };
}

const share = fc.double({ min: 0, max: 1, noNaN: true });

interface MarketSeed {
  readonly model: RateModel;
  readonly size: number;
  readonly utilization: number;
  readonly rewardApr: number;
  readonly forecastFactor: number;
  readonly held: number;
  readonly liquid: "all" | "some" | "none";
  readonly room: "much" | "little" | "none";
  readonly cap: number;
  readonly relativeCapBps: number;
  readonly healthy: boolean;
  readonly flag: "paused" | "frozen" | "supplyCapReached" | null;
  readonly data: "fresh" | "stale" | "future" | "no-forecast" | "none";
  readonly exitBps: number;
  readonly risk: RiskFacts | null;
}

type RiskFacts = Pick<RiskScore, "probabilities" | "riskClass" | "score" | "vetoes" | "madeAtSeconds">;

const mostly = <T>(usual: T, ...unusual: T[]): fc.Arbitrary<T> =>
  fc.oneof({ weight: 8, arbitrary: fc.constant(usual) }, { weight: 2, arbitrary: fc.constantFrom(...unusual) });

const veto: fc.Arbitrary<Veto> = fc.record({
  reason: fc.constantFrom(...VETO_REASONS),
  effect: fc.constantFrom("close", "exit"),
  detail: fc.constantFrom("", "12.3 % of deposits can be withdrawn, the least is 20 %"),
});

/** Classes and probabilities need not agree: the thresholds are the model's. */
const riskFacts: fc.Arbitrary<RiskFacts> = fc
  .record({
    high: share,
    medium: share,
    riskClass: fc.oneof(
      { weight: 4, arbitrary: fc.constant("low" as const) },
      { weight: 3, arbitrary: fc.constantFrom(...RISK_CLASSES, null) },
    ),
    score: fc.integer({ min: 0, max: 100 }),
    vetoes: fc.oneof({ weight: 6, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.array(veto, { minLength: 1, maxLength: 2 }) }),
    age: mostly(60, 7200, -12),
    unlikely: fc.constantFrom(0.02, 0.2, 1),
  })
  .map(({ high, medium, riskClass, score, vetoes, age, unlikely }) => {
    const [highOdds, mediumOdds] = [high * unlikely, (1 - high * unlikely) * medium * unlikely];
    return {
      probabilities: riskClass === null ? null : { high: highOdds, medium: mediumOdds, low: 1 - highOdds - mediumOdds },
      riskClass,
      score: riskClass === null ? null : score,
      vetoes,
      madeAtSeconds: NOW - age,
    };
  });

const marketSeed: fc.Arbitrary<MarketSeed> = fc.record({
  model: rateModel,
  size: fc.constantFrom(1e5, 1e6, 1e7, 1e8),
  utilization: fc.constantFrom(0, 0.3, 0.6, 0.79, 0.85, 0.91, 0.97, 1),
  rewardApr: mostly(0, 0.01, 0.03),
  forecastFactor: fc.double({ min: 0.3, max: 2, noNaN: true }),
  held: mostly(0.4, 0, 0.05, 1),
  liquid: mostly("all" as const, "some", "none"),
  room: mostly("much" as const, "little", "none"),
  cap: mostly(1, 0, 0.1, 0.4),
  relativeCapBps: mostly(10_000, 6000, 3500),
  healthy: fc.oneof({ weight: 15, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) }),
  flag: fc.oneof(
    { weight: 14, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom("paused" as const, "frozen" as const, "supplyCapReached" as const) },
  ),
  data: mostly("fresh" as const, "fresh", "stale", "future", "no-forecast", "none"),
  exitBps: mostly(0, 1, 30),
  risk: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 2, arbitrary: riskFacts }),
});

interface RiskSeed {
  /** Bit i: whether the i-th position has it. */
  readonly members: number;
  readonly cap: number;
  readonly relativeCapBps: number;
}

const riskSeed: fc.Arbitrary<RiskSeed> = fc.record({
  members: fc.integer({ min: 1, max: 31 }),
  cap: mostly(2, 0, 0.3, 0.7),
  relativeCapBps: fc.constantFrom(10_000, 9000, 6000, 3000),
});

/** Up to three risks, and which of them each of five positions has. */
function risksOf(seeds: readonly RiskSeed[], assets: number): { readonly risks: readonly Risk[]; readonly of: readonly string[][] } {
  const risks = seeds.map((seed, i) => ({ name: `risk:${i}`, absoluteCap: units(assets * seed.cap), relativeCapBps: seed.relativeCapBps }));
  const of = [0, 1, 2, 3, 4].map((place) => risks.filter((_, i) => ((seeds[i]?.members ?? 0) >> place) % 2 === 1).map(({ name }) => name));
  return { risks, of };
}

interface GasSeed {
  /** The base fee of each hour to come, as part of the present one. */
  readonly feeThen: number;
  readonly waited: number | null;
}

function outlookOf({ feeThen, waited }: GasSeed, baseFeePerGasWei: bigint): GasOutlook {
  const fee = (baseFeePerGasWei * BigInt(10 * feeThen)) / 10n;
  return {
    expectedFees: [1, 2, 3, 12].map((hours) => ({ atSeconds: NOW + hours * 3600, baseFeePerGasWei: fee })),
    waitingSinceSeconds: waited === null ? null : NOW - waited,
  };
}

/** Vaults in every state the contract can be in, over markets in every state a protocol can be in. */
export const decisionInput: fc.Arbitrary<DecisionInput> = fc
  .record({
    seeds: fc.array(marketSeed, { minLength: 0, maxLength: 5, size: "max" }),
    assets: fc.constantFrom(...[0, 1e3], ...[1e5, 1e6, 2e7].flatMap((assets) => [assets, assets, assets, assets])),
    idleShare: fc.oneof(share, fc.constantFrom(0.021, 0.11, 0.3), fc.constantFrom(0, 0.001, 0.021)),
    idleFloorBps: fc.constantFrom(0, 0, 200, 1000),
    status: mostly<VaultStatus>("normal", "reduce-only", "paused"),
    isBreakerDue: mostly(false, false, true),
    risks: fc.oneof(fc.constant([]), fc.array(riskSeed, { minLength: 1, maxLength: 3 })),
    turnoverBps: mostly(
      { once: 10_000, daily: 60_000 },
      { once: 10_000, daily: 0 },
      { once: 2_500, daily: 60_000 },
      { once: 0, daily: 20_000 },
    ),
    usedTurnoverBps: mostly(0, 5_000, 19_000),
    dailyLossBps: mostly(30, 0, 2),
    cooldownSeconds: mostly(0, 300),
    gain: mostly(0, 0.02),
    baseFeeGwei: fc.constantFrom(0, 1, 20, 300),
    marginBps: fc.constantFrom(0, 0.5, 5),
    marginDoubt: fc.constantFrom(0, DEFAULT_POLICY.marginDoubt, 1),
    pessimism: fc.constantFrom(0, 0.5, 1),
    idlePaybackSeconds: fc.constantFrom(null, DEFAULT_POLICY.idlePaybackSeconds),
    highRiskExitCover: fc.constantFrom(0, DEFAULT_POLICY.highRiskExitCover, 1_000),
    highRiskExitBps: fc.constantFrom(0, DEFAULT_POLICY.highRiskExitBps, 5_000),
    sinceRebalance: fc.constantFrom(null, 60, 86_400),
    gasOutlook: mostly<GasSeed | null>(
      null,
      { feeThen: 0.1, waited: null },
      { feeThen: 0.5, waited: 3600 },
      { feeThen: 1.5, waited: 86_400 },
    ),
    tolerance: mostly(1, 0.5, 0.1),
    dust: fc.nat(999_999),
  })
  .map((seed) => {
    const weights = seed.seeds.map((one) => one.held);
    const invested = seed.assets * (1 - seed.idleShare);
    const weightSum = Math.max(
      1e-9,
      weights.reduce((sum, weight) => sum + weight, 0),
    );
    const markets = seed.seeds.map((one, i) => materialise(one, i, (invested * one.held) / weightSum, seed.assets, seed.dust));
    const { risks, of } = risksOf(seed.risks, seed.assets);
    const input = inputOf(
      seed.assets === 0 ? 0 : seed.assets * seed.idleShare,
      markets.map((market, i) => ({ ...market.position, risks: of[i] ?? [] })),
      markets.flatMap((market) => market.observations),
      markets.flatMap((market) => market.forecasts),
      {
        policy: {
          marginBps: seed.marginBps,
          marginDoubt: seed.marginDoubt,
          pessimism: seed.pessimism,
          idlePaybackSeconds: seed.idlePaybackSeconds,
          highRiskExitCover: seed.highRiskExitCover,
          highRiskExitBps: seed.highRiskExitBps,
        },
        risks: markets.flatMap((market) => market.risks),
        tolerance: seed.tolerance,
      },
    );
    const baseFeePerGasWei = BigInt(seed.baseFeeGwei) * 10n ** 9n;
    return {
      ...input,
      gasOutlook: seed.gasOutlook && outlookOf(seed.gasOutlook, baseFeePerGasWei),
      vault: {
        ...input.vault,
        // What waits to be released is in no share price yet.
        totalAssets: input.vault.grossAssets - units(seed.assets * seed.gain),
        status: seed.status,
        trip: seed.status === "normal" ? null : { atSeconds: NOW - 600, condition: { reason: "price-fall", subject: input.vault.address } },
        breakerDue: seed.isBreakerDue ? { reason: "asset-off-peg", subject: input.vault.address } : null,
        risks: risks.filter(({ name }) => seed.seeds.some((_, i) => of[i]?.includes(name))),
        limits: {
          ...input.vault.limits,
          idleFloorBps: seed.idleFloorBps,
          rebalanceTurnoverBps: seed.turnoverBps.once,
          dailyTurnoverBps: seed.turnoverBps.daily,
          dailyLossBps: seed.dailyLossBps,
          cooldownSeconds: seed.cooldownSeconds,
        },
        usage: {
          lastRebalanceSeconds: seed.sinceRebalance === null ? null : NOW - seed.sinceRebalance,
          turnoverBps: seed.usedTurnoverBps,
          lossMillionths: 150,
        },
      },
      costs: {
        ...input.costs,
        baseFeePerGasWei,
        conversion: Object.fromEntries(
          seed.seeds.map((one, i) => [`1:${i % 2 ? "aave-v3" : "erc4626"}:m${i}`, { enterBps: 0, exitBps: one.exitBps }]),
        ),
      },
    };
  });

function materialise(seed: MarketSeed, i: number, tokens: number, assets: number, dust: number) {
  const marketId = `1:${i % 2 ? "aave-v3" : "erc4626"}:m${i}`;
  const deposits = seed.size + tokens;
  const observation = observationOf(marketId, seed.model, {
    totalSupply: units(deposits),
    totalBorrow: units(deposits * seed.utilization),
    liquidity: units(deposits * (1 - seed.utilization)),
    utilization: seed.utilization,
    rewardApr: seed.rewardApr,
    blockTimeSeconds: seed.data === "stale" ? NOW - 7200 : seed.data === "future" ? NOW + 12 : NOW - (i % 3) * 60,
    flags: { paused: seed.flag === "paused", frozen: seed.flag === "frozen", supplyCapReached: seed.flag === "supplyCapReached" },
  });
  const totalAssets = units(tokens) + (tokens > 1 ? BigInt(dust) : 0n);
  const withdrawable = { all: totalAssets, some: totalAssets / 3n, none: 0n }[seed.liquid];
  const position = positionOf(marketId, 0, {
    totalAssets,
    withdrawable,
    allocatable: { much: units(1e9), little: units(assets * 0.05), none: 0n }[seed.room],
    absoluteCap: units(assets * seed.cap * 2),
    relativeCapBps: seed.relativeCapBps,
    healthy: seed.healthy,
    healthReason: seed.healthy ? "" : "paused",
  });
  const meanApr = (observation.supplyApr + observation.rewardApr) * seed.forecastFactor;
  return {
    position,
    observations: seed.data === "none" ? [] : [observation],
    forecasts: seed.data === "none" || seed.data === "no-forecast" ? [] : [forecastOf(marketId, meanApr)],
    risks: seed.risk === null ? [] : [riskOf(marketId, seed.risk.riskClass, seed.risk)],
  };
}
