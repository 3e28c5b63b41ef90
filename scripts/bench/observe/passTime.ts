import type { Result } from "ethers";
import { mainnetAddresses } from "../../local-mainnet/addresses.ts";
import { readContract } from "../../local-mainnet/calls.ts";
import { FEED_OPERATOR } from "../../local-mainnet/deploy/feeds.ts";
import { createHttpProvider } from "../../local-mainnet/httpProvider.ts";
import { createImpersonator } from "../../local-mainnet/impersonation.ts";
import { FEED_NAMES } from "../../local-mainnet/life/feedActor.ts";
import { readHead } from "../../local-mainnet/provider.ts";

/** Below the shortest time after which a price counts as stale. */
const PRICES_EVERY_SECONDS = 3_600;

/** Lets time pass on a local mainnet, a block at a time; its price feeds go on saying what they said, of the present. */
export async function passingTime(rpcUrl: string): Promise<(seconds: number) => Promise<void>> {
  const provider = createHttpProvider(rpcUrl);
  const impersonator = createImpersonator(provider);
  let nowSeconds = (await readHead(provider)).timestampSeconds;
  let publishedAtSeconds = nowSeconds;
  return async (seconds) => {
    nowSeconds = Math.max(nowSeconds + seconds, (await readHead(provider)).timestampSeconds + 1);
    await provider.request({ method: "evm_setNextBlockTimestamp", params: [nowSeconds] });
    await provider.request({ method: "evm_mine" });
    if (nowSeconds - publishedAtSeconds < PRICES_EVERY_SECONDS) return;
    for (const name of FEED_NAMES) {
      const feed = mainnetAddresses[name];
      const round = await readContract<Result>(provider, {
        to: feed,
        fragment: "function latestRoundData() view returns (uint80, int256, uint256, uint256, uint80)",
      });
      await impersonator.execute(FEED_OPERATOR, feed, "function setRoundData(int256,uint256)", [round[1], nowSeconds]);
    }
    publishedAtSeconds = nowSeconds;
  };
}
