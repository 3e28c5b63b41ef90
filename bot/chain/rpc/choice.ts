/** What the choice of an endpoint looks at. */
export interface Candidate {
  /** Its chain is known to be the right one. */
  readonly verified: boolean;
  /** It is known not to have what is asked for. */
  readonly lacksData: boolean;
  readonly circuit: "closed" | "open" | "half-open";
  /** From 0 to 1, the higher the healthier. */
  readonly score: number;
}

/** So much better another endpoint must be for requests to move there: answers of one node fit together, and scores always move a little. */
const BETTER_BY = 1.25;

/**
 * The endpoint to ask, of those that may be asked now: the healthiest, and the `current` one unless another is clearly healthier. An open
 * circuit is asked only when all are open, for then it is still better than none. Null when there is none.
 */
export function chooseEndpoint<C extends Candidate>(candidates: readonly C[], current: C | null): C | null {
  const rank = (one: C) => (one.lacksData ? 4 : 0) + (one.circuit === "closed" ? 0 : 2) + (one.verified ? 0 : 1);
  const bestRank = Math.min(...candidates.map(rank));
  const eligible = candidates.filter((one) => rank(one) === bestRank);
  // The first of equals: the order of the configuration.
  const healthiest = eligible.reduce<C | null>((best, one) => (best === null || one.score > best.score ? one : best), null);
  if (healthiest === null || current === null || !eligible.includes(current)) return healthiest;
  return healthiest.score > current.score * BETTER_BY ? healthiest : current;
}
