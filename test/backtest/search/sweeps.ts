import type { BacktestSpec, PastSource } from "../../../bot/backtest/backtest.ts";
import { loadPast, type Past } from "../../../bot/backtest/past.ts";
import { type SweepAxis, type TrialJob, trialJobs } from "../../../bot/backtest/search/grid.ts";
import { groundOf } from "../../../bot/backtest/search/ground.ts";
import type { StageSource } from "../../../bot/backtest/search/stages.ts";

/** A made-up past that is quickly played back. */
export const SOURCE: PastSource = { kind: "synthetic", markets: 4, days: 40, seed: 3 };

export const SPEC: BacktestSpec = {
  source: SOURCE,
  universe: "stablecoins",
  fromSeconds: null,
  toSeconds: null,
  capitalUsd: 1_000_000,
  everySeconds: 6 * 3600,
  feeModel: { kind: "gas" },
  gasMultiplier: 1,
  prices: "par",
  contenders: [],
  policy: {},
  relativeCapBps: 6_000,
  leastSupplyUsd: 20_000_000,
  flows: [],
  members: ["linear"],
  riskFreeApr: 0.025,
  seed: 1,
};

export const AXES: readonly SweepAxis[] = [
  { name: "marginBps", values: [0.2, 2] },
  { name: "cooldownSeconds", values: [0, 86_400] },
];

export function pastOf(source: PastSource): Promise<Past> {
  return loadPast(source, { nowSeconds: 0, readStore: () => Promise.reject(new Error("no database is asked")) });
}

export interface SweepForTest {
  readonly source: StageSource;
  readonly ground: string;
  readonly jobs: readonly TrialJob[];
}

export async function sweepForTest({
  spec = SPEC,
  axes = AXES,
}: {
  readonly spec?: BacktestSpec;
  readonly axes?: readonly SweepAxis[];
} = {}): Promise<SweepForTest> {
  const deps = { shippedForecaster: null, shippedClassifier: null, cacheFolder: null, onThinking: () => undefined };
  const past = await pastOf(spec.source);
  const ground = groundOf(past, deps);
  return { source: { past, deps }, ground, jobs: trialJobs({ spec, contender: "persistence", axes }, ground) };
}

export function neverStopped(): AbortSignal {
  return new AbortController().signal;
}
