import type { FeatureGroup } from "./group.ts";
import { lnRate } from "./moment.ts";
import type { GroupMean } from "./peers.ts";

/** How the market stands to others of its asset class, its asset and its protocol, and where those go. */
export const peerLevel: FeatureGroup = {
  names: ["class", "asset", "protocol"].flatMap((group) => [`${group}-level`, `${group}-change`]),
  values({ view, persistenceApr, peers }) {
    const now = lnRate(persistenceApr);
    const against = (mean: GroupMean | undefined) => (mean === undefined ? [Number.NaN, Number.NaN] : [mean.level - now, mean.change]);
    return [
      ...against(peers.byClass.get(view.assetClass)),
      ...against(peers.bySymbol.get(view.symbol)),
      ...against(peers.byProtocol.get(view.series.protocol)),
    ];
  },
};
