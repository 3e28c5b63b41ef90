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
  /** What the base fee is not likely to be above then: its 75 % quantile, not its mean, so that a saving counts only when it is likely. */
  readonly baseFeePerGasWei: bigint;
}
