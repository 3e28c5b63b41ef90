import type { Observation } from "../core/observation.ts";
import { type Apr, SECONDS_PER_YEAR, toFloat } from "../core/units.ts";
import { growthTraitsOf } from "./growthTraits.ts";
import type { QualityBreach } from "./quality.ts";
import { isSpike, LEAST_BASE_APR, SPIKE_SECONDS } from "./spike.ts";

/** A sample is held against the one before it only if that is no older. */
export const COMPARABLE_SECONDS = SPIKE_SECONDS;

/**
 * How far what was earned between two samples may lie outside what was quoted at them, as a factor and on top of it. On the local mainnet,
 * where a rate moves once between two samples, 838 pairs of each market (five minutes and an hour apart) stayed within their two quotes
 * by 1.3e-6 of APR, which is compounding. The room is for rates that move away and come back in between: the largest move of five minutes
 * was to 2.2 times the rate, or 4.6 points. A wrong unit is off by 12 times and more.
 */
const RATE_FACTOR = 2;
const RATE_SLACK_APR: Apr = 0.01;

/** Closer together, integer rounding of the index shows; farther apart, rates have had time for more than one move. */
const RATE_LEAST_SECONDS = 60;
const RATE_MOST_SECONDS = 3600;

/** A rule for two samples of one market, the later one judged by the earlier. */
interface PairRule {
  readonly name: string;
  /** The value that breaks the rule, or null. */
  breach(sample: Observation, before: Observation): number | null;
}

const rules: readonly PairRule[] = [
  {
    name: "apr-spike",
    breach: (sample, before) => {
      if (growthTraitsOf(sample.marketId).quotesWhatSwapsPaid) return null;
      return isSpike(totalApr(sample), totalApr(before), sample.utilization - before.utilization) ? totalApr(sample) : null;
    },
  },
  {
    name: "index-not-monotone",
    breach: (sample, before) => {
      const growth = growthOf(sample, before);
      return growth < -growthTraitsOf(sample.marketId).mostFall ? growth : null;
    },
  },
  {
    name: "rate-inconsistent",
    breach: (sample, before) => {
      const elapsedSeconds = sample.blockTimeSeconds - before.blockTimeSeconds;
      if (!growthTraitsOf(sample.marketId).accruesAtQuotedRate) return null;
      if (elapsedSeconds < RATE_LEAST_SECONDS || elapsedSeconds > RATE_MOST_SECONDS) return null;
      const realisedApr = (Math.log1p(growthOf(sample, before)) / elapsedSeconds) * SECONDS_PER_YEAR;
      const lowest = Math.min(sample.supplyApr, before.supplyApr);
      const highest = Math.max(sample.supplyApr, before.supplyApr);
      const isWithin = realisedApr >= lowest / RATE_FACTOR - RATE_SLACK_APR && realisedApr <= highest * RATE_FACTOR + RATE_SLACK_APR;
      return isWithin ? null : realisedApr;
    },
  },
];

/** The names of the rules that compare two samples. */
export const PAIR_RULES: readonly string[] = rules.map((rule) => rule.name);

/**
 * The first rule that `sample` breaks against an earlier sample of its market, or null. A sample that is not later, or too long after, breaks
 * none.
 */
export function pairBreach(sample: Observation, before: Observation): QualityBreach | null {
  const elapsedSeconds = sample.blockTimeSeconds - before.blockTimeSeconds;
  if (sample.blockNumber <= before.blockNumber || elapsedSeconds > COMPARABLE_SECONDS) return null;
  for (const rule of rules) {
    const value = rule.breach(sample, before);
    if (value !== null) return { rule: rule.name, value };
  }
  return null;
}

/** What spikes are measured by: everything a depositor is promised, tiny rates counted as the least base. */
export function comparableApr(sample: Observation): Apr {
  return Math.max(totalApr(sample), LEAST_BASE_APR);
}

function totalApr({ supplyApr, rewardApr }: Observation): Apr {
  return supplyApr + rewardApr;
}

/** Relative growth of the index; exact differences first, since an index grows by millionths. */
function growthOf(sample: Observation, before: Observation): number {
  return toFloat(sample.growthIndexRay - before.growthIndexRay, 27) / toFloat(before.growthIndexRay, 27);
}
