import { finite } from "../../predict/evaluate/finite.ts";
import { middle90 } from "../../risk/evaluate/blockBootstrap.ts";
import { annualisedReturn } from "./annualisedReturn.ts";
import { blockLength } from "./blockLength.ts";
import { type BootstrapSettings, circularBootstrap } from "./circularBootstrap.ts";
import { excessReturns } from "./excessReturns.ts";
import { sharpeRatio } from "./sharpeRatio.ts";

/** Low and high end of the middle 90 % of what was drawn; null where not defined. */
export type Interval90 = readonly [low: number | null, high: number | null];

export interface FigureIntervals {
  readonly annualisedReturn: Interval90;
  readonly sharpe: Interval90;
}

/** How far figures may be luck, going by how returns vary and remember. */
export interface Intervals extends FigureIntervals {
  /** Of the strategy's figures less the benchmark's, both on the same days drawn; null without a benchmark. */
  readonly difference: FigureIntervals | null;
  /** Length of the blocks drawn. */
  readonly blockDays: number;
  readonly draws: number;
  readonly seed: number;
}

/** Daily returns, day by day the same days. Fractions a day. */
export interface ComparedReturns {
  readonly returns: Float64Array;
  readonly riskFree: Float64Array;
  readonly benchmark: Float64Array | null;
}

/**
 * 90 % percentile intervals by the circular block bootstrap. Blocks are as long as the series of the longest memory asks for (`blockLength`):
 * the strategy's returns, the benchmark's and their difference.
 */
export function bootstrapIntervals({ returns, riskFree, benchmark }: ComparedReturns, settings: BootstrapSettings): Intervals {
  const series = benchmark === null ? [returns] : [returns, benchmark, excessReturns(returns, benchmark)];
  const blockDays = Math.max(...series.map(blockLength));
  const ownFigures = figuresOf(returns, riskFree);
  const benchmarkFigures = benchmark === null ? null : figuresOf(benchmark, riskFree);
  const drawn = circularBootstrap({ length: returns.length, blockLength: blockDays }, settings, (rows) => ({
    own: ownFigures(rows),
    benchmark: benchmarkFigures?.(rows) ?? null,
  }));
  const differences = drawn.flatMap(({ own, benchmark }) =>
    benchmark === null
      ? []
      : [{ annualisedReturn: own.annualisedReturn - benchmark.annualisedReturn, sharpe: own.sharpe - benchmark.sharpe }],
  );
  return {
    ...intervalsOf(drawn.map(({ own }) => own)),
    difference: benchmark === null ? null : intervalsOf(differences),
    blockDays,
    ...settings,
  };
}

interface DrawnFigures {
  readonly annualisedReturn: number;
  readonly sharpe: number;
}

/** From rows drawn to the figures of the returns at them. */
function figuresOf(returns: Float64Array, riskFree: Float64Array): (rows: Int32Array) => DrawnFigures {
  const logGrowth = returns.map(Math.log1p);
  const excess = excessReturns(returns, riskFree);
  const drawn = new Float64Array(returns.length);
  return (rows) => {
    let growth = 0;
    for (let i = 0; i < rows.length; i++) {
      growth += logGrowth[rows[i] as number] as number;
      drawn[i] = excess[rows[i] as number] as number;
    }
    return { annualisedReturn: annualisedReturn(Math.exp(growth), rows.length), sharpe: sharpeRatio(drawn) };
  };
}

function intervalsOf(figures: readonly DrawnFigures[]): FigureIntervals {
  return {
    annualisedReturn: interval(figures.map(({ annualisedReturn }) => annualisedReturn)),
    sharpe: interval(figures.map(({ sharpe }) => sharpe)),
  };
}

function interval(values: readonly number[]): Interval90 {
  const [low, high] = middle90(values);
  return [finite(low), finite(high)];
}
