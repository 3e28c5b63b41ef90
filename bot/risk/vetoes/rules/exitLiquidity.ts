import type { Veto } from "../../../core/risk.ts";
import { BPS, maxBigint, minBigint, toFloat } from "../../../core/units.ts";
import type { VetoInput, VetoRule } from "../input.ts";
import { percentText } from "../words.ts";

/** Less than this cannot be withdrawn by rounding, and nobody goes after it. */
const DUST_USD = 1;
/** A position as a market counts it and what it pays out may differ by rounding and by interest since its last update. */
const ROUNDING_BPS = 1n;

/**
 * Getting out: our position is more than the market can pay, so as much as possible leaves before others do; or a lending market could pay
 * so little of its deposits that nothing more goes in.
 *
 * A pool's adapter states what leaves without a loss, which is little whenever the pool is a bit uneven: leaving costs something then, and
 * is not closed. For a pool, what there is of our token in it counts.
 */
export const exitLiquidity: VetoRule = (input) => ofPosition(input) ?? ofMarket(input);

function ofPosition(input: VetoInput): Veto | null {
  const { position } = input;
  if (position === null) return null;
  const payable = payableOf(input, position);
  const missing = position.totalAssets - payable;
  if (missing * BPS <= position.totalAssets * ROUNDING_BPS || isDust(input, missing)) return null;
  const detail = `${percentText(ratio(payable, position.totalAssets))} of our position can be withdrawn now`;
  return { reason: "exit-liquidity", effect: "exit", detail };
}

function payableOf({ facts, observation }: VetoInput, position: NonNullable<VetoInput["position"]>): bigint {
  if (facts?.kind !== "pool" || observation === null || !position.healthy) return position.withdrawable;
  return maxBigint(position.withdrawable, minBigint(position.totalAssets, observation.liquidity));
}

function isDust({ market, observation, pricesUsd }: VetoInput, amount: bigint): boolean {
  const priceUsd = pricesUsd[market.asset.symbol] ?? observation?.assetPriceUsd ?? Number.NaN;
  return toFloat(amount, market.asset.decimals) * priceUsd < DUST_USD;
}

function ofMarket({ observation, facts, settings }: VetoInput): Veto | null {
  if (observation === null || facts?.kind !== "lending" || observation.totalSupply === 0n) return null;
  const payable = ratio(observation.liquidity, observation.totalSupply);
  const least = settings.leastExitLiquidityBps / Number(BPS);
  if (payable >= least) return null;
  return {
    reason: "exit-liquidity",
    effect: "close",
    detail: `${percentText(payable)} of deposits can be withdrawn now, the least is ${percentText(least)}`,
  };
}

function ratio(part: bigint, whole: bigint): number {
  return toFloat(part, 0) / toFloat(whole, 0);
}
