import type { RiskClass, RiskDriver } from "../../core/risk.ts";
import type { RiskModel } from "../classifier/riskModel.ts";
import type { RiskMoment } from "../features/riskMoment.ts";
import { LEVERS, type Lever } from "./levers.ts";
import { type RowValues, rowOf, rowValues } from "./whatIf.ts";

const MOST_CHANGES = 3;
/** Rows that trees are asked about in one go: many are cheaper a row, few are fewer for nothing. */
const ASKED_TOGETHER = 16;

/** The nearest value on one side at which the model says another class, everything else being as it is. */
export interface ClassChange {
  readonly lever: Lever;
  readonly value: number;
  readonly riskClass: RiskClass;
}

/** What would have to be different for another class, of what drives a score, in words, the main drivers' first; at most three. */
export function changesOf(
  model: RiskModel,
  values: readonly number[],
  drivers: readonly RiskDriver[],
  moment: RiskMoment,
): readonly string[] {
  const row = rowValues(values);
  const levers = new Set(drivers.flatMap(({ topic }) => LEVERS.filter(({ topics }) => topics.includes(topic))));
  const changes: ClassChange[] = [];
  for (const lever of levers) {
    if (changes.length >= MOST_CHANGES) break;
    changes.push(...classChanges(model, row, lever, moment));
  }
  return changes
    .slice(0, MOST_CHANGES)
    .map(({ lever, value, riskClass }) => `${riskClass} if ${lever.words(value, value > lever.now(row))}`);
}

/** At most one change on either side of where a lever is now, within its reach, the nearer first. */
export function classChanges(model: RiskModel, row: RowValues, lever: Lever, moment: RiskMoment): readonly ClassChange[] {
  const now = lever.now(row);
  if (Number.isNaN(now)) return [];
  const [present] = classesAt(model, [row]);
  const within = lever.grid.filter((value) => Math.abs(value - now) <= lever.reach);
  const sides = [within.filter((value) => value < now).reverse(), within.filter((value) => value > now)];
  return sides
    .flatMap((values) => firstChange(model, row, lever, moment, values, present) ?? [])
    .sort((one, other) => Math.abs(one.value - now) - Math.abs(other.value - now));
}

/** The first of these values at which the model says another class than at present; those behind it are not asked about, beyond a few that are asked about together. */
function firstChange(
  model: RiskModel,
  row: RowValues,
  lever: Lever,
  moment: RiskMoment,
  values: readonly number[],
  present: RiskClass | undefined,
): ClassChange | null {
  for (let begin = 0; begin < values.length; begin += ASKED_TOGETHER) {
    const possible = values.slice(begin, begin + ASKED_TOGETHER).flatMap((value) => {
      const there = lever.set(row, value, moment);
      return there === null ? [] : [{ value, there }];
    });
    const classes = classesAt(
      model,
      possible.map(({ there }) => there),
    );
    const found = classes.findIndex((riskClass) => riskClass !== present);
    const [value, riskClass] = [possible[found]?.value, classes[found]];
    if (value !== undefined && riskClass !== undefined) return { lever, value, riskClass };
  }
  return null;
}

function classesAt(model: RiskModel, rows: readonly RowValues[]): readonly RiskClass[] {
  const width = model.featureNames.length;
  const features = new Float32Array(rows.length * width);
  rows.forEach((values, i) => {
    features.set(rowOf(values), i * width);
  });
  const probabilities = model.probabilities(features, rows.length);
  return rows.map((_, i) => {
    const [low, medium, high] = probabilities.subarray(3 * i, 3 * i + 3) as unknown as [number, number, number];
    return model.classOf({ low, medium, high });
  });
}
