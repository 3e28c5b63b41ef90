import type { Kysely } from "kysely";
import type { UnixSeconds } from "../../core/units.ts";
import { conditionRows, type StoredCondition } from "../../store/conditions.ts";
import type { Database } from "../../store/schema.ts";
import type { Conditions, StepSeries } from "../series/conditions.ts";
import { groupBy } from "./groupBy.ts";

const DAY_SECONDS = 86_400;
export const BASE_FEE = "base-fee-gwei";
const GAS = "gas-gwei";

/** What went on around the markets in this time, as models read it, with what held when it began. */
export async function conditionsBetween(db: Kysely<Database>, fromSeconds: UnixSeconds, untilSeconds: UnixSeconds): Promise<Conditions> {
  // The day before is whole, so that its average is known when the time asked for begins.
  const wholeDays = dayOf(fromSeconds) - DAY_SECONDS;
  return conditionsOf(await conditionRows(db, wholeDays, untilSeconds), wholeDays, untilSeconds);
}

/**
 * Stored figures as models were trained on them. The gas price is a day's average, known when the day is over: of days for which nobody
 * brought it in, the mean of the base fees that were seen, a few percent less, for tips are not in it.
 *
 * @param rows Ascending in time; whole from `fromSeconds`, the beginning of a day, until `untilSeconds`.
 */
export function conditionsOf(rows: readonly StoredCondition[], fromSeconds: UnixSeconds, untilSeconds: UnixSeconds): Conditions {
  const byName = groupBy(rows, (row) => row.name);
  const gas = new Map((byName.get(GAS) ?? []).map((row) => [row.timeSeconds, row.value]));
  const fees = (byName.get(BASE_FEE) ?? []).filter((row) => row.timeSeconds >= fromSeconds);
  for (const [day, ofDay] of groupBy(fees, (row) => dayOf(row.timeSeconds))) {
    const known = day + DAY_SECONDS;
    if (known <= untilSeconds && !gas.has(known)) gas.set(known, ofDay.reduce((sum, { value }) => sum + value, 0) / ofDay.length);
  }
  const conditions = new Map<string, StepSeries>();
  for (const [name, values] of byName) {
    if (name !== BASE_FEE) conditions.set(name, stepSeries(values.map((row) => [row.timeSeconds, row.value])));
  }
  if (gas.size > 0) conditions.set(GAS, stepSeries([...gas].sort(([a], [b]) => a - b)));
  return conditions;
}

function dayOf(seconds: UnixSeconds): UnixSeconds {
  return Math.floor(seconds / DAY_SECONDS) * DAY_SECONDS;
}

export function stepSeries(points: readonly (readonly [number, number])[]): StepSeries {
  return { timeSeconds: Float64Array.from(points, ([seconds]) => seconds), value: Float64Array.from(points, ([, value]) => value) };
}
