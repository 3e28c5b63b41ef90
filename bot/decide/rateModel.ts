import type { RateModel } from "../core/market.ts";
import type { Observation } from "../core/observation.ts";
import { type Apr, toFloat } from "../core/units.ts";
import { forecastCurve } from "./forecastCurve.ts";
import { utilizationAfter } from "./utilization.ts";
import { rateAt } from "./yieldCurve.ts";

/**
 * The supply APR a market would quote right after deposits change by `change`, debts as they are.
 *
 * - kinked-borrow: Aave V3 `DefaultReserveInterestRateStrategy.calculateInterestRates`;
 * - kinked-supply: Compound III `Comet.getSupplyRate`;
 * - fee-share: a Uniswap V3 pool pays its fees to the liquidity in range in proportion (`UniswapV3Pool.swap`);
 * - flat: what it quotes now.
 *
 * @param change Smallest units of the asset; negative withdraws.
 */
export function supplyAprAfter(model: RateModel, observation: Observation, change: bigint): Apr {
  if (model.kind === "flat") return observation.supplyApr;
  if (model.kind === "fee-share") {
    // The last unit of liquidity gets all fees; without any there is no rate.
    const after = Math.max(1, model.sharingDeposits + toFloat(change, 0));
    return (observation.supplyApr * model.sharingDeposits) / after;
  }
  const utilization = utilizationAfter(observation, change);
  if (model.kind === "kinked-supply") {
    const belowKink = Math.min(utilization, model.kinkUtilization);
    return model.baseSupplyApr + model.slopeLowApr * belowKink + model.slopeHighApr * (utilization - belowKink);
  }
  const optimal = model.optimalUtilization;
  const slopesApr =
    utilization > optimal
      ? model.slope1Apr + (model.slope2Apr * (utilization - optimal)) / (1 - optimal)
      : (model.slope1Apr * utilization) / optimal;
  return (model.baseBorrowApr + (utilization === 0 ? 0 : slopesApr)) * utilization * (1 - model.reserveFactor);
}

/**
 * What a forecast made at today's deposits becomes when our own money changes them: its supply part moves in proportion to the rate
 * model, its reward part is shared by more or fewer deposits. Not counted on: a rate above the kink that our own withdrawal brings about
 * (borrowers repay within hours), nor a larger share of rewards from there on, nor more than twice the fees when most of a pool's liquidity
 * is ours and leaves. Where the model says zero now, a positive forecast is shared out among all deposits.
 *
 * @param change Smallest units of the asset; negative withdraws.
 */
export function dilutedApr(forecastApr: Apr, model: RateModel, observation: Observation, change: bigint): Apr {
  const curve = forecastCurve(forecastApr, model, observation, { position: 0, decimals: 0 });
  return rateAt(curve, toFloat(change, 0));
}
