import { type JsonRpcApiProvider, type Result, ZeroAddress } from "ethers";
import { monitorBoundsAbi } from "../chain/abi.ts";
import { contractRead, optional, readBatch } from "../chain/batch.ts";
import { type Address, toFloat } from "../core/units.ts";
import type { FeedPair, VaultMonitor, WatchedFeed } from "../core/vaultContract.ts";

interface FeedBounds {
  readonly aggregator: Address;
  readonly maxAgeSeconds: bigint;
  readonly minPriceWad: bigint;
  readonly maxPriceWad: bigint;
}

interface PairBounds {
  readonly first: number;
  readonly second: number;
  readonly maxDeviationBps: number;
}

const WAD_DECIMALS = 18;
const BPS = 10_000;

/** Reads a monitor's bounds, and what its feeds say: two requests. Null for none; without bounds for one that does not tell them. */
export async function readMonitor(provider: JsonRpcApiProvider, blockNumber: number, address: Address): Promise<VaultMonitor | null> {
  if (address === ZeroAddress) return null;
  const read = <Value>(name: string, pick?: (result: Result) => Value) => contractRead<Value>(address, monitorBoundsAbi, name, [], pick);
  const [found] = await readBatch(provider, blockNumber, [
    {
      dustAssets: read<bigint>("dustAssets"),
      minExitLiquidityBps: read("minExitLiquidityBps", ([bps]) => Number(bps)),
      feeds: read("feeds", ([feeds]): readonly FeedBounds[] => [...feeds].map(feedBounds)),
      pairs: read("pairs", ([pairs]): readonly PairBounds[] => [...pairs].map(pairBounds)),
    },
  ]);
  const { dustAssets, minExitLiquidityBps, feeds, pairs } = found;
  if (!dustAssets.ok || !minExitLiquidityBps.ok || !feeds.ok || !pairs.ok) return { address, bounds: null };
  const watched = await readFeeds(provider, blockNumber, address, feeds.value);
  return {
    address,
    bounds: {
      dustAssets: dustAssets.value,
      minExitLiquidityBps: minExitLiquidityBps.value,
      feeds: watched,
      pairs: pairs.value.map((pair) => compared(pair, watched)),
    },
  };
}

async function readFeeds(
  provider: JsonRpcApiProvider,
  blockNumber: number,
  monitor: Address,
  feeds: readonly FeedBounds[],
): Promise<readonly WatchedFeed[]> {
  if (feeds.length === 0) return [];
  const reads = feeds.map(({ aggregator, maxAgeSeconds }) =>
    contractRead(monitor, monitorBoundsAbi, "readPrice", [{ aggregator, maxAgeSeconds }], ([usable, priceWad]) =>
      usable ? toFloat(priceWad, WAD_DECIMALS) : null,
    ),
  );
  const [prices] = await readBatch(provider, blockNumber, [Object.fromEntries(reads.map((one, i) => [`feed ${i}`, one]))]);
  return feeds.map(({ aggregator, maxAgeSeconds, minPriceWad, maxPriceWad }, i) => {
    const price = prices[`feed ${i}`];
    return {
      aggregator,
      maxAgeSeconds: Number(maxAgeSeconds),
      minPrice: toFloat(minPriceWad, WAD_DECIMALS),
      maxPrice: toFloat(maxPriceWad, WAD_DECIMALS),
      price: price === undefined ? null : optional(price),
    };
  });
}

/** As the monitor compares: by how much the higher price lies above the lower one. */
function compared({ first, second, maxDeviationBps }: PairBounds, feeds: readonly WatchedFeed[]): FeedPair {
  const [one, other] = [feeds[first], feeds[second]] as [WatchedFeed, WatchedFeed];
  const prices = [one.price, other.price].filter((price) => price !== null);
  const lower = Math.min(...prices);
  const deviationBps = prices.length === 2 && lower > 0 ? ((Math.max(...prices) - lower) * BPS) / lower : null;
  return { first: one.aggregator, second: other.aggregator, maxDeviationBps, deviationBps };
}

function feedBounds({ feed, minPriceWad, maxPriceWad }: Result): FeedBounds {
  return { aggregator: feed.aggregator, maxAgeSeconds: feed.maxAgeSeconds, minPriceWad, maxPriceWad };
}

function pairBounds({ first, second, maxDeviationBps }: Result): PairBounds {
  return { first: Number(first), second: Number(second), maxDeviationBps: Number(maxDeviationBps) };
}
