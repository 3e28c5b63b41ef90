import { SECONDS_PER_YEAR } from "../../core/units.ts";
import type { MarketSeries } from "../../predict/series/marketSeries.ts";
import { CONTENT_BORROW_APR, STRESS } from "./calibration.ts";
import { marketFlows } from "./marketFlows.ts";
import { stepOf } from "./meanReverting.ts";
import type { RandomStream } from "./randomStream.ts";
import type { StressTimes } from "./stress.ts";
import type { Surroundings } from "./surroundings.ts";
import { borrowAprAt, type SyntheticMarket } from "./syntheticMarket.ts";
import { pointsOf, statesOf, type TimeGrid } from "./timeGrid.ts";

/**
 * The past of one market: the logarithms of deposits and debts, each drawn to where asset and protocol go and to where the rate contents its
 * people, moved by what comes and goes, by whales, and in times of stress by a run on what is left. Nobody can withdraw or borrow what
 * is lent out, so utilization ends at one. What happens in a step happens at one moment of it, and what is paid is the growth of the index
 * over the step: at the rate before for one part, at the rate after for the other.
 *
 * @param random The market's own.
 */
export function marketPast(market: SyntheticMarket, around: Surroundings, grid: TimeGrid, random: RandomStream): MarketSeries {
  const points = pointsOf(grid);
  const columns = {
    timeSeconds: Float64Array.from({ length: points }, (_, i) => grid.fromSeconds + i * grid.stepSeconds),
    quotedApr: new Float64Array(points),
    paidApr: new Float64Array(points),
    totalSupplyUsd: new Float64Array(points),
    totalBorrowUsd: new Float64Array(points),
    utilization: new Float64Array(points),
    assetPriceUsd: new Float64Array(points),
  };
  const asset = around.assets[market.asset];
  const protocol = around.protocols[market.protocol];
  if (asset === undefined || protocol === undefined) throw new RangeError(`${market.id} has no such surroundings`);
  const { rateModel } = market;
  const stepYears = grid.stepSeconds / SECONDS_PER_YEAR;
  const flows = marketFlows(market, grid, random);
  const drawnIn = drawnInto(asset.stress, STRESS.drawnIn, random);
  const drawnInByPanic = drawnInto(around.panic, STRESS.drawnInByPanic, random);
  const content = stepOf(CONTENT_BORROW_APR.market, grid.stepSeconds);
  const states = statesOf(grid);
  let ownContent = CONTENT_BORROW_APR.market.deviation * random.normal();
  let logSupply = market.logSupply + (asset.logSupply[0] as number) + (protocol.logSupply[0] as number);
  let logBorrow = logSupply + Math.log(rateModel.optimalUtilization * (1 - random.uniform() / 2));
  let momentOfStep = 0;
  for (let i = 0; i < states; i++) {
    const utilization = Math.exp(logBorrow - logSupply);
    const borrowApr = borrowAprAt(rateModel, utilization);
    const supplyApr = borrowApr * utilization * (1 - rateModel.reserveFactor);
    if (i > 0) {
      const before = columns.quotedApr[i - 1] as number;
      const growth = Math.log1p(before * momentOfStep * stepYears) + Math.log1p(supplyApr * (1 - momentOfStep) * stepYears);
      columns.paidApr[i - 1] = growth / stepYears;
    }
    if (i === points) break;
    const priceUsd = asset.priceUsd[i] as number;
    const supplyUsd = Math.exp(logSupply) * priceUsd;
    columns.quotedApr[i] = supplyApr;
    columns.totalSupplyUsd[i] = supplyUsd;
    columns.totalBorrowUsd[i] = supplyUsd * utilization;
    columns.utilization[i] = utilization;
    columns.assetPriceUsd[i] = priceUsd;

    const isStressed = drawnIn(i) || drawnInByPanic(i);
    const logCommon = (around.leverage[i] as number) + (asset.logContent[i] as number) + (protocol.logContent[i] as number);
    const contentApr = isStressed ? STRESS.contentBorrowApr : Math.exp(market.logContent + logCommon + ownContent);
    const logGoal = market.logSupply + (asset.logSupply[i] as number) + (protocol.logSupply[i] as number);
    const moves = flows({ borrowApr, supplyApr, contentApr, aboveGoal: logSupply - logGoal, isStressed });
    // Debts and deposits both grow by their interest; then people repay and deposit before others borrow and withdraw.
    logSupply += supplyApr * stepYears + Math.max(0, moves.supply);
    logBorrow += borrowApr * stepYears + Math.min(0, moves.borrow);
    logBorrow = Math.min(logSupply, logBorrow + Math.max(0, moves.borrow));
    logSupply = Math.max(logBorrow, logSupply + Math.min(0, moves.supply));
    ownContent = content.kept * ownContent + content.noise * random.normal();
    momentOfStep = random.uniform();
  }
  return { marketId: market.id, protocol: protocol.name, symbol: asset.symbol, category: "lending", ...columns };
}

/** Whether a market is part of the episode that is on: decided once for each, in the order in which they come. */
function drawnInto(times: StressTimes, probability: number, random: RandomStream): (state: number) => boolean {
  let episode = 0;
  let isPart = false;
  return (state) => {
    const now = times.episode[state] as number;
    if (now !== 0 && now !== episode) isPart = random.uniform() < probability;
    if (now !== 0) episode = now;
    return now !== 0 && isPart;
  };
}
