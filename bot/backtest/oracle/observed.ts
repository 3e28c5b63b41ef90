import type { Observation } from "../../core/observation.ts";
import type { WorldMarket } from "../world/world.ts";

/** The oracle counts in USD, of which these are the decimals where whole units are asked for. */
export const USD_DECIMALS = 6;

export function usdUnits(usd: number): bigint {
  return BigInt(Math.floor(usd * 10 ** USD_DECIMALS));
}

/** A market as a curve has to know it: what others have in it, what is borrowed, and what it pays, all of it as interest. */
export function observed(market: WorldMarket, supplyUsd: number, borrowUsd: number, apr: number): Observation {
  const totalSupply = usdUnits(supplyUsd);
  const totalBorrow = usdUnits(borrowUsd);
  return {
    marketId: market.id,
    blockNumber: 0,
    blockTimeSeconds: 0,
    bucketTimeSeconds: 0,
    origin: "import",
    supplyApr: apr,
    rewardApr: 0,
    unclaimedRewardApr: null,
    growthIndexRay: 0n,
    totalSupply,
    totalBorrow,
    liquidity: totalSupply > totalBorrow ? totalSupply - totalBorrow : 0n,
    supplyRoom: null,
    utilization: borrowUsd / supplyUsd,
    assetPriceUsd: 1,
    enterBps: 0,
    exitBps: 0,
    rateModel: market.rateModel,
    flags: { paused: false, frozen: false, supplyCapReached: false },
  };
}
