import type { Spans } from "./spans.ts";

/** When to change positions: by boundary, what a change costs, and what each span between two changes is worth. */
export interface PathProblem {
  readonly capitalUsd: number;
  /** Of the first allocation, before which everything is idle. */
  readonly first: Spans;
  readonly firstCostUsd: Float64Array;
  /** Of every later change. */
  readonly later: Spans;
  readonly laterCostUsd: Float64Array;
}

export interface Path {
  readonly endUsd: number;
  /** Boundaries, ascending. */
  readonly changes: readonly number[];
}

/**
 * The richest way from the first boundary to the last: wealth(t) = max over s < t of (wealth(s) − cost(s)) · growth(s, t), wealth that is not yet
 * invested being the capital. Exact, since more wealth at s never makes for less at t (Bellman's principle; costs are in USD, whatever the
 * wealth). O(boundaries²).
 */
export function bestPath({ capitalUsd, first, firstCostUsd, later, laterCostUsd }: PathProblem): Path {
  const { boundaries } = later;
  const wealth = new Float64Array(boundaries).fill(Number.NEGATIVE_INFINITY);
  /** Where the span begins that ends here, and whether it is the first. */
  const begin = new Int32Array(boundaries);
  const isFirst = new Uint8Array(boundaries);
  for (let to = 1; to < boundaries; to++) {
    for (let from = 0; from < to; from++) {
      const at = from * boundaries + to;
      const invested = (capitalUsd - (firstCostUsd[from] as number)) * (first.growth[at] as number);
      const changed = ((wealth[from] as number) - (laterCostUsd[from] as number)) * (later.growth[at] as number);
      const most = Math.max(invested, changed);
      if (!(most > (wealth[to] as number))) continue;
      wealth[to] = most;
      begin[to] = from;
      isFirst[to] = invested >= changed ? 1 : 0;
    }
  }
  const end = boundaries - 1;
  const endUsd = wealth[end] ?? capitalUsd;
  if (!(endUsd > capitalUsd)) return { endUsd: capitalUsd, changes: [] };
  const changes = [begin[end] as number];
  for (let to = end; isFirst[to] !== 1; ) {
    to = begin[to] as number;
    changes.unshift(begin[to] as number);
  }
  return { endUsd, changes };
}

/** By boundary: the most that a dollar can become until the end if changes cost nothing. */
export function freeGrowth({ boundaries, growth }: Spans): Float64Array {
  const most = new Float64Array(boundaries).fill(1);
  for (let from = boundaries - 2; from >= 0; from--) {
    for (let to = from + 1; to < boundaries; to++) {
      const worth = (growth[from * boundaries + to] as number) * (most[to] as number);
      if (worth > (most[from] as number)) most[from] = worth;
    }
  }
  return most;
}
