import type { DecisionReason } from "../../../core/decision.ts";
import type { GlancedVault } from "./glancedVault.ts";

/** What numbers alone tell of what a strategy would do. */
export interface Glimpse {
  /** The reason that the full decision would hold for; null where only that decision can tell whether it would. */
  readonly heldBecause: DecisionReason | null;
  /**
   * If it has to be asked: the only markets that its moves, its reason and its costs can depend on, ascending, those that hold money among them;
   * null for all.
   */
  readonly among: readonly number[] | null;
}

/** Nothing for certain. */
export const ASK: Glimpse = { heldBecause: null, among: null };

/** How one strategy is glanced at. It never says that the strategy would hold when it would not. */
export type Glance = (vault: GlancedVault) => Glimpse;
