import type { ClassProbabilities, RiskClass, RiskScore } from "../../core/risk.ts";
import type { RiskModel } from "../classifier/riskModel.ts";
import { riskValues } from "../features/riskFeatures.ts";
import type { RiskMoment } from "../features/riskMoment.ts";
import { changesOf } from "./changes.ts";
import { driversOf } from "./drivers.ts";

/** What a model says of a market at a moment, and why. */
export interface ModelVerdict extends Pick<RiskScore, "drivers" | "changes"> {
  readonly probabilities: ClassProbabilities;
  readonly riskClass: RiskClass;
}

/**
 * @param hasChanges Whether to work out what would change the class, too.
 * @throws RangeError when the model answers with what are no probabilities.
 */
export function modelVerdict(model: RiskModel, moment: RiskMoment, hasChanges = true): ModelVerdict {
  const values = riskValues(moment);
  const [low, medium, high] = model.probabilities(Float32Array.from(values), 1) as unknown as [number, number, number];
  if (![low, medium, high].every((probability) => probability >= 0 && probability <= 1)) {
    throw new RangeError(`it answers with the probabilities ${low}, ${medium}, ${high}`);
  }
  const probabilities = { low, medium, high };
  const drivers = driversOf(model, values, probabilities, moment);
  const changes = hasChanges ? changesOf(model, values, drivers, moment) : [];
  return { probabilities, riskClass: model.classOf(probabilities), drivers, changes };
}
