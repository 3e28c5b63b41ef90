/**
 * The level that shares out a budget alike, each up to its bound: the L with Σ min(L, bound) = budget, infinite where all bounds together are less.
 *
 * @param others So many more have `otherBound`.
 */
export function sharedLevel(budget: number, bounds: readonly number[], otherBound: number, others: number): number {
  let level = 0;
  for (;;) {
    let bound = 0;
    let free = 0;
    for (const one of bounds) {
      if (one <= level) bound += one;
      else free += 1;
    }
    if (otherBound <= level) bound += others * otherBound;
    else free += others;
    if (free === 0) return Number.POSITIVE_INFINITY;
    const next = (budget - bound) / free;
    // A level that nobody more is bound by is the one; it only ever rises.
    if (!(next > level)) return level;
    level = next;
  }
}
