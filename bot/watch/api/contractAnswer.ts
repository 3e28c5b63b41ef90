import type { PendingChange, VaultContract } from "../../core/vaultContract.ts";
import { sharePriceOf, type VaultState } from "../../core/vaultState.ts";
import { vaultId } from "./schemas/parameters.ts";
import { toWire } from "./wire.ts";

const HOUR_SECONDS = 3_600;
const BPS = 10_000n;

/** A vault's rules as they go over the wire, with what is used of them and from when they let more happen. */
export function contractAnswer({ state, fees, pendingChanges, ...rest }: VaultContract) {
  const { chainId, address, limits, usage, trip, positions, risks } = state;
  return toWire({
    vaultId: vaultId({ chainId, vault: address }),
    chainId,
    vault: address,
    blockNumber: state.blockNumber,
    blockTimeSeconds: state.blockTimeSeconds,
    asset: state.asset,
    shareDecimals: state.shareDecimals,
    totalAssets: state.totalAssets,
    grossAssets: state.grossAssets,
    totalShares: state.totalShares,
    sharePrice: sharePriceOf(state),
    idle: state.idle,
    stateNonce: state.stateNonce,
    status: state.status,
    trip: trip === null ? null : { ...trip, resetFromSeconds: trip.atSeconds + limits.resetDelayHours * HOUR_SECONDS },
    breakerDue: state.breakerDue,
    limits,
    usage: {
      ...usage,
      allocatesFromSeconds: usage.lastRebalanceSeconds === null ? null : usage.lastRebalanceSeconds + limits.cooldownSeconds,
      exitLiquidityBps: exitLiquidityBps(state),
    },
    fees: { ...fees, managementFeeBps: limits.managementFeeBps, performanceFeeBps: limits.performanceFeeBps },
    positions: positions.map(({ totalAssets, absoluteCap, relativeCapBps, ...position }) => ({
      ...position,
      ...used(state, { absoluteCap, relativeCapBps }, totalAssets),
    })),
    risks: risks.map(({ name, ...caps }) => {
      const sharing = positions.filter((one) => one.risks.includes(name));
      return { name, ...used(state, caps, sum(sharing.map((one) => one.totalAssets))) };
    }),
    pendingChanges: pendingChanges.map((change) => ({ ...change, isExecutable: isExecutable(change, state.blockTimeSeconds) })),
    ...rest,
  });
}

/** What counts against two caps, and what both would still let in: as the contract measures it, by gross assets. */
function used(
  { grossAssets }: VaultState,
  { absoluteCap, relativeCapBps }: { readonly absoluteCap: bigint; readonly relativeCapBps: number },
  usedAssets: bigint,
) {
  const relativeCap = (grossAssets * BigInt(relativeCapBps)) / BPS;
  const cap = relativeCap < absoluteCap ? relativeCap : absoluteCap;
  return {
    absoluteCap,
    relativeCapBps,
    usedAssets,
    usedBps: bpsOf(usedAssets, grossAssets) ?? 0,
    roomAssets: cap > usedAssets ? cap - usedAssets : 0n,
  };
}

/** Idle and what positions could pay now, none more than it has: as `BreakerMonitor` counts. */
function exitLiquidityBps({ idle, grossAssets, positions }: VaultState): number | null {
  const payable = positions.map(({ withdrawable, totalAssets }) => (withdrawable < totalAssets ? withdrawable : totalAssets));
  return bpsOf(idle + sum(payable), grossAssets);
}

/** To a hundredth of a basis point; null of nothing. */
function bpsOf(part: bigint, whole: bigint): number | null {
  return whole === 0n ? null : Number((part * BPS * 100n) / whole) / 100;
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}

function isExecutable({ executableAtSeconds, expiresAtSeconds }: PendingChange, nowSeconds: number): boolean {
  return nowSeconds >= executableAtSeconds && nowSeconds <= expiresAtSeconds;
}
