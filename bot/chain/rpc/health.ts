import { type Backoff, backoffMilliseconds } from "./backoff.ts";

/** What is known of an endpoint from how it has answered. */
export interface EndpointHealth {
  /** Moving average over its answers; null before the first. */
  readonly latencyMilliseconds: number | null;
  /** Moving average of failed requests, 0 to 1, as of `failureAtMilliseconds`: it fades while nothing is asked. */
  readonly failureShare: number;
  readonly failureAtMilliseconds: number;
  readonly failuresInARow: number;
  /** How often in a row the circuit has opened. */
  readonly trips: number;
  /** While it is open the endpoint is asked only when there is no other. From then on one probe decides (half-open); null is closed. */
  readonly openUntilMilliseconds: number | null;
  readonly head: SeenHead | null;
  /** How many blocks its newest head is known to be behind another endpoint's. */
  readonly blocksBehind: number;
}

/** The newest block that an endpoint has told of. */
export interface SeenHead {
  readonly number: number;
  readonly atMilliseconds: number;
}

export const UNKNOWN_HEALTH: EndpointHealth = {
  latencyMilliseconds: null,
  failureShare: 0,
  failureAtMilliseconds: 0,
  failuresInARow: 0,
  trips: 0,
  openUntilMilliseconds: null,
  head: null,
  blocksBehind: 0,
};

/** Weight of the newest answer. */
const LATENCY_WEIGHT = 0.2;
const FAILURE_WEIGHT = 0.3;
/** What an endpoint failed at a minute ago counts half. */
const FAILURE_HALF_LIFE_MILLISECONDS = 60_000;
const FAILURES_TO_OPEN = 3;
const COOL_DOWN: Backoff = { firstMilliseconds: 5_000, maxMilliseconds: 300_000 };
/** Nodes in sync differ by a block or two while one travels. */
export const MAX_BLOCKS_BEHIND = 3;
/** A latency of so much halves the score. */
const HALVING_LATENCY_MILLISECONDS = 1_000;
const BEHIND_FACTOR = 0.1;

export function afterAnswer(health: EndpointHealth, latencyMilliseconds: number, nowMilliseconds: number): EndpointHealth {
  const before = health.latencyMilliseconds;
  return {
    ...health,
    latencyMilliseconds: before === null ? latencyMilliseconds : before + LATENCY_WEIGHT * (latencyMilliseconds - before),
    failureShare: (1 - FAILURE_WEIGHT) * failureShareAt(health, nowMilliseconds),
    failureAtMilliseconds: nowMilliseconds,
    failuresInARow: 0,
    trips: 0,
    openUntilMilliseconds: null,
  };
}

/** The third failure in a row opens the circuit, and so does every further one: each time for twice as long. */
export function afterFailure(health: EndpointHealth, nowMilliseconds: number, random: number): EndpointHealth {
  const failuresInARow = health.failuresInARow + 1;
  const trips = failuresInARow < FAILURES_TO_OPEN ? 0 : health.trips + 1;
  return {
    ...health,
    failureShare: FAILURE_WEIGHT + (1 - FAILURE_WEIGHT) * failureShareAt(health, nowMilliseconds),
    failureAtMilliseconds: nowMilliseconds,
    failuresInARow,
    trips,
    openUntilMilliseconds: trips === 0 ? null : nowMilliseconds + backoffMilliseconds(COOL_DOWN, trips, random),
  };
}

/**
 * The endpoint has told of a head. Without knowing how fast blocks come, it is behind for certain when another one was already further at
 * the same time or earlier.
 */
export function afterHead(health: EndpointHealth, head: SeenHead, others: readonly (SeenHead | null)[]): EndpointHealth {
  const furthest = Math.max(
    ...others.map((other) => (other !== null && other.atMilliseconds <= head.atMilliseconds ? other.number : 0)),
    0,
  );
  return { ...health, head, blocksBehind: Math.max(0, furthest - head.number) };
}

export function isBehind({ blocksBehind }: EndpointHealth): boolean {
  return blocksBehind > MAX_BLOCKS_BEHIND;
}

export function circuitOf({ openUntilMilliseconds }: EndpointHealth, nowMilliseconds: number): "closed" | "open" | "half-open" {
  if (openUntilMilliseconds === null) return "closed";
  return nowMilliseconds < openUntilMilliseconds ? "open" : "half-open";
}

/** From 0 to 1, the higher the better: failures, latency and being behind each take their part of it. */
export function healthScore(health: EndpointHealth, nowMilliseconds: number): number {
  const latency = health.latencyMilliseconds ?? 0;
  const score = (1 - failureShareAt(health, nowMilliseconds)) / (1 + latency / HALVING_LATENCY_MILLISECONDS);
  return isBehind(health) ? score * BEHIND_FACTOR : score;
}

function failureShareAt({ failureShare, failureAtMilliseconds }: EndpointHealth, nowMilliseconds: number): number {
  return failureShare * 0.5 ** (Math.max(0, nowMilliseconds - failureAtMilliseconds) / FAILURE_HALF_LIFE_MILLISECONDS);
}
