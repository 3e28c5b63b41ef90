import { fingerprint } from "../minds/fingerprint.ts";
import type { Past } from "../past.ts";
import type { StageDeps } from "../stage.ts";

/** To be raised whenever the same job would give another result: what was kept of an earlier version is then not used. */
const VERSION = 1;

/**
 * SHA-256 over all that trials stand on beside their own settings: the past, and the models that were there before it. Wherever it is the same, on
 * whatever machine, one job has one result.
 */
export function groundOf(
  past: Past,
  { shippedForecaster, shippedClassifier }: Pick<StageDeps, "shippedForecaster" | "shippedClassifier">,
): string {
  return fingerprint({
    version: VERSION,
    past: {
      series: past.series,
      daily: past.daily,
      conditions: past.conditions,
      rateModels: past.rateModels,
    },
    // A manifest holds the hashes of its files.
    models: [shippedForecaster?.manifest ?? null, shippedClassifier?.manifest ?? null],
  });
}
