import type { FeatureGroup } from "./group.ts";
import { FLOW_NAMES } from "./marketView.ts";

const SPANS = [4, 24, 168] as const;

/** What came and went, as a share of the market's deposits; how fresh the last point is, how many there were in a day, how old the market is. */
export const flow: FeatureGroup = {
  names: [...FLOW_NAMES.flatMap((name) => SPANS.map((hours) => `${name}-${hours}h`)), "hours-since-point", "points-24h", "ln-days-known"],
  values({ view, atSeconds, last }) {
    const supplyUsd = view.series.totalSupplyUsd[last] as number;
    const first = SPANS.map((hours) => view.quoted.indexAt(atSeconds - hours * 3600));
    const known = view.firstFlow <= last && supplyUsd > 0;
    return [
      ...FLOW_NAMES.flatMap((name) =>
        first.map((before) => {
          if (!known) return Number.NaN;
          const sums = view.flows[name];
          return ((sums[last] as number) - (before < 0 ? 0 : (sums[before] as number))) / supplyUsd;
        }),
      ),
      (atSeconds - (view.series.timeSeconds[last] as number)) / 3600,
      last - view.quoted.indexAt(atSeconds - 86_400),
      Math.log(1 + (atSeconds - (view.series.timeSeconds[0] as number)) / 86_400),
    ];
  },
};
