import type { Forecast } from "../core/forecast.ts";
import type { GasOutlook } from "../core/gasOutlook.ts";
import type { MarketId } from "../core/market.ts";
import type { Observation } from "../core/observation.ts";
import type { RiskScore, RiskTolerance } from "../core/risk.ts";
import type { VaultState } from "../core/vaultState.ts";
import type { YieldCovariance } from "../core/yieldCovariance.ts";
import type { DecisionPolicy } from "./policy.ts";

/** All that a decision depends on. Plain data: recorded, it gives the same decision again. */
export interface DecisionInput {
  readonly vault: VaultState;
  /** The latest of each market; one later than the vault's block is not looked at. */
  readonly observations: readonly Observation[];
  readonly forecasts: readonly Forecast[];
  /** As recent as observations have to be; a market without one is decided on as if risk were unknown. */
  readonly risks: readonly RiskScore[];
  readonly riskTolerance: RiskTolerance;
  /** How what the markets return varies together, from the past alone; without it variance costs nothing. */
  readonly yieldCovariance?: YieldCovariance | null;
  readonly costs: CostInput;
  /** Without one, no plan waits for cheaper gas. */
  readonly gasOutlook?: GasOutlook | null;
  readonly policy: DecisionPolicy;
}

export interface CostInput {
  readonly baseFeePerGasWei: bigint;
  readonly priorityFeePerGasWei: bigint;
  readonly ethPriceUsd: number;
  readonly gas: GasTable;
  /** Slippage, conversion fees and rounding; a market that is not listed has none. */
  readonly conversion: Readonly<Record<MarketId, ConversionCost>>;
}

/** Gas units of a rebalance: `base` for the transaction and the vault's own checks, and more for every leg. */
export interface GasTable {
  readonly base: number;
  /** By protocol, as in a market's id. */
  readonly perMove: Readonly<Record<string, MoveGas>>;
  /** For protocols not listed. */
  readonly otherMove: MoveGas;
}

export interface MoveGas {
  readonly allocate: number;
  readonly deallocate: number;
}

/** Basis points of the moved amount. */
export interface ConversionCost {
  readonly enterBps: number;
  readonly exitBps: number;
}
