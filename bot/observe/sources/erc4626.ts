import { erc20Abi, erc4626Abi } from "../../chain/abi.ts";
import { contractRead, optional, required } from "../../chain/batch.ts";
import { minBigint, RAY } from "../../core/units.ts";
import { growthApr, requireEarlier, secondsSince } from "./growth.ts";
import { morphoDiscovery, morphoLiquidity, morphoMarkets, morphoReads, sameMarkets } from "./morphoLiquidity.ts";
import { defineSource, openSource, type SourceFactory, StaleDiscovery } from "./source.ts";

/** Shares whose value is read: many, so that integer rounding hides none of a few minutes' growth. */
const SAMPLE_SHARES_FACTOR = 10n ** 9n;

const NOBODY = "0x0000000000000000000000000000000000000001";

/**
 * Any ERC-4626 vault whose asset is the depositor's. It has no rate to read: the APR is the growth of its share price between an earlier
 * block and now, so it is rough for vaults that book profits in steps. Yearn V3 releases a profit evenly over days, Morpho and Spark accrue
 * with every second: theirs is what they pay. Source: EIP-4626.
 *
 * LIQUIDITY. The standard tells what one owner may withdraw, not what all could, and many vaults hold no asset themselves. So it is what can be
 * proved, and never more than all deposits: for a MetaMorpho vault what its markets have not lent out; where the companion "cashHolder" is
 * named, what that account holds, such as the pocket of the peg module behind Spark's sUSDC; for all others the vault's own balance,
 * which of a Yearn V3 vault is its idle part: what its strategies could return at once they tell their owner only.
 */
export const erc4626: SourceFactory = (market) =>
  defineSource({
    market,
    discovery: {
      asset: contractRead<string>(market.address, erc4626Abi, "asset"),
      shareDecimals: contractRead<bigint>(market.address, erc20Abi, "decimals"),
      ...morphoDiscovery(market.address),
    },
    open(discovered) {
      if (required(discovered.asset).toLowerCase() !== market.asset.address.toLowerCase()) {
        throw new Error(`${market.id}: the vault's asset is ${required(discovered.asset)}, not ${market.asset.symbol}`);
      }
      const oneShare = 10n ** required(discovered.shareDecimals);
      const oneAsset = 10n ** BigInt(market.asset.decimals);
      const morpho = morphoMarkets(discovered);
      return openSource({
        needsEarlierBlock: true,
        reads: {
          sample: contractRead<bigint>(market.address, erc4626Abi, "convertToAssets", [oneShare * SAMPLE_SHARES_FACTOR]),
          totalAssets: contractRead<bigint>(market.address, erc4626Abi, "totalAssets"),
          maxDeposit: contractRead<bigint>(market.address, erc4626Abi, "maxDeposit", [NOBODY]),
          cash: contractRead<bigint>(market.asset.address, erc20Abi, "balanceOf", [market.companions.cashHolder ?? market.address]),
          ...(morpho === null ? {} : morphoReads(market.address, market.asset.address, morpho)),
        },
        observe(now, context) {
          if (morpho !== null && !sameMarkets(now, morpho)) throw new StaleDiscovery(`${market.id}: the vault has other markets`);
          const sample = required(now.sample);
          const earlier = requireEarlier(context.earlier, market.id);
          const totalAssets = required(now.totalAssets);
          const cash = morpho === null ? required(now.cash) : required(now.cash) + morphoLiquidity(now, morpho);
          const room = optional(now.maxDeposit);
          const unlimited = room === null || room > totalAssets * 10n ** 6n + oneAsset * 10n ** 12n;
          return {
            supplyApr: growthApr(required(earlier.results.sample), sample, secondsSince(earlier, context.blockTimeSeconds)),
            rewardApr: 0,
            unclaimedRewardApr: 0,
            enterBps: 0,
            exitBps: 0,
            growthIndexRay: (sample * RAY) / (oneAsset * SAMPLE_SHARES_FACTOR),
            totalSupply: totalAssets,
            totalBorrow: 0n,
            liquidity: minBigint(cash, totalAssets),
            supplyRoom: unlimited ? null : room,
            utilization: 0,
            rateModel: { kind: "flat" },
            flags: { paused: false, frozen: room === 0n, supplyCapReached: room === 0n },
          };
        },
      });
    },
  });
