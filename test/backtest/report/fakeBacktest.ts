import type { Backtest, Contested } from "../../../bot/backtest/backtest.ts";
import type { Rebalance, Run } from "../../../bot/backtest/engine/run.ts";
import { trialsOf } from "../../../bot/backtest/metrics/deflatedSharpe.ts";
import { performance } from "../../../bot/backtest/metrics/performance.ts";
import type { ReportExtras } from "../../../bot/backtest/report/extras.ts";
import { type Random, seededRandom } from "../../../bot/boosting/random.ts";

const DAY = 86_400;
const HOUR = 3600;
/** 2022-07-01, midnight. */
export const START = 1_656_633_600;

export const MARKETS = [
  "1:aave-v3:usdc:f4e16f5c",
  "1:aave-v3:usdt:b6f2ad4f",
  "1:aave-v2:dai:9a0e3c1d",
  "1:compound-v3:usdc",
  "1:sky-savings:usds",
  "1:morpho-blue:usdc:steakhouse",
  "1:aave-v2:usdc:b3319f5d",
  "1:compound-v2:usdt:77aa00ff",
];

/** What a contender is like: what it is paid a year over the markets' mean, how often it moves and what a move costs. */
const CHARACTERS: Readonly<
  Record<string, { readonly edge: number; readonly everyDays: number; readonly gasUsd: number; readonly held: number }>
> = {
  ml: { edge: 0.012, everyDays: 9, gasUsd: 21, held: 3 },
  "equal-weight": { edge: 0, everyDays: 90, gasUsd: 60, held: 8 },
  "best-apy": { edge: 0.006, everyDays: 4, gasUsd: 34, held: 3 },
  "highest-tvl": { edge: -0.004, everyDays: 30, gasUsd: 30, held: 3 },
  persistence: { edge: 0.007, everyDays: 3, gasUsd: 22, held: 2 },
  "hold-best": { edge: -0.001, everyDays: 10_000, gasUsd: 20, held: 1 },
  oracle: { edge: 0.026, everyDays: 3, gasUsd: 15, held: 1 },
};

export interface FakeOptions {
  readonly contenders?: readonly string[];
  readonly markets?: readonly string[];
  readonly days?: number;
  readonly seed?: number;
  readonly isSynthetic?: boolean;
  readonly notes?: readonly string[];
  readonly explanation?: string;
  readonly ceilingReturn?: number | null;
}

/** A backtest that nobody ran, but that could have been: figures are those of its paths. Always the same for the same options. */
export function fakeBacktest({
  contenders = Object.keys(CHARACTERS),
  markets = MARKETS,
  days = 609,
  seed = 7,
  isSynthetic = false,
  notes = ["The benchmark is equal-weight.", "Risk-free: 3 % a year."],
  explanation = "moving 120,000 USD is expected to earn 312 USD over 30 days and costs 21 USD, so it pays",
  ceilingReturn = 0.13,
}: FakeOptions = {}): Backtest {
  const rates = marketRates(days * 4, seededRandom(seed));
  const runs = contenders.map((contender, i) => fakeRun(contender, markets, rates, seededRandom(seed + 100 * (i + 1)), explanation));
  const benchmark = runs.find(({ contender }) => contender === "equal-weight") ?? null;
  const judge = (run: Run, trials: ReturnType<typeof trialsOf> | null) =>
    performance(run, { riskFreeApr: 0.03, benchmark, trials, reweightings: run.reweightings, bootstrap: { draws: 200, seed: 1 } });
  const trials = trialsOf(runs.map((run) => judge(run, null).dailySharpe));
  return {
    spec: {
      source: isSynthetic ? { kind: "synthetic", markets: markets.length, days, seed } : { kind: "folder", folder: "history" },
      universe: "stablecoins",
      fromSeconds: null,
      toSeconds: null,
      capitalUsd: 1_000_000,
      everySeconds: HOUR,
      feeModel: { kind: "gas" },
      gasMultiplier: 1,
      prices: "par",
      contenders,
      policy: {},
      relativeCapBps: 4000,
      leastSupplyUsd: 5e6,
      flows: [],
      members: ["linear"],
      riskFreeApr: 0.025,
      seed,
    },
    isSynthetic,
    fromSeconds: START,
    toSeconds: START + days * DAY,
    marketIds: markets,
    contested: runs.map((run): Contested => ({ run, performance: judge(run, run.contender === "ml" ? trials : null) })),
    ceilingReturn,
    notes,
  };
}

/** Every six hours, a simple yearly rate of the markets' mean: wandering, drawn to 4 %, with a storm now and then. */
function marketRates(steps: number, random: Random): Float64Array {
  let rate = 0.03;
  let storm = 0;
  return Float64Array.from({ length: steps }, () => {
    rate += 0.004 * (0.04 - rate) + 0.0012 * (random() - 0.5);
    storm = random() < 0.004 ? 0.08 : storm * 0.97;
    return Math.max(0.002, rate + storm);
  });
}

function fakeRun(contender: string, markets: readonly string[], rates: Float64Array, random: Random, explanation: string): Run {
  const { edge, everyDays, gasUsd, held } = CHARACTERS[contender] ?? { edge: 0.001, everyDays: 14, gasUsd: 25, held: 2 };
  const steps = rates.length;
  const moments = steps + 1;
  const timeSeconds = Float64Array.from({ length: moments }, (_, i) => START + i * 6 * HOUR);
  const navUsd = new Float64Array(moments);
  const flowUsd = new Float64Array(moments);
  const positionsUsd = new Float64Array(moments * markets.length);
  const idleUsd = new Float64Array(moments);
  const yieldUsd = new Float64Array(markets.length);
  const priceUsd = new Float64Array(markets.length);
  const rebalances: Rebalance[] = [];
  const costs = { gasUsd: 0, conversionUsd: 0 };
  let weights: Float64Array = new Float64Array(markets.length);
  let nav = 1_000_000;
  for (let i = 0; i < moments; i++) {
    if (i > 0) {
      for (let market = 0; market < markets.length; market++) {
        const position = positionsUsd[(i - 1) * markets.length + market] as number;
        const paid = (position * ((rates[i - 1] as number) + edge * (0.5 + random()))) / 1460;
        const moved = position * 0.0004 * (random() - 0.5);
        yieldUsd[market] = (yieldUsd[market] as number) + paid;
        priceUsd[market] = (priceUsd[market] as number) + moved;
        nav += paid + moved;
      }
    }
    if (i === 400) {
      flowUsd[i] = 200_000;
      nav += 200_000;
    }
    if (i % (everyDays * 4) === 0) {
      const before = weights;
      weights = drawWeights(markets.length, held, random);
      const moves = markets
        .map((marketId, market) => ({ marketId, changeUsd: nav * ((weights[market] as number) - (before[market] as number)) }))
        .filter(({ changeUsd }) => Math.abs(changeUsd) > 1)
        .toSorted((a, b) => a.changeUsd - b.changeUsd);
      const gas = gasUsd * (0.5 + random());
      const conversion = 40 * random();
      nav -= gas + conversion;
      costs.gasUsd += gas;
      costs.conversionUsd += conversion;
      const reason = random() < 0.1 ? "risk-exit" : "net-benefit";
      const about = { atSeconds: timeSeconds[i] as number, reason, explanation } as const;
      rebalances.push({ ...about, moves, gasUsd: gas, conversionUsd: conversion, expectedUsd: random() < 0.2 ? null : 300 * random() });
    }
    navUsd[i] = nav;
    for (let market = 0; market < markets.length; market++) positionsUsd[i * markets.length + market] = nav * (weights[market] as number);
    idleUsd[i] = nav * (1 - weights.reduce((sum, weight) => sum + weight, 0));
  }
  return {
    contender,
    strategy: "maximise-net-yield",
    marketIds: markets,
    timeSeconds,
    navUsd,
    flowUsd,
    samples: { timeSeconds, positionsUsd, idleUsd },
    yieldUsd,
    priceUsd,
    costs,
    rebalances,
    holds: { "already-optimal": 9000 - rebalances.length, "below-margin": 3000, cooldown: 2600 },
    decisions: 14_600,
    reweightings: [],
    locked: { meanShare: 0, moments: 0 },
    unpaid: contender === "highest-tvl" ? { times: 2, mostUsd: 40_000 } : { times: 0, mostUsd: 0 },
  };
}

/** Of so many markets at most; something stays idle. */
function drawWeights(markets: number, held: number, random: Random): Float64Array {
  const weights = new Float64Array(markets);
  for (let i = 0; i < held; i++) {
    const market = Math.floor(random() * markets);
    weights[market] = (weights[market] as number) + 0.3 + random();
  }
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return weights.map((weight) => (0.97 * weight) / sum);
}

const NAMES = ["ml", "equal-weight", "best-apy", "persistence"];

export const EXTRAS: ReportExtras = {
  sweep: {
    title: "Return a year by cooldown and margin",
    x: { name: "cooldown, hours", values: [1, 6, 12, 24, 48] },
    y: { name: "margin, basis points", values: [0, 5, 10, 20] },
    value: [0, 5, 10, 20].map((margin) =>
      [1, 6, 12, 24, 48].map((cooldown) =>
        margin === 20 && cooldown === 48 ? null : 0.05 + 0.0004 * margin - 0.00002 * (cooldown - 12) ** 2,
      ),
    ),
  },
  capacity: {
    capitalUsd: [1e4, 1e5, 1e6, 1e7, 1e8, 1e9],
    byContender: NAMES.map((name, i) => ({
      name,
      annualisedReturn: [0.02, 0.047, 0.055, 0.05, 0.035, i === 0 ? null : 0.018].map((value) =>
        value === null ? null : value - 0.004 * i,
      ),
    })),
  },
  sensitivity: [
    {
      name: "gas",
      rows: [0.5, 1, 2, 5, 10].map((times) => ({
        label: `× ${times}`,
        byContender: Object.fromEntries(
          NAMES.map((name, i) => [name, times === 10 && i === 3 ? null : 0.056 - 0.002 * i - 0.0009 * times]),
        ),
      })),
    },
    {
      name: "capital",
      rows: [{ label: "10,000 USD", byContender: { ml: 0.021, "equal-weight": 0.012 } }],
    },
  ],
  breakEven: [
    { description: "At 7.5 times the gas, ml is no longer ahead of best-apy." },
    { description: "At a flat fee of 0.21 % of every move, ml is no longer ahead of best-apy." },
  ],
};
