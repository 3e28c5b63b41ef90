import type { FeatureGroup } from "./group.ts";
import { lnRate } from "./moment.ts";

const MEAN_HOURS = [2, 4, 8, 24, 72, 168, 336, 720] as const;
const VALUE_HOURS = [1, 4, 24, 168, 720] as const;

/** Where the rate is, and where it was: logarithms of means and of earlier rates, over the rate now. */
export const level: FeatureGroup = {
  names: [
    "ln-rate",
    ...MEAN_HOURS.map((hours) => `mean-${hours}h`),
    ...VALUE_HOURS.map((hours) => `rate-${hours}h-ago`),
    "rate-over-utilization",
  ],
  values({ view, atSeconds, persistenceApr, grid, gridHours, last }) {
    const now = lnRate(persistenceApr);
    const utilization = view.series.utilization[last] as number;
    return [
      now,
      ...MEAN_HOURS.map((hours) => lnRate(view.quoted.mean(atSeconds - hours * 3600, atSeconds)) - now),
      ...VALUE_HOURS.map((hours) => (hours <= gridHours ? lnRate(grid[hours] as number) - now : Number.NaN)),
      // What borrowers pay, reserves aside.
      utilization > 0 ? lnRate(persistenceApr) - Math.log(Math.max(utilization, 0.001)) : Number.NaN,
    ];
  },
};
