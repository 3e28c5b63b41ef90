import type { BacktestSpec } from "../../../bot/backtest/backtest.ts";
import { type Contender, contenderByName } from "../../../bot/backtest/contenders.ts";
import { persistenceForecasts } from "../../../bot/backtest/minds/persistenceForecasts.ts";
import { loadPast, type Past } from "../../../bot/backtest/past.ts";
import { runContender } from "../../../bot/backtest/runBacktest.ts";
import { prepareStage, type Stage } from "../../../bot/backtest/stage.ts";
import { measureOptimise50Ms } from "../decide/decide.ts";
import { benchSpec } from "./spec.ts";

/** A year by the hour in 200 markets for each of the four baselines, and what a decision costs. */
export interface BacktestFigures {
  /** Of the simulations alone, all baselines after one another on one core. */
  readonly seconds: number;
  /** Markets × moments × baselines a second. */
  readonly stepsPerSecond: number;
  /** The same of each. */
  readonly stepsPerSecondOf: Readonly<Record<string, number>>;
  /** Of the whole process so far, the past and the world among it. */
  readonly peakRssMB: number;
  /** Reading nothing and training nothing: making the world's columns, and the forecasts of persistence with their intervals. */
  readonly worldSeconds: number;
  readonly mindSeconds: number;
  /** A moment of maximise-net-yield in a vault of 8 markets, on standing forecasts: looking, deciding and, now and then, moving. */
  readonly mlDecisionMs: number;
  /** The same of 50. */
  readonly mlDecision50Ms: number;
  /** The decide bench's: 50 markets that share no caps. */
  readonly optimise50Ms: number;
}

const MARKETS = 200;
const VAULT_MARKETS = 8;
const LARGE_VAULT_MARKETS = 50;
/** Enough for a mean; the first is to warm up. */
const ML_DAYS = { [VAULT_MARKETS]: 60, [LARGE_VAULT_MARKETS]: 15 } as const;
const OPTIMISE_RUNS = 10;

export async function measureBacktest(): Promise<BacktestFigures> {
  const spec = benchSpec(MARKETS);
  const past = await made(spec);
  const { result: bare, seconds: worldSeconds } = await timed(() => staged(spec, past));
  const { result: stage, seconds: mindSeconds } = await timed(() => withPersistence(bare));
  const steps = stage.world.markets.length * stage.world.timeSeconds.length;
  const secondsOf: [string, number][] = [];
  for (const name of spec.contenders) {
    const { seconds } = await timed(() => runContender(spec, stage, contenderByName(name), () => {}));
    secondsOf.push([name, seconds]);
  }
  const peakRssMB = process.resourceUsage().maxRSS / 1024;
  const seconds = secondsOf.reduce((sum, [, one]) => sum + one, 0);
  return {
    seconds: rounded(seconds),
    stepsPerSecond: Math.round((steps * secondsOf.length) / seconds),
    stepsPerSecondOf: Object.fromEntries(secondsOf.map(([name, one]) => [name, Math.round(steps / one)])),
    peakRssMB: Math.round(peakRssMB),
    worldSeconds: rounded(worldSeconds),
    mindSeconds: rounded(mindSeconds),
    mlDecisionMs: await mlDecisionMs(VAULT_MARKETS),
    mlDecision50Ms: await mlDecisionMs(LARGE_VAULT_MARKETS),
    optimise50Ms: measureOptimise50Ms(OPTIMISE_RUNS),
  };
}

export function backtestText(figures: BacktestFigures): string {
  const millions = (steps: number) => `${(steps / 1e6).toFixed(2)} M market-steps/s`;
  return [
    `${MARKETS} markets, a year by the hour, four baselines     ${figures.seconds} s, ${millions(figures.stepsPerSecond)}`,
    ...Object.entries(figures.stepsPerSecondOf).map(([name, steps]) => `  ${name.padEnd(48)}${millions(steps)}`),
    `peak memory                                        ${figures.peakRssMB} MB`,
    `the world's columns                                ${figures.worldSeconds} s`,
    `forecasts of persistence                           ${figures.mindSeconds} s`,
    `a decision of maximise-net-yield, ${VAULT_MARKETS} markets        ${figures.mlDecisionMs} ms`,
    `the same, ${LARGE_VAULT_MARKETS} markets                               ${figures.mlDecision50Ms} ms`,
    `the optimiser over 50 markets                      ${figures.optimise50Ms} ms`,
  ].join("\n");
}

/** The mean of a moment, in milliseconds. */
async function mlDecisionMs(markets: keyof typeof ML_DAYS): Promise<number> {
  const spec = benchSpec(markets, ML_DAYS[markets]);
  const contender = contenderByName("persistence");
  const stage = withPersistence(await staged(spec, await made(spec)));
  let milliseconds = 0;
  for (let run = 0; run < 2; run++) {
    const { seconds, result } = await timed(() => runContender(spec, stage, contender, () => {}));
    milliseconds = (seconds * 1e3) / result.decisions;
  }
  return rounded(milliseconds);
}

async function made({ source }: BacktestSpec): Promise<Past> {
  return loadPast(source, {
    nowSeconds: 0,
    readStore: () => Promise.reject(new Error("a made-up past needs no database")),
  });
}

/** Without anybody's mind. */
function staged(spec: BacktestSpec, past: Past): Promise<Stage> {
  const nobody: readonly Contender[] = [];
  return prepareStage(spec, past, nobody, { shippedForecaster: null, shippedClassifier: null, cacheFolder: null, onThinking: () => {} });
}

function withPersistence(stage: Stage): Stage {
  return { ...stage, forecasts: { persistence: persistenceForecasts(stage.world, stage.policy.horizonSeconds) } };
}

async function timed<Result>(work: () => Result | Promise<Result>): Promise<{ readonly result: Result; readonly seconds: number }> {
  const startedAt = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - startedAt) / 1e3 };
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}
