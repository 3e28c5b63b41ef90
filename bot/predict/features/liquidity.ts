import type { FeatureGroup } from "./group.ts";
import { LOOK_BACK_SECONDS } from "./moment.ts";

const UTILIZATION_HOURS = [4, 24, 168, 720] as const;
const SUPPLY_HOURS = [1, 4, 24, 168, 720] as const;
const STEEPEST = 100;

/** How much of the market is lent out, how far that is from where its rate turns steep, and how its deposits grew. */
export const liquidity: FeatureGroup = {
  names: [
    "utilization",
    ...UTILIZATION_HOURS.map((hours) => `utilization-over-mean-${hours}h`),
    "utilization-over-kink",
    "kink-steepness",
    "ln-supply-usd",
    ...SUPPLY_HOURS.map((hours) => `supply-growth-${hours}h`),
  ],
  values({ view, atSeconds, last, kinks }) {
    const { series } = view;
    const utilization = series.utilization[last] as number;
    const supplyUsd = series.totalSupplyUsd[last] as number;
    const kink = kinks.estimate(series.utilization, series.quotedApr, view.quoted.indexAt(atSeconds - LOOK_BACK_SECONDS) + 1, last);
    return [
      utilization,
      ...UTILIZATION_HOURS.map((hours) => utilization - view.utilization.mean(atSeconds - hours * 3600, atSeconds)),
      kink === null ? Number.NaN : utilization - kink.utilization,
      kink === null ? Number.NaN : Math.log(Math.min(kink.steepness, STEEPEST)),
      supplyUsd > 0 ? Math.log(supplyUsd) : Number.NaN,
      ...SUPPLY_HOURS.map((hours) => growth(view.supply.at(atSeconds - hours * 3600), supplyUsd)),
    ];
  },
};

function growth(before: number, now: number): number {
  return before > 0 && now > 0 ? Math.log(now / Math.max(before, 1)) : Number.NaN;
}
