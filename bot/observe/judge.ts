import type { MarketId } from "../core/market.ts";
import type { Observation } from "../core/observation.ts";
import type { RejectedSample } from "../core/rejectedSample.ts";
import type { UnixSeconds } from "../core/units.ts";
import type { Snapshot } from "./collector.ts";
import { comparableApr, pairBreach } from "./plausibility.ts";
import type { QualityBreach } from "./quality.ts";

/** What is known of a market when its next sample is judged. */
export interface MarketPast {
  /** The last sample that was believed, before the one to be judged; null if there is none. */
  readonly accepted: Observation | null;
  /** The samples since then that rules for two samples have refused, oldest first; the last `BELIEVED_AFTER` of them are enough. */
  readonly refused: readonly Observation[];
}

export interface Judgement {
  readonly pasts: ReadonlyMap<MarketId, MarketPast>;
  /** The time it really is. */
  readonly nowSeconds: UnixSeconds;
  /** An older block says what was, not what is; null where the chain has a clock of its own, or an old block was asked for. */
  readonly maxBlockAgeSeconds: number | null;
}

/** So many refused samples that agree with each other, an hour of them, are no error: what they say has come to stay. */
export const BELIEVED_AFTER = 12;

/** Refused samples agree if none is more than twice another. */
const AGREEMENT_FACTOR = 2;

/** The rule that a sample is of a block that is new. The value is the block's age in seconds. */
export const STALE_BLOCK = "stale-block";

/** The snapshot with the observations that are not believed moved to what was rejected. Pure. */
export function judge(snapshot: Snapshot, { pasts, nowSeconds, maxBlockAgeSeconds }: Judgement): Snapshot {
  const ageSeconds = nowSeconds - snapshot.block.timeSeconds;
  const isStale = maxBlockAgeSeconds !== null && ageSeconds > maxBlockAgeSeconds;
  const observations: Observation[] = [];
  const rejected: RejectedSample[] = [...snapshot.rejected];
  for (const observation of snapshot.observations) {
    const breach = isStale ? { rule: STALE_BLOCK, value: ageSeconds } : breachOf(observation, pasts);
    if (breach === null) observations.push(observation);
    else rejected.push(rejectedFor(observation, breach));
  }
  return { ...snapshot, observations, rejected };
}

function breachOf(observation: Observation, pasts: ReadonlyMap<MarketId, MarketPast>): QualityBreach | null {
  const past = pasts.get(observation.marketId);
  if (past?.accepted == null) return null;
  const breach = pairBreach(observation, past.accepted);
  return breach !== null && isBelieved(observation, past.refused) ? null : breach;
}

/**
 * Whether a sample that breaks a rule against the last accepted one is believed for the company it is in: each of the refused ones before it
 * follows plausibly from the one before, and their rates are close together. One wrong sample, or a few that contradict each other, so
 * never become the measure; a new level is accepted an hour late, and whole in `rejected_samples` until then.
 */
function isBelieved(observation: Observation, refused: readonly Observation[]): boolean {
  const chain = [...refused.slice(-BELIEVED_AFTER), observation];
  if (chain.length <= BELIEVED_AFTER) return false;
  const rates = chain.map(comparableApr);
  if (Math.max(...rates) > AGREEMENT_FACTOR * Math.min(...rates)) return false;
  return chain.slice(1).every((sample, index) => pairBreach(sample, chain[index] as Observation) === null);
}

/** A sample that is kept, and not believed. */
export function rejectedFor(observation: Observation, { rule, value }: QualityBreach): RejectedSample {
  const { marketId, origin, blockTimeSeconds, blockNumber } = observation;
  return {
    marketId,
    origin,
    sampleTimeSeconds: blockTimeSeconds,
    blockNumber,
    rule,
    value: Number.isFinite(value) ? value : null,
    detail: String(value),
    sample: observation,
  };
}
