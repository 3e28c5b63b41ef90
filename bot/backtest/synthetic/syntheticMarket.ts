import type { KinkedBorrowRate, MarketId } from "../../core/market.ts";
import { ASSETS, CONTENT_BORROW_APR, ELASTICITY, FLOWS, PROTOCOLS, RATE_RANGES, type Range, SUPPLY_USD } from "./calibration.ts";
import type { RandomStream } from "./randomStream.ts";

/** What one made-up market is like: drawn once, the same all its life. */
export interface SyntheticMarket {
  readonly id: MarketId;
  /** Its places among the assets and the protocols. */
  readonly asset: number;
  readonly protocol: number;
  readonly rateModel: KinkedBorrowRate;
  /** The logarithm of its deposits in the middle of all times, in tokens. */
  readonly logSupply: number;
  /** The logarithm of the rate that contents its borrowers in the middle of all times. */
  readonly logContent: number;
  /** Per day, see `ELASTICITY`. */
  readonly borrowersElasticity: number;
  readonly lendersElasticity: number;
  /** Share of hours in which something comes or goes, and how much then, see `FLOWS`. */
  readonly active: number;
  readonly ordinaryDeviation: number;
  readonly whalesADay: number;
}

/** Every id begins with this, and no real market's does. */
export const SYNTHETIC = "synthetic";

/** @param number Its place among the markets: assets and protocols take turns. */
export function drawMarket(number: number, random: RandomStream): SyntheticMarket {
  const from = ([least, most]: Range) => least + (most - least) * random.uniform();
  const asset = number % ASSETS.length;
  const protocol = number % PROTOCOLS.length;
  const { kinks } = RATE_RANGES;
  const { optimalUtilization, slope2Apr } = kinks[Math.floor(random.uniform() * kinks.length)] ?? kinks[0];
  const supplyUsd = SUPPLY_USD.median * Math.exp(SUPPLY_USD.logDeviation * random.normal());
  return {
    id: `${SYNTHETIC}:${PROTOCOLS[protocol]}:${ASSETS[asset]?.toLowerCase()}-${number}`,
    asset,
    protocol,
    rateModel: {
      kind: "kinked-borrow",
      optimalUtilization,
      baseBorrowApr: from(RATE_RANGES.baseBorrowApr),
      slope1Apr: from(RATE_RANGES.slope1Apr),
      slope2Apr: from(slope2Apr),
      reserveFactor: from(RATE_RANGES.reserveFactor),
    },
    logSupply: Math.log(Math.min(SUPPLY_USD.most, Math.max(SUPPLY_USD.least, supplyUsd))),
    logContent: Math.log(CONTENT_BORROW_APR.median) + CONTENT_BORROW_APR.levelDeviation * random.normal(),
    borrowersElasticity: from(ELASTICITY.borrowers),
    lendersElasticity: from(ELASTICITY.lenders),
    active: from(FLOWS.active),
    ordinaryDeviation: from(FLOWS.ordinaryDeviation),
    whalesADay: from(FLOWS.whalesADay),
  };
}

/** Aave's borrow rate at a utilization. */
export function borrowAprAt(model: KinkedBorrowRate, utilization: number): number {
  const { optimalUtilization: optimal, baseBorrowApr, slope1Apr, slope2Apr } = model;
  return utilization > optimal
    ? baseBorrowApr + slope1Apr + (slope2Apr * (utilization - optimal)) / (1 - optimal)
    : baseBorrowApr + (slope1Apr * utilization) / optimal;
}
