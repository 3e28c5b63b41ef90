import type { FeatureGroup } from "./group.ts";

/** The hour of the day and the day of the week, UTC; Monday is 0. */
export const calendar: FeatureGroup = {
  names: ["hour", "weekday"],
  values({ atSeconds }) {
    return [Math.floor(atSeconds / 3600) % 24, (Math.floor(atSeconds / 86_400) + 3) % 7];
  },
};
