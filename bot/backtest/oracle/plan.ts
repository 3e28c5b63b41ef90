import type { MarketId } from "../../core/market.ts";
import type { UnixSeconds } from "../../core/units.ts";

/** Where a plan brings the vault's money, and when. */
export interface Plan {
  /** Ascending. */
  readonly changes: readonly PlannedChange[];
  /** What the plan expects over the whole world: a fraction, own dilution, gas and conversions taken off. */
  readonly netReturn: number;
}

export interface PlannedChange {
  readonly atSeconds: UnixSeconds;
  /** Of the whole vault, by market; zero leaves. A market that is not named keeps what it has. */
  readonly weights: ReadonlyMap<MarketId, number>;
}
