import type { MarketId, Token } from "../../core/market.ts";
import type { Position, VaultState } from "../../core/vaultState.ts";
import type { DecisionInput } from "../../decide/input.ts";
import type { GlanceColumns } from "./glance/columns.ts";

/** What a contender knows of a moment beside its own vault and policy. */
export type Seen = Omit<DecisionInput, "vault" | "policy">;

/** A position as the vault would report it, and the number of its market. */
export interface SeenPosition {
  readonly market: number;
  readonly position: Position;
}

/** Money by market, smallest units. */
export type Holdings = readonly bigint[];

/**
 * What one vault lives in: a world, or a recorded run of the keeper, as one contender sees it. The engine asks for nothing else, and asks about
 * a moment only what is known at it, except for what the market pays next.
 */
export interface Surroundings {
  readonly asset: Token;
  readonly marketIds: readonly MarketId[];
  /** Unix seconds, ascending. */
  readonly timeSeconds: ArrayLike<number>;
  blockNumberAt(moment: number): number;
  /**
   * The vault's positions in the markets that can take money or hold some, in the order of the withdrawal queue.
   *
   * @param among Markets to look at and no others, ascending; all if left out or null. Never given where there are no `columns`.
   */
  positionsAt(moment: number, holdings: Holdings, among?: readonly number[] | null): readonly SeenPosition[];
  /** The vault with what the engine does not simulate as it was then; what the engine says of it is all there is where this is left out. */
  vaultAt?(moment: number, simulated: VaultState): VaultState;
  see(moment: number, vault: VaultState, holdings: Holdings, among?: readonly number[] | null): Seen;
  withdrawable(moment: number, market: number, position: bigint): bigint;
  /** What each unit of a position earns from this moment to the next, RAY, our own dilution included. */
  growthRay(moment: number, market: number, position: bigint): bigint;
  /** By what part the market's token changes in price from this moment to the next, RAY. */
  priceChangeRay(moment: number, market: number): bigint;
  /** The same in numbers, for glances; without them every moment is decided in full. */
  readonly columns?: GlanceColumns | null;
}
