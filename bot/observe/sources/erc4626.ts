import { erc20Abi, erc4626Abi } from "../../chain/abi.ts";
import { contractRead, optional, required } from "../../chain/batch.ts";
import { RAY, SECONDS_PER_YEAR, toFloat } from "../../core/units.ts";
import { defineSource, openSource, type SourceFactory } from "./source.ts";

/** Shares whose value is read: many, so that integer rounding hides none of a few minutes' growth. */
const SAMPLE_SHARES_FACTOR = 10n ** 9n;

const NOBODY = "0x0000000000000000000000000000000000000001";

/**
 * Any ERC-4626 vault whose asset is the depositor's. It has no rate to read: the APR is the growth of its share price between an earlier
 * block and now, so it is rough for vaults that book profits in steps. Source: EIP-4626.
 */
export const erc4626: SourceFactory = (market) =>
  defineSource({
    market,
    discovery: {
      asset: contractRead<string>(market.address, erc4626Abi, "asset"),
      shareDecimals: contractRead<bigint>(market.address, erc20Abi, "decimals"),
    },
    open(discovered) {
      if (required(discovered.asset).toLowerCase() !== market.asset.address.toLowerCase()) {
        throw new Error(`${market.id}: the vault's asset is ${required(discovered.asset)}, not ${market.asset.symbol}`);
      }
      const oneShare = 10n ** required(discovered.shareDecimals);
      const oneAsset = 10n ** BigInt(market.asset.decimals);
      return openSource({
        needsEarlierBlock: true,
        reads: {
          sample: contractRead<bigint>(market.address, erc4626Abi, "convertToAssets", [oneShare * SAMPLE_SHARES_FACTOR]),
          totalAssets: contractRead<bigint>(market.address, erc4626Abi, "totalAssets"),
          maxDeposit: contractRead<bigint>(market.address, erc4626Abi, "maxDeposit", [NOBODY]),
          cash: contractRead<bigint>(market.asset.address, erc20Abi, "balanceOf", [market.address]),
        },
        observe(now, context) {
          const sample = required(now.sample);
          const earlier = context.earlier;
          if (earlier === null) throw new Error(`${market.id}: no earlier block to measure the share price's growth from`);
          const before = required(earlier.results.sample);
          const elapsedSeconds = context.blockTimeSeconds - earlier.blockTimeSeconds;
          const totalAssets = required(now.totalAssets);
          const room = optional(now.maxDeposit);
          const unlimited = room === null || room > totalAssets * 10n ** 6n + oneAsset * 10n ** 12n;
          return {
            supplyApr: (Math.log(toFloat(sample, 0) / toFloat(before, 0)) / elapsedSeconds) * SECONDS_PER_YEAR,
            rewardApr: 0,
            unclaimedRewardApr: 0,
            enterBps: 0,
            exitBps: 0,
            growthIndexRay: (sample * RAY) / (oneAsset * SAMPLE_SHARES_FACTOR),
            totalSupply: totalAssets,
            totalBorrow: 0n,
            liquidity: required(now.cash),
            supplyRoom: unlimited ? null : room,
            utilization: 0,
            rateModel: { kind: "flat" },
            flags: { paused: false, frozen: room === 0n, supplyCapReached: room === 0n },
          };
        },
      });
    },
  });
