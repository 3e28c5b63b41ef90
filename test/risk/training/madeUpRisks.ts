import { seededRandom } from "../../../bot/boosting/random.ts";
import type { MarketSeries } from "../../../bot/predict/series/marketSeries.ts";
import { gaussian } from "../../boosting/synthetic.ts";
import { DAY, HOUR, MONDAY, type SeriesPoint, seriesOf } from "../../predict/series/seriesOf.ts";

const MARKETS = [
  { marketId: "aave-v3:usdc:0", protocol: "aave-v3", symbol: "USDC" },
  { marketId: "aave-v3:weth:0", protocol: "aave-v3", symbol: "WETH" },
  { marketId: "compound-v3:usdc:0", protocol: "compound-v3", symbol: "USDC" },
  { marketId: "made-up:link:0", protocol: "made-up", symbol: "LINK" },
] as const;

/** How many days the made-up markets are known for, from MONDAY on. */
export const KNOWN_DAYS = 420;

/** Markets whose exit is blocked for a day or two now and then, and whose deposits drift, and fall to a third now and then: by chance, not by what they are. */
export function madeUpMarkets(seed: number): readonly MarketSeries[] {
  return MARKETS.map((named, market) => {
    const random = seededRandom(100 * seed + market);
    let calmUtilization = 0.7;
    let supply = 2e7;
    let calmSupply = 2e7;
    let blockedUntil = 0;
    const points: SeriesPoint[] = [];
    for (let timeSeconds = MONDAY; timeSeconds <= MONDAY + KNOWN_DAYS * DAY; timeSeconds += 4 * HOUR) {
      calmUtilization += 0.05 * (0.75 - calmUtilization) + 0.015 * gaussian(random);
      if (random() < 1 / 120) blockedUntil = timeSeconds + (12 + 36 * random()) * HOUR;
      if (random() < 1 / 360) supply /= 3;
      calmSupply *= Math.exp(0.002 * gaussian(random));
      supply += 0.01 * (calmSupply - supply) + 0.002 * supply * gaussian(random);
      const utilization = timeSeconds < blockedUntil ? 0.99 + 0.01 * random() : Math.min(0.985, calmUtilization);
      const quotedApr = 0.1 * utilization ** 2;
      points.push({ timeSeconds, utilization, quotedApr, totalSupplyUsd: supply, totalBorrowUsd: supply * utilization, assetPriceUsd: 1 });
    }
    return seriesOf(points, named);
  });
}
