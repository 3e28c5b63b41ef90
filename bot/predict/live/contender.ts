import type { ModelName } from "../../store/forecastTrials.ts";
import type { Forecaster } from "../forecaster.ts";
import type { LoadedForecaster } from "./loadedForecaster.ts";

/** Who may forecast: a baseline, a learned model, or one that could not be loaded and why. */
export type Contender =
  | { readonly kind: "baseline"; readonly forecaster: Forecaster }
  | { readonly kind: "model"; readonly model: LoadedForecaster }
  | { readonly kind: "broken"; readonly name: ModelName; readonly reason: string; readonly cause?: unknown };

/** Who forecasts now, and which models forecast beside it to be compared. */
export interface Contenders {
  readonly champion: Contender;
  readonly shadows: readonly LoadedForecaster[];
}

export function contenderName(contender: Contender): ModelName {
  switch (contender.kind) {
    case "baseline":
      return { model: contender.forecaster.name, modelVersion: contender.forecaster.version };
    case "model":
      return { model: contender.model.id, modelVersion: contender.model.version };
    case "broken":
      return contender.name;
  }
}
