import type { Conditions } from "../../../bot/predict/series/conditions.ts";
import { type RiskPanel, riskPanel } from "../../../bot/risk/features/riskView.ts";
import type { OutcomeKind } from "../../../bot/risk/outcomes/outcome.ts";
import { outcomesOf } from "../../../bot/risk/outcomes/outcomes.ts";
import { DAY, HOUR, type SeriesPoint, seriesOf } from "../../predict/series/seriesOf.ts";

/** The moment that the made-up weeks lie around: midnight, long after anything that is recorded. */
export const MOMENT = Date.UTC(2025, 5, 2) / 1000;

export type HourValues = Omit<SeriesPoint, "timeSeconds">;

/** A market that is calm for a week before the moment and eight days after it, but for what is told of an hour; hour 0 is the moment itself. */
export function weeks(
  changes: (hour: number) => HourValues | null,
  { conditions = new Map(), ...named }: Partial<Parameters<typeof seriesOf>[1]> & { readonly conditions?: Conditions } = {},
): RiskPanel {
  const points: SeriesPoint[] = [];
  for (let hour = -8 * 24; hour <= 8 * 24; hour++) {
    const values = changes(hour);
    if (values === null) continue;
    const calm = { timeSeconds: MOMENT + hour * HOUR, totalSupplyUsd: 1e7, totalBorrowUsd: 5e6, utilization: 0.5, quotedApr: 0.04 };
    points.push({ ...calm, ...values });
  }
  return riskPanel([seriesOf(points, { symbol: "WETH", protocol: "made-up", ...named })], conditions);
}

/** What came true within the week after the moment, and how many hours after it; null where that is not known. */
export function hoursOf(panel: RiskPanel, atSeconds = MOMENT): Partial<Record<OutcomeKind, number>> | null {
  const outcomes = outcomesOf(panel, 0, atSeconds);
  return outcomes && Object.fromEntries(outcomes.map(({ kind, atSeconds: time }) => [kind, (time - atSeconds) / HOUR]));
}

/** Days' closing and lowest prices of a token, each known when its day is over. */
export function dailyPrices(symbol: string, firstDaySeconds: number, days: readonly (readonly [close: number, low: number])[]): Conditions {
  const timeSeconds = Float64Array.from(days, (_day, i) => firstDaySeconds + (i + 1) * DAY);
  return new Map([
    [`price:${symbol}`, { timeSeconds, value: Float64Array.from(days, ([close]) => close) }],
    [`price-low:${symbol}`, { timeSeconds, value: Float64Array.from(days, ([, low]) => low) }],
  ]);
}
