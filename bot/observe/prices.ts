import { priceFeedAbi } from "../chain/abi.ts";
import { contractRead, type ReadResult, type Reads } from "../chain/batch.ts";
import type { Address, UnixSeconds } from "../core/units.ts";
import { toFloat } from "../core/units.ts";

/** Chainlink's USD feeds answer with 8 decimals. */
const FEED_DECIMALS = 8;

/** The slowest feed in use publishes at least daily; what is older than this is not a price any more. */
const MAX_PRICE_AGE_SECONDS = 26 * 3600;

interface RoundData {
  readonly answer: bigint;
  readonly updatedAt: bigint;
}

/** One read a feed, under the token's symbol. */
export function priceReads(feeds: Readonly<Record<string, Address>>): Reads {
  return Object.fromEntries(
    Object.entries(feeds).map(([symbol, feed]) => [
      symbol,
      contractRead<RoundData>(feed, priceFeedAbi, "latestRoundData", [], (result) => ({
        answer: result.answer,
        updatedAt: result.updatedAt,
      })),
    ]),
  );
}

/** USD prices by symbol; null where the feed does not answer, is not positive, or is stale at `timeSeconds`. */
export function pricesUsd(results: Readonly<Record<string, ReadResult<unknown>>>, timeSeconds: UnixSeconds): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(results).map(([symbol, result]) => {
      if (!result.ok) return [symbol, null];
      const { answer, updatedAt } = result.value as RoundData;
      const stale = timeSeconds - Number(updatedAt) > MAX_PRICE_AGE_SECONDS;
      return [symbol, stale || answer <= 0n ? null : toFloat(answer, FEED_DECIMALS)];
    }),
  );
}
