import type { MarketId } from "./market.ts";
import type { Address } from "./units.ts";

/** What one move of a mined rebalance was expected to do, and did. Amounts in the vault's asset, smallest units. */
export interface MoveResult {
  readonly marketId: MarketId;
  readonly adapter: Address;
  /** As planned: positive into the market. */
  readonly plannedChange: bigint;
  /** The position afterwards by the quotes taken when the plan was made. */
  readonly expectedPosition: bigint;
  /** The position afterwards as the vault recorded it. */
  readonly actualPosition: bigint;
  /** actualPosition − expectedPosition in basis points of the move: negative is worse than expected. */
  readonly driftBps: number;
}
