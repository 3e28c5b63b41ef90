import type { FeatureGroup } from "./group.ts";
import { LOOK_BACK_SECONDS } from "./moment.ts";

const DAY_SECONDS = 86_400;

/**
 * The hour of the day and the day of the week, UTC, Monday being 0; and for how many days the market has been known, at most as many as features
 * look back, so that a source with a longer past says the same.
 */
export const calendar: FeatureGroup = {
  names: ["hour", "weekday", "ln-days-known"],
  values({ view, atSeconds }) {
    const known = Math.min(atSeconds - (view.series.timeSeconds[0] as number), LOOK_BACK_SECONDS);
    return [Math.floor(atSeconds / 3600) % 24, (Math.floor(atSeconds / DAY_SECONDS) + 3) % 7, Math.log(1 + known / DAY_SECONDS)];
  },
};
