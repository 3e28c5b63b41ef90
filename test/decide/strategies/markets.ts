import type { Observation } from "../../../bot/core/observation.ts";
import type { Position } from "../../../bot/core/vaultState.ts";
import type { DecisionInput } from "../../../bot/decide/input.ts";
import { forecastOf, inputOf, observationOf, positionOf } from "../arbitraries.ts";

/** One market of a case worked out by hand. What is left out is nothing held, 5 % quoted and forecast, and no cap. */
export interface MarketCase {
  readonly held?: number;
  readonly supplyApr?: number;
  readonly forecastApr?: number;
  /** From p10 to p90. */
  readonly widthApr?: number;
  readonly observation?: Partial<Observation>;
  readonly position?: Partial<Position>;
}

export function idOf(i: number): string {
  return `1:erc4626:m${i}`;
}

/** Markets of fixed rates, whose limits need no slack. */
export function marketsOf(cases: readonly MarketCase[], idleTokens: number, facts: Parameters<typeof inputOf>[4] = {}): DecisionInput {
  return inputOf(
    idleTokens,
    cases.map(({ held, position }, i) => positionOf(idOf(i), held ?? 0, position)),
    cases.map(({ supplyApr, observation }, i) =>
      observationOf(idOf(i), { kind: "flat" }, { supplyApr: supplyApr ?? 0.05, ...observation }),
    ),
    cases.map(({ forecastApr, widthApr }, i) => {
      const meanApr = forecastApr ?? 0.05;
      const half = (widthApr ?? 0.02) / 2;
      return forecastOf(idOf(i), meanApr, { p10Apr: meanApr - half, p90Apr: meanApr + half });
    }),
    { ...facts, policy: { slackBps: 0, ...facts.policy } },
  );
}
