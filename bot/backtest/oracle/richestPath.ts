/** The allocations to choose from by their numbers, number 0 being idle, and what time does to each. */
export interface PathProblem {
  readonly capitalUsd: number;
  readonly allocations: number;
  readonly boundaries: number;
  /** By `to * allocations + from`: what the change costs in gas units, and of the vault. */
  readonly gasUnits: Float32Array;
  readonly lossFraction: Float32Array;
  /** By boundary. */
  readonly usdPerGasUnit: (boundary: number) => number;
  /** The only allocations that may be changed into `to` at a boundary; null if all may. */
  readonly sourcesOf: (boundary: number, to: number) => Int32Array | null;
  /** What so much becomes in an allocation until the next boundary. */
  readonly grown: (boundary: number, allocation: number, wealthUsd: number) => number;
}

export interface Path {
  readonly endUsd: number;
  /** By boundary but the last: the allocation held from there on. */
  readonly held: Int32Array;
}

/**
 * The richest way from idle money through the allocations: wealth(t, to) = max over from of wealth(t, from) · (1 − loss) − gas, then grown to
 * t + 1. Exact on these allocations as long as more wealth never makes for less (Bellman's principle). Gas is taken off the wealth that grows,
 * and wealth after a change has exactly the allocation's weights. O(boundaries · allocations²).
 */
export function richestPath(problem: PathProblem): Path {
  const { allocations, boundaries, gasUnits, lossFraction, capitalUsd } = problem;
  const steps = Math.max(0, boundaries - 1);
  let wealth = new Float64Array(allocations).fill(Number.NEGATIVE_INFINITY);
  wealth[0] = capitalUsd;
  const came = new Int32Array(steps * allocations);
  const leastUnits = gasUnits.reduce((least, units) => (units > 0 && units < least ? units : least), Number.POSITIVE_INFINITY);
  for (let t = 0; t < steps; t++) {
    const usdPerUnit = problem.usdPerGasUnit(t);
    const leastCost = usdPerUnit > 0 && leastUnits < Number.POSITIVE_INFINITY ? usdPerUnit * leastUnits : 0;
    const richestFirst = Int32Array.from(wealth, (_, one) => one).sort((a, b) => (wealth[b] as number) - (wealth[a] as number));
    const next = new Float64Array(allocations);
    for (let to = 0; to < allocations; to++) {
      const sources = problem.sourcesOf(t, to);
      const row = to * allocations;
      let most = wealth[to] as number;
      let source = to;
      for (const from of sources ?? richestFirst) {
        const before = wealth[from] as number;
        if (!(before - leastCost > most)) {
          if (sources === null) break;
          continue;
        }
        const after = before - before * (lossFraction[row + from] as number) - usdPerUnit * (gasUnits[row + from] as number);
        if (!(after > most)) continue;
        most = after;
        source = from;
      }
      next[to] = most > 0 ? problem.grown(t, to, most) : Number.NEGATIVE_INFINITY;
      came[t * allocations + to] = source;
    }
    wealth = next;
  }
  let last = 0;
  for (let one = 1; one < allocations; one++) if ((wealth[one] as number) > (wealth[last] as number)) last = one;
  const held = new Int32Array(steps);
  for (let t = steps - 1, one = last; t >= 0; t--) {
    held[t] = one;
    one = came[t * allocations + one] as number;
  }
  return { endUsd: wealth[last] as number, held };
}
