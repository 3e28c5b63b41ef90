import type { RiskTopic } from "./topic.ts";
import { growthText, isKnown, shareText } from "./wording.ts";

/** What happens in the other markets of the same asset and of the same protocol. */
export const contagion: RiskTopic = {
  topic: "other markets",
  names: [
    "asset-highest-utilization",
    "asset-deposits-growth-24h",
    "asset-deposits-growth-168h",
    "protocol-strained-share",
    "protocol-deposits-growth-24h",
    "protocol-deposits-growth-168h",
    "class-mean-utilization-change-24h",
  ],
  values({ surroundings, market }) {
    const { asset, protocol, assetClass } = surroundings.othersOf(market);
    return [
      asset.highestUtilization,
      asset.growthDay,
      asset.growthWeek,
      protocol.strainedShare,
      protocol.growthDay,
      protocol.growthWeek,
      assetClass.utilizationChange,
    ];
  },
  words(values, { view }) {
    const [highest, assetDay, , strained, day, week] = values as number[];
    const changes = [
      ...(isKnown(day) && Math.abs(day) >= 0.03 ? [`${growthText(day)} in 24 h`] : []),
      ...(isKnown(week) && Math.abs(week) >= 0.1 ? [`${growthText(week)} in 7 days`] : []),
    ];
    const parts = [
      ...(isKnown(highest) ? [`${view.series.symbol} elsewhere at most ${shareText(highest)} lent out`] : []),
      ...(isKnown(assetDay) && Math.abs(assetDay) >= 0.03 ? [`its deposits there ${growthText(assetDay)} in 24 h`] : []),
      ...(isKnown(strained) && strained > 0 ? [`${shareText(strained)} of ${view.series.protocol}'s markets strained`] : []),
      ...(changes.length > 0 ? [`${view.series.protocol}'s deposits ${changes.join(", ")}`] : []),
    ];
    return parts.length === 0 ? "nothing unusual in other markets" : parts.join(", ");
  },
};
