import type { Observation } from "../../core/observation.ts";
import { type Address, type Apr, minBigint, RAY } from "../../core/units.ts";
import type { Position } from "../../core/vaultState.ts";
import { curveOver } from "../../decide/forecastCurve.ts";
import { rateAt } from "../../decide/yieldCurve.ts";
import { carriedForward } from "../world/stepColumn.ts";
import { momentsOf, type WorldMarket } from "../world/world.ts";
import { blockAt, type WorldView } from "./worldView.ts";

/** A world's markets as they would have been with our money in them. */
export interface ObservedMarkets {
  /** Whether the vault has a position there at that moment: the market can take money, or holds some. */
  isSeen(moment: number, market: number, holding: bigint): boolean;
  /** Null where nothing is known of the market. */
  observe(moment: number, market: number, holding: bigint): Observation | null;
  positionAt(moment: number, market: number, holding: bigint): Position;
  withdrawable(moment: number, market: number, position: bigint): bigint;
  /**
   * What the market would pay `apr` without us pays with us.
   *
   * @param holding Smallest units.
   */
  dilutedBy(moment: number, market: number, apr: Apr, holding: number): Apr;
}

/** What one market takes at most: more than there is. */
export const UNLIMITED = 2n ** 128n;

const USD_DECIMALS = 6;

export function observedMarkets({ world, asset, relativeCapBps }: WorldView): ObservedMarkets {
  const { markets, timeSeconds, quotedApr, supplyUsd, borrowUsd, isOpen } = world;
  const moments = momentsOf(world);
  const unitsPerUsd = 10n ** BigInt(asset.decimals - USD_DECIMALS);
  const toUnits = (usd: number) => BigInt(Math.round(usd * 10 ** USD_DECIMALS)) * unitsPerUsd;
  // As many as `toUnits`: both factors are exact in a double, so that their product is rounded once, as a bigint that becomes a double is.
  const toFloatUnits = (usd: number) => Math.round(usd * 10 ** USD_DECIMALS) * Number(unitsPerUsd);
  const adapters = markets.map((_, market): Address => `0x${(market + 1).toString(16).padStart(40, "0")}`);
  const origin = world.isSynthetic ? "synthetic" : "history";
  // Where nothing is known any more, what was known last still says how much can leave.
  const lastLiquidity = markets.map((_, m) => {
    const own = supplyUsd.subarray(m * moments, (m + 1) * moments);
    const lent = borrowUsd.subarray(m * moments, (m + 1) * moments);
    return carriedForward(own.map((supply, s) => Math.max(0, supply - (lent[s] as number))));
  });

  const lastUtilization = markets.map((_, m) => {
    const own = supplyUsd.subarray(m * moments, (m + 1) * moments);
    const lent = borrowUsd.subarray(m * moments, (m + 1) * moments);
    return carriedForward(own.map((supply, s) => (supply > 0 ? Math.min(1, (lent[s] as number) / supply) : 1)));
  });

  const dilutedBy = (moment: number, market: number, apr: Apr, holding: number): Apr => {
    const at = market * moments + moment;
    const supply = supplyUsd[at] as number;
    const borrow = borrowUsd[at] as number;
    const money = {
      decimals: 0,
      supplied: toFloatUnits(supply),
      borrowed: toFloatUnits(borrow),
      utilization: supply > 0 ? borrow / supply : 0,
    };
    return rateAt(curveOver(money, (markets[market] as WorldMarket).rateModel, { forecastApr: apr, rewardShare: 0 }, 0), holding);
  };

  /** What the market had of others' money, and of ours what is not lent out: as large a part of it as of theirs. */
  const withdrawable = (moment: number, market: number, position: bigint): bigint => {
    const cash = lastLiquidity[market]?.[moment] ?? Number.NaN;
    if (Number.isNaN(cash)) return 0n;
    const lent = lastUtilization[market]?.[moment] ?? 1;
    return minBigint(position, toUnits(cash) + (position * toUnits(1 - lent)) / toUnits(1));
  };

  return {
    isSeen: (moment, market, holding) => holding !== 0n || isOpen[market * moments + moment] !== 0,
    observe: (moment, market, holding) => {
      const at = market * moments + moment;
      const apr = quotedApr[at] as number;
      if (Number.isNaN(apr)) return null;
      const supply = supplyUsd[at] as number;
      const borrow = borrowUsd[at] as number;
      const { id, rateModel } = markets[market] as WorldMarket;
      const time = timeSeconds[moment] as number;
      const totalSupply = toUnits(supply) + holding;
      const held = totalSupply === 0n ? 0 : borrow / (Number(totalSupply) / 10 ** asset.decimals);
      return {
        marketId: id,
        blockNumber: blockAt(time),
        blockTimeSeconds: time,
        bucketTimeSeconds: time,
        origin,
        supplyApr: holding === 0n ? apr : dilutedBy(moment, market, apr, Number(holding)),
        rewardApr: 0,
        unclaimedRewardApr: null,
        growthIndexRay: RAY,
        totalSupply,
        totalBorrow: toUnits(borrow),
        liquidity: toUnits(Math.max(0, supply - borrow)),
        supplyRoom: null,
        utilization: holding !== 0n ? held : supply > 0 ? borrow / supply : 0,
        assetPriceUsd: 1,
        enterBps: 0,
        exitBps: 0,
        rateModel,
        flags: { paused: false, frozen: false, supplyCapReached: false },
      };
    },
    positionAt: (moment, market, holding) => {
      const isKnown = !Number.isNaN(quotedApr[market * moments + moment] as number);
      return {
        marketId: (markets[market] as WorldMarket).id,
        adapter: adapters[market] as Address,
        totalAssets: holding,
        withdrawable: withdrawable(moment, market, holding),
        allocatable: isOpen[market * moments + moment] === 1 ? UNLIMITED : 0n,
        absoluteCap: UNLIMITED,
        relativeCapBps,
        risks: [],
        // An operator takes money out of a market that nobody hears of any more.
        healthy: isKnown,
        healthReason: isKnown ? "" : "inactive",
      };
    },
    withdrawable,
    dilutedBy,
  };
}
