/** An execution may wait two minutes for its block. */
const SHORTEST_SECONDS = 180;
const TICKS = 3;

/** How long a vault that is looked after every `tickSeconds` may be silent before something is wrong. */
export function patienceSeconds(tickSeconds: number): number {
  return Math.max(SHORTEST_SECONDS, TICKS * tickSeconds);
}
