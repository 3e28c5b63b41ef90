import type { Schema } from "../../../client/keeperClient.ts";

type Forecast = Schema<"Forecast">;

/** Who forecasts at one horizon now. */
export interface Publishing {
  readonly horizonSeconds: number;
  /** The model of the most markets. */
  readonly model: string;
  readonly modelVersion: string;
  readonly marketIds: readonly string[];
  /** Markets that another model speaks for, with its name. */
  readonly others: readonly { readonly marketId: string; readonly model: string; readonly modelVersion: string }[];
  readonly madeAtSeconds: number;
}

/** By the newest forecasts of all markets: what is published is what counts, whoever was promoted. Shortest horizon first. */
export function publishing(forecasts: readonly Forecast[]): readonly Publishing[] {
  const horizons = [...new Set(forecasts.map(({ horizonSeconds }) => horizonSeconds))].sort((a, b) => a - b);
  return horizons.flatMap((horizonSeconds) => {
    const here = forecasts.filter((one) => one.horizonSeconds === horizonSeconds);
    const nameOf = ({ model, modelVersion }: Forecast) => `${model} ${modelVersion}`;
    const counts = new Map<string, number>();
    for (const one of here) counts.set(nameOf(one), (counts.get(nameOf(one)) ?? 0) + 1);
    const [most] = [...counts].toSorted(([, a], [, b]) => b - a);
    const own = here.filter((one) => nameOf(one) === most?.[0]);
    const [first] = own;
    if (first === undefined) return [];
    return {
      horizonSeconds,
      model: first.model,
      modelVersion: first.modelVersion,
      marketIds: own.map(({ marketId }) => marketId),
      others: here
        .filter((one) => nameOf(one) !== most?.[0])
        .map(({ marketId, model, modelVersion }) => ({ marketId, model, modelVersion })),
      madeAtSeconds: Math.max(...here.map(({ madeAtSeconds }) => madeAtSeconds)),
    };
  });
}
