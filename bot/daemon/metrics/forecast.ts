import { Gauge, type Registry } from "prom-client";
import type { ForecastMeasure } from "../../watch/databaseMeasures.ts";
import type { DaemonEvent } from "../events.ts";
import { ownedSeries } from "./ownedSeries.ts";

/** All models together: what the database has scored does not belong to a vault. */
const DATABASE = "database";

/**
 * How good forecasts were. Gauges of the last 30 days out of the database, not a histogram of what this process has scored: a forecast is scored a
 * day or a week after it was made, a few times a day, by whichever process leads then, so that a histogram would begin anew with each restart and
 * say nothing for days, and its buckets would have to be guessed over four powers of ten. A mean cannot be averaged further without its weight:
 * that is `yield_forecast_scored_trials`.
 */
export function forecastMetrics(registry: Registry): (event: DaemonEvent) => void {
  const registers = [registry];
  const gauge = (name: string, help: string, of: (measure: ForecastMeasure) => number) => {
    const series = ownedSeries(new Gauge({ name, help, labelNames: ["model", "horizon"], registers }));
    return (measures: readonly ForecastMeasure[]) =>
      series.replace(
        DATABASE,
        measures.map((one) => [{ model: one.model, horizon: horizonLabel(one.horizonSeconds) }, of(one)]),
      );
  };
  const gauges = [
    gauge(
      "yield_forecast_absolute_error_ratio",
      "Mean absolute error of the expected APR over 30 days, a fraction a year.",
      ({ mae }) => mae,
    ),
    gauge(
      "yield_forecast_persistence_absolute_error_ratio",
      "The same of taking the rate of the moment for the forecast, at the same moments.",
      ({ persistenceMae }) => persistenceMae,
    ),
    gauge(
      "yield_forecast_coverage_ratio",
      "The fraction of outcomes within the interval that should hold 0.8 of them, over 30 days.",
      ({ coverage80 }) => coverage80,
    ),
    gauge("yield_forecast_scored_trials", "Forecasts of 30 days whose outcome is known.", ({ samples }) => samples),
  ];
  return (event) => {
    if (event.type === "measured") for (const set of gauges) set(event.measures.forecasts);
  };
}

/** "24h", as durations are written in PromQL. */
function horizonLabel(seconds: number): string {
  return seconds % 3_600 === 0 ? `${seconds / 3_600}h` : `${seconds}s`;
}
