import type { UnixSeconds } from "./units.ts";

/** What waiting for cheaper gas has to go by. */
export interface GasOutlook {
  /** For the hours to come, ascending in time. */
  readonly expectedFees: readonly ExpectedFee[];
  /** Since when the vault has had a plan worth making that was not carried out; null if it had none at its last decision. */
  readonly waitingSinceSeconds: UnixSeconds | null;
}

export interface ExpectedFee {
  readonly atSeconds: UnixSeconds;
  /** Its mean: what gas is expected to cost then is proportional to it. */
  readonly baseFeePerGasWei: bigint;
}
