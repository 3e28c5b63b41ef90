import type { DecisionReason } from "../../../core/decision.ts";
import { equalWeight as equalWeightStrategy } from "../../../decide/strategies/equalWeight.ts";
import { hold as holdStrategy } from "../../../decide/strategies/hold.ts";
import type { Strategy } from "../../../decide/strategies/strategy.ts";
import { topThreeApr as topThreeAprStrategy } from "../../../decide/strategies/topThreeApr.ts";
import { topThreeTvl as topThreeTvlStrategy } from "../../../decide/strategies/topThreeTvl.ts";
import { equalWeight } from "./equalWeight.ts";
import type { GlancedVault } from "./glancedVault.ts";
import { hold } from "./hold.ts";
import { topThreeApr, topThreeTvl } from "./topThree.ts";

/**
 * Whether a strategy would certainly hold, by numbers alone: the reason that the full decision would give, or null where only that decision can
 * tell. It never says that a strategy would hold that would not.
 */
export type Glance = (vault: GlancedVault) => DecisionReason | null;

const GLANCES: ReadonlyMap<Strategy, Glance> = new Map([
  [equalWeightStrategy, equalWeight],
  [topThreeAprStrategy, topThreeApr],
  [topThreeTvlStrategy, topThreeTvl],
  [holdStrategy, hold],
]);

/** Undefined for strategies that have to be asked at every moment. */
export function glanceOf(strategy: Strategy): Glance | undefined {
  return GLANCES.get(strategy);
}
