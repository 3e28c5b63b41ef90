import { maxBigint, minBigint } from "../core/units.ts";
import type { VaultState } from "../core/vaultState.ts";
import { capOf, exposureTo, type MarketLimits, type Slack, turnoverRoom } from "./limits.ts";

/** A limit that several positions share. Amounts in smallest units. */
export interface SharedLimit {
  /** The most that it allows: of the members' positions together, or of what is added to them. */
  readonly most: bigint;
  readonly counts: "positions" | "allocations";
  /** By position, in the order of the withdrawal queue. */
  readonly members: readonly boolean[];
}

/** The shared limits that could bind: a cap for each risk that some positions may together outgrow, and the turnover. */
export function sharedLimits(vault: VaultState, limits: readonly MarketLimits[], slack: Slack): readonly SharedLimit[] {
  const current = vault.positions.map((position) => position.totalAssets);
  const highest = limits.map(({ maximum }, i) => maxBigint(maximum, current[i] ?? 0n));
  const risks = vault.risks.flatMap((risk): SharedLimit[] => {
    const members = vault.positions.map((position) => position.risks.includes(risk.name));
    const most = capOf(vault, risk, slack);
    const reach = highest.reduce((sum, amount, i) => (members[i] ? sum + amount : sum), 0n);
    // A risk past its cap takes nothing, which its members' own limits say already.
    return exposureTo(vault, risk.name) < most && reach > most ? [{ most, counts: "positions", members }] : [];
  });
  const turnover: SharedLimit = { most: turnoverRoom(vault, slack), counts: "allocations", members: current.map(() => true) };
  return turnover.most < vault.grossAssets ? [...risks, turnover] : risks;
}

/** What these positions take of a shared limit. */
export function takenOf({ counts, members }: SharedLimit, current: readonly bigint[], targets: readonly bigint[]): bigint {
  return targets.reduce((sum, target, i) => {
    if (!members[i]) return sum;
    return sum + (counts === "positions" ? target : maxBigint(0n, target - (current[i] ?? 0n)));
  }, 0n);
}

/** The targets with allocations cut until they keep every shared limit. */
export function withinSharedLimits(
  limits: readonly SharedLimit[],
  current: readonly bigint[],
  targets: readonly bigint[],
): readonly bigint[] {
  return limits.reduce(
    (kept, limit) => withLessAllocated(current, kept, takenOf(limit, current, kept) - limit.most, limit.members),
    targets,
  );
}

/** The targets with `excess` less added to the members' positions: the largest allocations give way. */
export function withLessAllocated(
  current: readonly bigint[],
  targets: readonly bigint[],
  excess: bigint,
  members: readonly boolean[],
): readonly bigint[] {
  const added = targets.map((target, i) => (members[i] ? maxBigint(0n, target - (current[i] ?? 0n)) : 0n));
  const kept = [...targets];
  let left = maxBigint(0n, excess);
  for (const i of added.map((_, i) => i).sort((a, b) => descending(added[a] ?? 0n, added[b] ?? 0n))) {
    const given = minBigint(left, added[i] ?? 0n);
    kept[i] = (kept[i] ?? 0n) - given;
    left -= given;
  }
  return kept;
}

function descending(a: bigint, b: bigint): number {
  return a === b ? 0 : a > b ? -1 : 1;
}
