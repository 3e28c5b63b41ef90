import { lidoOracleAbi, lidoQueueAbi, stEthAbi } from "../../chain/abi.ts";
import { contractRead, type ReadResult, required } from "../../chain/batch.ts";
import { RAY, SECONDS_PER_YEAR, toFloat } from "../../core/units.ts";
import { requireEarlier } from "./growth.ts";
import { companion, defineSource, openSource, type SourceFactory } from "./source.ts";

/**
 * Lido's stETH. What a share is worth changes once a day, when the accounting oracle reports what validators had earned at a reference slot.
 * Between two moments of the same day its growth is nothing, around a report it is a day's: neither is a rate. So the rate is that of the
 * last report: what a share is worth now against what it was at the reference slot of that report, over the time between this report's
 * reference slot and that of the report before. Both slots are read from the oracle, so a day without a report, or a late one, does not
 * change the rate. Lido publishes its APR in the same way, simple and after its fee. The state at the reference slot is up to some 25
 * hours old: an endpoint without such state cannot tell the rate, and the market is then rejected.
 *
 * The market's asset is ether in the form of WETH. New ether is staked at par; leaving takes the withdrawal queue, and days, so that nothing
 * can be withdrawn now: what markets pay for stETH is not the protocol's to promise. wstETH is the same share under another name and asks
 * stETH for its price, so it is not read. Companions: "accountingOracle", "withdrawalQueue". Source: lidofinance/core `Lido.sol`,
 * `StETH.sol`, `BaseOracle.sol`; https://docs.lido.fi/contracts/accounting-oracle.
 */
export const lido: SourceFactory = (market) => {
  const stEth = <Value>(name: string, args: readonly unknown[] = []) => contractRead<Value>(market.address, stEthAbi, name, args);
  const oracle = (name: string) => contractRead<bigint>(companion(market, "accountingOracle"), lidoOracleAbi, name);
  return defineSource({
    market,
    discovery: { genesisTime: oracle("GENESIS_TIME"), secondsPerSlot: oracle("SECONDS_PER_SLOT") },
    open(discovered) {
      const genesisTime = required(discovered.genesisTime);
      const secondsPerSlot = required(discovered.secondsPerSlot);
      const reported = ({ refSlot }: { readonly refSlot: ReadResult<bigint> }) => required(refSlot) * secondsPerSlot;
      return openSource({
        reads: {
          refSlot: oracle("getLastProcessingRefSlot"),
          shareRateRay: stEth<bigint>("getPooledEthByShares", [RAY]),
          totalPooledEther: stEth<bigint>("getTotalPooledEther"),
          stakingPaused: stEth<boolean>("isStakingPaused"),
          stakeLimit: stEth<bigint>("getCurrentStakeLimit"),
          queuePaused: contractRead<boolean>(companion(market, "withdrawalQueue"), lidoQueueAbi, "isPaused"),
        },
        baselineTime: (now) => Number(genesisTime + reported(now)),
        observe(now, context) {
          const before = requireEarlier(context.earlier, market.id).results;
          const elapsedSeconds = Number(reported(now) - reported(before));
          if (elapsedSeconds <= 0) throw new Error(`${market.id}: the last report was there before its own reference slot`);
          const shareRateRay = required(now.shareRateRay);
          const shareRateBeforeRay = required(before.shareRateRay);
          const growth = toFloat(shareRateRay - shareRateBeforeRay, 0) / toFloat(shareRateBeforeRay, 0);
          const totalSupply = required(now.totalPooledEther);
          const stakingPaused = required(now.stakingPaused);
          const stakeLimit = required(now.stakeLimit);
          return {
            supplyApr: (growth * SECONDS_PER_YEAR) / elapsedSeconds,
            rewardApr: 0,
            unclaimedRewardApr: 0,
            enterBps: 0,
            exitBps: 0,
            growthIndexRay: shareRateRay,
            totalSupply,
            totalBorrow: 0n,
            liquidity: 0n,
            // Without a limit it answers with the greatest number there is.
            supplyRoom: stakingPaused ? 0n : stakeLimit > totalSupply * 10n ** 6n ? null : stakeLimit,
            utilization: 0,
            rateModel: { kind: "flat" },
            flags: { paused: required(now.queuePaused), frozen: stakingPaused, supplyCapReached: !stakingPaused && stakeLimit === 0n },
          };
        },
      });
    },
  });
};
