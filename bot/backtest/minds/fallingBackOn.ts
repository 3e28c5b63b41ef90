import type { ForecastColumns } from "./forecastColumns.ts";

/** What a keeper publishes: where its model says nothing, the whole of what another forecaster says, persistence in the keeper. Names are the model's. */
export function fallingBackOn(model: ForecastColumns, other: ForecastColumns): ForecastColumns {
  const isSaid = (place: number) => !Number.isNaN(model.meanApr[place] as number);
  const either = (own: Float64Array, others: Float64Array) => own.map((apr, place) => (isSaid(place) ? apr : (others[place] as number)));
  return {
    ...model,
    meanApr: either(model.meanApr, other.meanApr),
    p10Apr: either(model.p10Apr, other.p10Apr),
    p90Apr: either(model.p90Apr, other.p90Apr),
  };
}
