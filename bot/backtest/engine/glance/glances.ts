import { equalWeight as equalWeightStrategy } from "../../../decide/strategies/equalWeight.ts";
import { hold as holdStrategy } from "../../../decide/strategies/hold.ts";
import type { Strategy } from "../../../decide/strategies/strategy.ts";
import { topThreeApr as topThreeAprStrategy } from "../../../decide/strategies/topThreeApr.ts";
import { topThreeTvl as topThreeTvlStrategy } from "../../../decide/strategies/topThreeTvl.ts";
import { equalWeight } from "./equalWeight.ts";
import type { Glance } from "./glimpse.ts";
import { hold } from "./hold.ts";
import { topThreeApr, topThreeTvl } from "./topThree.ts";

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
