import { measuredGas } from "../config/measuredGas.ts";
import { DEFAULT_LIMITS } from "../config/vaultDefaults.ts";
import type { VaultLimits } from "../core/vaultLimits.ts";
import type { ConversionCost } from "../decide/input.ts";
import type { Strategy } from "../decide/strategies/strategy.ts";
import type { Backtest, BacktestSpec } from "./backtest.ts";
import { type Contender, contenderByName } from "./contenders.ts";
import { conversionCost } from "./costs/conversion.ts";
import type { Run } from "./engine/run.ts";
import { type Flow, type Simulation, simulate } from "./engine/simulate.ts";
import { worldSurroundings } from "./engine/worldSurroundings.ts";
import { trialsOf } from "./metrics/deflatedSharpe.ts";
import { performance } from "./metrics/performance.ts";
import { bestPlan } from "./oracle/bestPlan.ts";
import { ceiling } from "./oracle/ceiling.ts";
import { plannedStrategy } from "./oracle/plannedStrategy.ts";
import { gasUsdPerUnit, type OracleSettings } from "./oracle/settings.ts";
import type { Past } from "./past.ts";
import { ASSET, prepareStage, type Stage, type StageDeps } from "./stage.ts";
import { endSecondsOf, type World } from "./world/world.ts";

export interface BacktestDeps extends StageDeps {
  /** Told as contenders go through their time. */
  readonly onProgress: (contender: string, fraction: number) => void;
}

/** Who the others are compared with, if it competes. */
const BENCHMARK = "equal-weight";
/** What cannot be had was never tried. */
const NO_TRIALS: ReadonlySet<string> = new Set(["oracle", "foresight"]);

/** @throws UnknownContenderError, EmptyWorldError, and what minds throw. */
export async function runBacktest(
  spec: BacktestSpec,
  past: Past,
  deps: BacktestDeps,
): Promise<{ readonly backtest: Backtest; readonly stage: Stage }> {
  const contenders = spec.contenders.map(contenderByName);
  const stage = await prepareStage(spec, past, contenders, deps);
  const runs = contenders.map((contender) => runContender(spec, stage, contender, (fraction) => deps.onProgress(contender.name, fraction)));
  return { backtest: judged(spec, stage, runs), stage };
}

/** One contender's way through the stage's time, with the stage's policy unless another holds at times. */
export function runContender(
  spec: BacktestSpec,
  stage: Stage,
  contender: Contender,
  onProgress: (fraction: number) => void,
  policyAt?: Simulation["policyAt"],
): Run {
  const { world } = stage;
  const moments = world.timeSeconds.length;
  const every = Math.max(1, Math.floor(moments / 200));
  const strategy = contender.strategy === "plan" ? planOf(spec, world) : contender.strategy;
  return simulate({
    contender: contender.name,
    surroundings: worldSurroundings({
      world,
      asset: ASSET,
      forecasts: stage.forecasts[contender.forecasts] ?? null,
      risks: contender.risk === "learned" ? stage.risks : null,
      // A policy that changes may come to price variance.
      seesCovariance: strategy.usesCovariance === true || stage.policy.riskAversion > 0 || policyAt !== undefined,
      relativeCapBps: spec.relativeCapBps,
      feeModel: spec.feeModel,
      gasMultiplier: spec.gasMultiplier,
      tradeUsd: tradeUsd(spec),
    }),
    strategy,
    policy: stage.policy,
    ...(policyAt === undefined ? {} : { policyAt }),
    limits: limitsOf(spec, world),
    flows: flowsOf(spec, world),
    onMoment: (moment) => {
      if (moment % every === 0 || moment + 1 === moments) onProgress((moment + 1) / moments);
    },
  });
}

function judged(spec: BacktestSpec, { world }: Stage, runs: readonly Run[]): Backtest {
  const { riskFreeApr } = spec;
  const benchmark = runs.find(({ contender }) => contender === BENCHMARK) ?? null;
  const tried = runs.filter(({ contender }) => !NO_TRIALS.has(contender));
  const trials = trialsOf(
    tried.map((run) => performance(run, { riskFreeApr, benchmark: null, trials: null, bootstrap: null }).dailySharpe),
  );
  return {
    spec,
    isSynthetic: world.isSynthetic,
    fromSeconds: world.timeSeconds[0] ?? 0,
    toSeconds: endSecondsOf(world),
    marketIds: world.markets.map(({ id }) => id),
    contested: runs.map((run) => ({
      run,
      performance: performance(run, {
        riskFreeApr,
        benchmark: run === benchmark ? null : benchmark,
        trials,
        reweightings: run.reweightings,
      }),
    })),
    ceilingReturn: spec.feeModel.kind === "gas" && spec.flows.length === 0 ? ceiling(world, oracleSettings(spec, world)) : null,
    notes: notesOn(spec),
  };
}

function planOf(spec: BacktestSpec, world: World): Strategy {
  return plannedStrategy(bestPlan(world, oracleSettings(spec, world)));
}

function oracleSettings(spec: BacktestSpec, world: World): OracleSettings {
  const legs = (kind: "allocate" | "deallocate") =>
    Float64Array.from(
      world.markets,
      ({ protocol }) =>
        (measuredGas.perMove as Record<string, { allocate: number; deallocate: number }>)[protocol]?.[kind] ?? measuredGas.otherMove[kind],
    );
  const conversion = (bpsOf: (cost: ConversionCost) => number) =>
    Float64Array.from(world.markets, ({ symbol }) => bpsOf(conversionOf(spec, symbol)) / 1e4);
  return {
    capitalUsd: spec.capitalUsd,
    relativeCapBps: spec.relativeCapBps,
    idleFloorBps: DEFAULT_LIMITS.idleFloorBps,
    gas: {
      usdPerUnit: gasUsdPerUnit(world).map((usd) => (spec.feeModel.kind === "gas" ? usd * spec.gasMultiplier : 0)),
      baseUnits: measuredGas.base,
      allocateUnits: legs("allocate"),
      deallocateUnits: legs("deallocate"),
    },
    conversion: {
      enterFraction: conversion(({ enterBps }) => enterBps),
      exitFraction: conversion(({ exitBps }) => exitBps),
    },
    rebalanceLossFraction: limitsOf(spec, world).rebalanceLossBps / 1e4,
  };
}

/** The limits a vault is deployed with, except that it must be able to bear what conversions cost. */
export function limitsOf(spec: BacktestSpec, world: World): VaultLimits {
  const worstBps = Math.max(...world.markets.map(({ symbol }) => conversionOf(spec, symbol).enterBps));
  const rebalanceLossBps = Math.min(100, Math.max(DEFAULT_LIMITS.rebalanceLossBps, Math.ceil(2 * worstBps) + 1));
  return { ...DEFAULT_LIMITS, rebalanceLossBps, dailyLossBps: Math.max(DEFAULT_LIMITS.dailyLossBps, Math.min(500, 3 * rebalanceLossBps)) };
}

function conversionOf(spec: BacktestSpec, symbol: string): ConversionCost {
  if (spec.feeModel.kind === "flat") return { enterBps: spec.feeModel.fraction * 1e4, exitBps: spec.feeModel.fraction * 1e4 };
  return conversionCost({ assetSymbol: ASSET.symbol, symbol, tradeUsd: tradeUsd(spec) });
}

function tradeUsd({ capitalUsd, relativeCapBps }: BacktestSpec): number {
  return (capitalUsd * relativeCapBps) / 1e4;
}

function flowsOf({ capitalUsd, flows }: BacktestSpec, world: World): readonly Flow[] {
  const units = (usd: number) => BigInt(Math.round(usd * 1e6)) * 10n ** BigInt(ASSET.decimals - 6);
  return [
    { atSeconds: world.timeSeconds[0] ?? 0, amount: units(capitalUsd) },
    ...flows.map(({ atSeconds, usd }) => ({ atSeconds, amount: units(usd) })),
  ];
}

function notesOn({ universe, prices, feeModel, riskFreeApr, relativeCapBps, gasMultiplier }: BacktestSpec): readonly string[] {
  return [
    universe === "all"
      ? "Every token's yield is counted in kind, as if its price had not moved: prices of most of these tokens are not in the history."
      : prices === "par"
        ? "Dollar tokens are counted at one dollar throughout; --prices closing marks them at the closing prices of their days."
        : "Dollar tokens are marked at the closing prices of their days against the vault's asset, where the history has them.",
    feeModel.kind === "gas"
      ? `Every rebalance pays its measured gas at the gas price of its day${gasMultiplier === 1 ? "" : ` times ${gasMultiplier}`}, and conversions the fee and slippage of a pool of typical size.`
      : `Every amount moved pays ${(feeModel.fraction * 100).toFixed(2)} % and no gas.`,
    `No market may hold more than ${relativeCapBps / 100} % of the vault; our own deposits lower its rate, and borrowers do not answer to that.`,
    `Ratios are against ${(riskFreeApr * 100).toFixed(2)} % a year. Lending yields remember: Sharpe ratios of daily returns overstate, the interval of the difference is what to go by.`,
  ];
}
