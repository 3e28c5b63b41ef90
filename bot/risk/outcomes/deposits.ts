import { DEPOSITS_FELL, DEPOSITS_FELL_IN_DAY, DEPOSITS_HALVED } from "../thresholds.ts";
import type { OutcomeRule } from "./outcomes.ts";
import { firstPoint } from "./points.ts";

const DAY_SECONDS = 86_400;

/** Deposits in USD fell to half of what they were at the moment, or below. */
export const depositsHalved: OutcomeRule = (view, atSeconds, dueSeconds) => {
  const before = view.supply.at(atSeconds);
  const { timeSeconds, totalSupplyUsd } = view.series;
  return firstPoint(
    timeSeconds,
    view.supply,
    atSeconds,
    dueSeconds,
    (i) => (totalSupplyUsd[i] as number) <= before * (1 - DEPOSITS_HALVED),
  );
};

/** Deposits in USD fell by a good part since the moment, or since a day before within the horizon. */
export const depositsFell: OutcomeRule = (view, atSeconds, dueSeconds) => {
  const before = view.supply.at(atSeconds);
  const { timeSeconds, totalSupplyUsd } = view.series;
  return firstPoint(timeSeconds, view.supply, atSeconds, dueSeconds, (i) => {
    const now = totalSupplyUsd[i] as number;
    const dayBefore = view.supply.at(Math.max((timeSeconds[i] as number) - DAY_SECONDS, atSeconds));
    return now <= before * (1 - DEPOSITS_FELL) || now <= dayBefore * (1 - DEPOSITS_FELL_IN_DAY);
  });
};
