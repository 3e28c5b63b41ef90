import { KeeperError } from "../../core/errors.ts";

/** The configuration, or the default of the shipped models, names a classifier that is not there. */
export class UnknownRiskModelError extends KeeperError {
  constructor(name: string, known: readonly string[]) {
    super(
      `there is no model of risk called "${name}" (models: ${known.join(", ") || "none"})`,
      'Set `riskModel` to the name of one of the kind "risk", to null for the shipped one, or to "none" for vetoes alone.',
      2,
    );
  }
}

/** A model that is there and is of something else. */
export class NoRiskModelError extends KeeperError {
  constructor(name: string, kind: string) {
    super(
      `the model "${name}" is of the kind "${kind}", and one of the kind "risk" is needed`,
      'Set `riskModel` to another model, to null for the shipped one, or to "none" for vetoes alone.',
      2,
    );
  }
}
