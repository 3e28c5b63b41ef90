import type { RiskPanel, RiskView } from "./riskView.ts";
import type { Surroundings } from "./surroundings.ts";

export const HOUR_SECONDS = 3_600;
export const DAY_SECONDS = 86_400;
/** How far back features look. */
export const RISK_LOOK_BACK_SECONDS = 30 * DAY_SECONDS;

/** One market at one moment, with what was known then: all that a feature may read. */
export interface RiskMoment {
  readonly panel: RiskPanel;
  readonly market: number;
  readonly view: RiskView;
  readonly atSeconds: number;
  /** The number of the series' last point at the moment. */
  readonly last: number;
  /** The number of its first point within the look-back. */
  readonly first: number;
  readonly surroundings: Surroundings;
}
