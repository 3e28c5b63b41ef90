import type { Result } from "ethers";
import { connect, type FailoverProvider } from "../../bot/chain/failoverProvider.ts";
import { addressBookOf } from "../../bot/compose.ts";
import { type AddressBook, knownMarkets } from "../../bot/config/addressBook.ts";
import type { Market, MarketId, Token } from "../../bot/core/market.ts";
import type { Observation } from "../../bot/core/observation.ts";
import type { Address } from "../../bot/core/units.ts";
import { type Collector, createCollector, type Snapshot } from "../../bot/observe/collector.ts";
import type { Subgraphs } from "../../bot/observe/subgraph/open.ts";
import { readContract } from "../../scripts/local-mainnet/calls.ts";
import { FEED_OPERATOR } from "../../scripts/local-mainnet/deploy/feeds.ts";
import { FEED_NAMES } from "../../scripts/local-mainnet/life/feedActor.ts";
import { type TestChain, useLocalMainnet } from "../local-mainnet/fixture.ts";

export const MAINNET_BOOK: AddressBook = addressBookOf(1);
export const BUCKET_SECONDS = 300;

const priceFeedFragment = "function latestRoundData() view returns (uint80, int256, uint256, uint256, uint80)";

export interface CollectorSetting {
  readonly markets?: readonly Market[];
  readonly addressBook?: AddressBook;
  readonly vault?: Address | null;
  readonly subgraphs?: Subgraphs;
}

/** A local mainnet whose node is asked over HTTP, every request of it counted. To be called inside `describe`. */
export function useLocalCollector() {
  const chain = useLocalMainnet();
  let provider: FailoverProvider;

  beforeEach(async () => {
    provider = await connect({ urls: [chain().rpcUrl], chainId: 1, timeoutMilliseconds: 20_000 });
  });
  afterEach(() => provider.destroy());

  return {
    chain: (): TestChain => chain(),
    provider: (): FailoverProvider => provider,
    collector: ({
      markets = MAINNET_BOOK.markets,
      addressBook = MAINNET_BOOK,
      vault = null,
      subgraphs = new Map(),
    }: CollectorSetting = {}): Collector =>
      createCollector({ provider, addressBook, markets, vault, bucketSeconds: BUCKET_SECONDS, subgraphs }),
    /** Has every price feed of the chain say what it says as of that time: without life nobody else keeps them fresh. */
    async publishPrices(timeSeconds: number): Promise<void> {
      const { provider: node, addresses, impersonator } = chain();
      for (const name of FEED_NAMES) {
        const round = await readContract<Result>(node, { to: addresses[name], fragment: priceFeedFragment });
        await impersonator.execute(FEED_OPERATOR, addresses[name], "function setRoundData(int256,uint256)", [round[1], timeSeconds]);
      }
    },
    /** How many requests the node gets for one `collect`. */
    async requestsOf(collector: Collector): Promise<{ readonly requests: number; readonly snapshot: Snapshot }> {
      const before = provider.requestCount;
      const snapshot = await collector.collect();
      return { requests: provider.requestCount - before, snapshot };
    },
  };
}

/** The observation of a market that must have one. */
export function observed({ observations, rejected }: Snapshot, marketId: MarketId): Observation {
  const observation = observations.find((one) => one.marketId === marketId);
  if (observation === undefined)
    throw new Error(`${marketId} was not observed: ${JSON.stringify(rejected.map(({ rule, detail }) => [rule, detail]))}`);
  return observation;
}

export function marketOf(marketId: MarketId): Market {
  const market = knownMarkets(MAINNET_BOOK).find((one) => one.id === marketId);
  if (market === undefined) throw new Error(`no market ${marketId}`);
  return market;
}

/** sUSDS as the vault that anybody with USDS may deposit in, and a price feed for USDS. */
export const usds: Token = { address: "0xdC035D45d973E3EC169d2276DDab16f1e407384F", symbol: "USDS", decimals: 18 };
export const sUsds: Market = {
  id: "1:erc4626:susds",
  chainId: 1,
  protocol: "erc4626",
  asset: usds,
  address: marketOf("1:sky-savings:usdc").address,
  companions: {},
};
export const bookWithUsds: AddressBook = {
  ...MAINNET_BOOK,
  usdPriceFeeds: { ...MAINNET_BOOK.usdPriceFeeds, USDS: MAINNET_BOOK.usdPriceFeeds.DAI as string },
};
