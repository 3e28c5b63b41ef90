import type { Address } from "../../../bot/core/units.ts";
import type { ContractRead } from "../calls.ts";
import type { Call } from "../lendingMarkets.ts";

/** A call and who makes it. */
export interface ActorTransaction extends Call {
  readonly from: Address;
}

export interface Step {
  readonly elapsedSeconds: number;
  /** Time of the block that will carry the step's transactions, unix seconds. */
  readonly timeSeconds: number;
}

/**
 * Somebody who does something at every step of life. All actors' reads are made at once, at the head; what they do comes from their
 * own seeded processes and those answers alone.
 */
export interface Actor {
  /** What scenarios call it by to make it rest. */
  readonly name: string;
  readonly accounts: readonly Address[];
  readonly reads: readonly ContractRead[];
  /** @param answers One for each of `reads`. */
  act(step: Step, answers: readonly unknown[]): readonly ActorTransaction[];
}
