import type { AdapterReading, VaultReading } from "./chain/vaultReading.ts";

/** What an adapter could be asked for. */
export interface ForceCandidate {
  readonly adapter: AdapterReading;
  readonly assets: bigint;
}

/** What of the shares' worth cannot be paid now without loss. */
export function shortfall({ worth, maxWithdraw }: Pick<VaultReading, "worth" | "maxWithdraw">): bigint {
  return worth > maxWithdraw ? worth - maxWithdraw : 0n;
}

/**
 * Who could be made to pay what is missing, in the order worth trying: those with a position that offer less than it, the largest first, since
 * what an adapter offers by itself needs no force. None is asked for more than its position; one that cannot say what it has, for what is
 * missing.
 */
export function forceCandidates(adapters: readonly AdapterReading[], missing: bigint): readonly ForceCandidate[] {
  if (missing === 0n) return [];
  return adapters
    .filter(({ position, withdrawable }) => position === null || position > withdrawable)
    .map((adapter) => ({ adapter, assets: adapter.position === null ? missing : least(missing, adapter.position) }))
    .sort((one, other) => (one.assets < other.assets ? 1 : one.assets > other.assets ? -1 : 0));
}

function least(one: bigint, other: bigint): bigint {
  return one < other ? one : other;
}
