import type { VaultState } from "../../../core/vaultState.ts";
import { capOf, closureOf, idleFloor, NO_SLACK, turnoverRoom } from "../../../decide/limits.ts";
import type { DecisionPolicy } from "../../../decide/policy.ts";
import { cooldownEnd } from "../../../decide/situation.ts";
import { GLANCED, type GlanceColumns, MARGIN } from "./columns.ts";

/** A vault in numbers at a moment at which nothing is urgent. Amounts in smallest units. */
export interface GlancedVault {
  readonly columns: GlanceColumns;
  readonly moment: number;
  /** By market. */
  readonly holdings: Float64Array;
  /** What is stuck in markets, these not among those that hold something; and what part of the vault it is. */
  readonly stuck: number;
  readonly lockedShare: number;
  /** The markets that hold something that can leave, and for each what it may hold once money has been moved. */
  readonly held: readonly number[];
  readonly heldHighest: readonly number[];
  /** Whether some market that holds money has nothing to be feared of. */
  readonly holdsSafely: boolean;
  readonly invested: number;
  readonly idle: number;
  readonly idleFloor: number;
  readonly budget: number;
  /** Whether a day's turnover is used up, so that nothing may be allocated. */
  readonly isClosed: boolean;
  /** What a market may hold that takes money and holds none. */
  readonly newHighest: number;
  readonly driftBand: number;
  /** The same of what markets measure. */
  readonly loyalty: number;
  readonly minimumMove: number;
  /** What may be allocated; infinite while no limit is in the way. */
  readonly turnoverRoom: number;
  readonly isCooling: boolean;
  /** What amounts may be off by: rounding of doubles, and whole units of shares. */
  readonly rounding: number;
}

/**
 * The vault in numbers, or null where something may be urgent or unusual, which takes a full decision.
 *
 * @param vault Without its positions.
 * @param positions By market, smallest units.
 * @param holdings Overwritten.
 */
export function glancedVault(
  vault: VaultState,
  policy: DecisionPolicy,
  columns: GlanceColumns,
  at: { readonly moment: number; readonly positions: readonly bigint[]; readonly holdings: Float64Array },
): GlancedVault | null {
  const closure = closureOf(vault);
  const isClosed = closure === "turnover";
  if ((closure !== null && !isClosed) || vault.risks.length > 0) return null;
  const { moment, positions, holdings } = at;
  const gross = Number(vault.grossAssets);
  const idle = Number(vault.idle);
  const tolerated = 1 - Math.floor(policy.idleFloorToleranceBps) / 1e4;
  const rounding = 1e-12 * gross + 4 * (columns.markets + 1);
  if (idle < Number(idleFloor(vault, 0)) * tolerated * (1 + MARGIN) + rounding) return null;
  const slack = { slackBps: policy.slackBps, lossBps: Math.min(vault.limits.rebalanceLossBps, columns.worstConversionBps) };
  const cap = Number(capOf(vault, columns.caps, slack));
  const outgrown = Number(capOf(vault, columns.caps, NO_SLACK)) + (gross * Math.floor(policy.capToleranceBps)) / 1e4;
  const held: number[] = [];
  const heldHighest: number[] = [];
  let invested = 0;
  let stuck = 0n;
  let holdsSafely = false;
  for (let market = 0; market < positions.length; market++) {
    const position = positions[market] as bigint;
    if (position === 0n) {
      holdings[market] = 0;
      continue;
    }
    const holding = Number(position);
    holdings[market] = holding;
    const state = columns.heldState(moment, market, holding);
    if (state === GLANCED.stuck) {
      stuck += position;
      continue;
    }
    if (state === GLANCED.unsure || holding > outgrown * (1 - MARGIN) - rounding) return null;
    held.push(market);
    heldHighest.push(state === GLANCED.open && !isClosed ? cap : Math.min(cap, holding));
    invested += holding;
    if (state !== GLANCED.vetoed) holdsSafely = true;
  }
  const room = turnoverRoom(vault, slack);
  const floor = Number(idleFloor(vault, policy.slackBps));
  return {
    columns,
    moment,
    holdings,
    stuck: Number(stuck),
    lockedShare: gross === 0 ? 0 : Number(stuck) / gross,
    held,
    heldHighest,
    holdsSafely,
    invested,
    idle,
    idleFloor: floor,
    budget: Math.max(0, gross - floor),
    isClosed,
    newHighest: isClosed ? 0 : cap,
    driftBand: (gross * Math.floor(policy.driftBandBps)) / 1e4,
    loyalty: policy.driftBandBps / 1e4,
    // At a dollar a token, as all markets of a world price the vault's.
    minimumMove: Math.ceil(policy.minimumMoveUsd * 10 ** vault.asset.decimals),
    turnoverRoom: room < vault.grossAssets ? Number(room) : Number.POSITIVE_INFINITY,
    isCooling: cooldownEnd({ vault, policy }) !== null,
    rounding,
  };
}
