import type { Token } from "../../core/market.ts";
import type { FeeModel } from "../backtest.ts";
import type { ForecastColumns } from "../minds/forecastColumns.ts";
import type { RiskColumns } from "../minds/riskColumns.ts";
import type { World } from "../world/world.ts";

/** A world, and how one contender lives in it. */
export interface WorldView {
  readonly world: World;
  /** The vault's. */
  readonly asset: Token;
  readonly forecasts: ForecastColumns | null;
  /** Null leaves risk to vetoes, and the tolerance at one. */
  readonly risks: RiskColumns | null;
  /** Whether the contender looks at how markets vary together. */
  readonly seesCovariance: boolean;
  readonly relativeCapBps: number;
  readonly feeModel: FeeModel;
  readonly gasMultiplier: number;
  /** What is moved at most, in USD: sets the slippage of conversions. */
  readonly tradeUsd: number;
}

const BLOCK_SECONDS = 12;

/** Blocks of a world are counted by the clock. */
export function blockAt(timeSeconds: number): number {
  return Math.floor(timeSeconds / BLOCK_SECONDS);
}
