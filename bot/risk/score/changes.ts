import type { RiskClass, RiskDriver } from "../../core/risk.ts";
import type { RiskModel } from "../classifier/riskModel.ts";
import type { RiskMoment } from "../features/riskMoment.ts";
import { LEVERS, type Lever } from "./levers.ts";
import { type RowValues, rowOf, rowValues } from "./whatIf.ts";

const MOST_CHANGES = 3;

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
  return [...levers]
    .flatMap((lever) => classChanges(model, row, lever, moment))
    .slice(0, MOST_CHANGES)
    .map(({ lever, value, riskClass }) => `${riskClass} if ${lever.words(value, value > lever.now(row))}`);
}

/** At most one change on either side of where a lever is now, within its reach, the nearer first. */
export function classChanges(model: RiskModel, row: RowValues, lever: Lever, moment: RiskMoment): readonly ClassChange[] {
  const now = lever.now(row);
  if (Number.isNaN(now)) return [];
  const possible = lever.grid.flatMap((value) => {
    if (Math.abs(value - now) > lever.reach) return [];
    const there = lever.set(row, value, moment);
    return there === null ? [] : [{ value, there }];
  });
  const [present, ...classes] = classesAt(model, [row, ...possible.map(({ there }) => there)]);
  const changes = possible.flatMap(({ value }, i): readonly ClassChange[] => {
    const riskClass = classes[i];
    return riskClass === undefined || riskClass === present ? [] : [{ lever, value, riskClass }];
  });
  const nearest = [changes.findLast(({ value }) => value < now), changes.find(({ value }) => value > now)];
  return nearest.filter((change) => change !== undefined).sort((one, other) => Math.abs(one.value - now) - Math.abs(other.value - now));
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
