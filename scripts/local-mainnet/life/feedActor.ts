import type { Result } from "ethers";
import type { Address } from "../../../bot/core/units.ts";
import { type CanonicalName, mainnetAddresses } from "../addresses.ts";
import { encodeCall } from "../calls.ts";
import { FEED_DECIMALS, FEED_OPERATOR, INITIAL_ETH_USD } from "../deploy/feeds.ts";
import type { Actor } from "./actor.ts";
import { clamp, DAY, HOUR, type MeanReversion, stepMeanReversion } from "./processes.ts";
import type { Random } from "./random.ts";

export type FeedName = Extract<CanonicalName, `chainlink${string}`>;

/** How a price moves and when its feed is written, as Chainlink does: by a deviation or after a heartbeat. */
interface Feed {
  /** Logarithm of the price in USD. */
  readonly logPrice: MeanReversion;
  readonly greatestDistance: number;
  readonly deviation: number;
  readonly heartbeatSeconds: number;
}

/** 60 % a year in the short run: sd · √(2 ln 2 · year / half-life). */
const ETHER: MeanReversion = { mean: Math.log(INITIAL_ETH_USD), standardDeviation: 0.16, halfLifeSeconds: 36 * DAY };
const PEGGED: MeanReversion = { mean: 0, standardDeviation: 0.0002, halfLifeSeconds: 12 * HOUR };

const FEEDS: Readonly<Record<FeedName, Feed>> = {
  chainlinkEthUsd: { logPrice: ETHER, greatestDistance: 0.4, deviation: 0.005, heartbeatSeconds: HOUR },
  chainlinkUsdcUsd: { logPrice: PEGGED, greatestDistance: 0.001, deviation: 0.0025, heartbeatSeconds: 23 * HOUR },
  chainlinkUsdtUsd: { logPrice: PEGGED, greatestDistance: 0.001, deviation: 0.0025, heartbeatSeconds: 23 * HOUR },
  chainlinkDaiUsd: { logPrice: PEGGED, greatestDistance: 0.001, deviation: 0.0025, heartbeatSeconds: HOUR },
};

export const FEED_NAMES = Object.keys(FEEDS) as readonly FeedName[];

/** Writes one feed. */
export function createFeedActor(name: FeedName, random: Random): Actor {
  const { logPrice, greatestDistance, deviation, heartbeatSeconds } = FEEDS[name];
  const feed: Address = mainnetAddresses[name];
  let log: number | undefined;

  return {
    name,
    accounts: [FEED_OPERATOR],
    reads: [{ to: feed, fragment: "function latestRoundData() view returns (uint80, int256, uint256, uint256, uint80)" }],
    act({ elapsedSeconds, timeSeconds }, [answer]) {
      const round = answer as Result;
      const written = Number(round[1]) / 10 ** FEED_DECIMALS;
      const updatedAtSeconds = Number(round[3]);
      log = stepMeanReversion(log ?? Math.log(written), logPrice, elapsedSeconds, random);
      const price = Math.exp(clamp(log, logPrice.mean - greatestDistance, logPrice.mean + greatestDistance));
      const isDue = timeSeconds - updatedAtSeconds >= heartbeatSeconds || Math.abs(price / written - 1) >= deviation;
      if (!isDue) return [];
      const value = BigInt(Math.round(price * 10 ** FEED_DECIMALS));
      return [{ from: FEED_OPERATOR, to: feed, data: encodeCall("function setRoundData(int256,uint256)", [value, timeSeconds]) }];
    },
  };
}
