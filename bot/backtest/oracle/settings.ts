import type { World } from "../world/world.ts";

/** What a plan with perfect foresight starts from, may hold and pays. */
export interface OracleSettings {
  /** Idle at the world's begin. */
  readonly capitalUsd: number;
  /** The most of the vault that one market may be given. */
  readonly relativeCapBps: number;
  /** What of the vault stays idle. */
  readonly idleFloorBps: number;
  readonly gas: OracleGas;
  readonly conversion: OracleConversion;
  /** The most of the vault that one change may be expected to lose, as `decide` counts it. */
  readonly rebalanceLossFraction: number;
}

/** By market: what bringing money in and out costs, of the amount moved. */
export interface OracleConversion {
  readonly enterFraction: Float64Array;
  readonly exitFraction: Float64Array;
}

/** What a change costs: (base + its legs) in gas units × the moment's price. No leg costs less than nothing. */
export interface OracleGas {
  /** By moment of the world; NaN costs nothing. */
  readonly usdPerUnit: Float64Array;
  readonly baseUnits: number;
  /** By market. */
  readonly allocateUnits: Float64Array;
  readonly deallocateUnits: Float64Array;
}

/** What parts of the vault may be invested, as fractions. */
export interface Shares {
  /** In all markets together. */
  readonly invested: number;
  /** In one of them. */
  readonly cap: number;
}

const BPS = 10_000;
const ETH_PER_GWEI = 1e-9;

export function sharesOf({ relativeCapBps, idleFloorBps }: Pick<OracleSettings, "relativeCapBps" | "idleFloorBps">): Shares {
  const invested = 1 - idleFloorBps / BPS;
  return { invested, cap: Math.min(invested, relativeCapBps / BPS) };
}

/** What a unit of gas costs at each moment, in USD; NaN where the world does not know. */
export function gasUsdPerUnit({ gasPriceGwei, ethPriceUsd }: Pick<World, "gasPriceGwei" | "ethPriceUsd">): Float64Array {
  return gasPriceGwei.map((gwei, s) => gwei * ETH_PER_GWEI * (ethPriceUsd[s] as number));
}

/** `OracleGas.usdPerUnit` at a moment, nothing where it is not known. */
export function usdPerUnitAt({ usdPerUnit }: OracleGas, moment: number): number {
  const usd = usdPerUnit[moment] ?? 0;
  return usd > 0 ? usd : 0;
}
