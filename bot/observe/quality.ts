import type { Observation } from "../core/observation.ts";

/** A rule's name and the value that broke it. */
export interface QualityBreach {
  readonly rule: string;
  readonly value: number;
}

/** The rule that all parts of a sample are of blocks close to each other; of reads through one node, of one block. The value is seconds, or blocks. */
export const BLOCK_SKEW = "block-skew";

/** A yield above 200 % a year is a data error, not an opportunity. */
const MAX_APR = 2;

interface QualityRule {
  readonly name: string;
  value(observation: Observation): number;
  accepts(value: number): boolean;
}

const rules: readonly QualityRule[] = [
  { name: "apr-out-of-range", value: (observation) => observation.supplyApr, accepts: (apr) => apr >= 0 && apr <= MAX_APR },
  { name: "no-price", value: (observation) => observation.assetPriceUsd, accepts: (price) => price > 0 && Number.isFinite(price) },
  { name: "no-supply", value: (observation) => (observation.totalSupply > 0n ? 1 : 0), accepts: (value) => value > 0 },
  { name: "index-not-positive", value: (observation) => (observation.growthIndexRay > 0n ? 1 : 0), accepts: (value) => value > 0 },
];

/** The first rule an observation breaks, or null. NaN breaks every rule that compares. */
export function qualityBreach(observation: Observation): QualityBreach | null {
  for (const rule of rules) {
    const value = rule.value(observation);
    if (!rule.accepts(value)) return { rule: rule.name, value };
  }
  return null;
}
