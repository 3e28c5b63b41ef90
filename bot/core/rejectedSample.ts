import type { MarketId } from "./market.ts";
import type { UnixSeconds } from "./units.ts";

/** A sample that was read and not believed. It is kept, with the rule it broke. */
export interface RejectedSample {
  readonly marketId: MarketId;
  readonly origin: string;
  readonly sampleTimeSeconds: UnixSeconds;
  readonly blockNumber: number | null;
  /** The name of a quality rule, or "unreadable". */
  readonly rule: string;
  /** The value that broke it, if it is a number. */
  readonly value: number | null;
  readonly detail: string;
  /** The sample as it was read, as far as it could be. */
  readonly sample: unknown;
}
