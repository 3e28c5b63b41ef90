import type { DecidedMove } from "./decision.ts";
import type { Address, UnixSeconds } from "./units.ts";

/** A decision turned into the exact call that will be signed. */
export interface Plan {
  readonly decisionId: string;
  readonly chainId: number;
  readonly vault: Address;
  readonly stateNonce: bigint;
  readonly deadlineSeconds: UnixSeconds;
  readonly minTotalAssets: bigint;
  readonly moves: readonly DecidedMove[];
  /** ABI-encoded `rebalance(moves, guard)`. */
  readonly calldata: string;
}
