import { ASSETS, CONTENT_BORROW_APR, PEG, STRESS, SUPPLY } from "./calibration.ts";
import { meanRevertingPath } from "./meanReverting.ts";
import { type RandomStream, randomStream } from "./randomStream.ts";
import { STREAMS } from "./streams.ts";
import { type StressTimes, stressTimes } from "./stress.ts";
import { statesOf, type TimeGrid } from "./timeGrid.ts";

/** What markets of one dollar token have in common, at every state. */
export interface AssetPast {
  readonly symbol: string;
  readonly priceUsd: Float64Array;
  /** Added to the logarithms of the rate that contents borrowers and of deposits. */
  readonly logContent: Float64Array;
  readonly logSupply: Float64Array;
  readonly stress: StressTimes;
}

/** @param asset Its place among the assets. */
export function assetPast(grid: TimeGrid, seed: number, asset: number): AssetPast {
  const states = statesOf(grid);
  const path = (place: number, process: Parameters<typeof meanRevertingPath>[0]) =>
    meanRevertingPath(process, states, grid.stepSeconds, randomStream(seed, streamOf(asset, place)));
  const stress = stressTimes(grid, STRESS.assetsAYear, randomStream(seed, streamOf(asset, 0)));
  return {
    symbol: ASSETS[asset] ?? "",
    priceUsd: pegged(path(1, PEG.around), stress, grid.stepSeconds / 3600, randomStream(seed, streamOf(asset, 2))),
    logContent: path(3, CONTENT_BORROW_APR.asset),
    logSupply: path(4, SUPPLY.asset),
    stress,
  };
}

/** Each asset has ten streams. */
function streamOf(asset: number, place: number): number {
  return STREAMS.asset + asset * 10 + place;
}

/** Around one dollar; in some episodes it falls within hours and comes back in a day or two. */
function pegged(around: Float64Array, { starts }: StressTimes, stepHours: number, random: RandomStream): Float64Array {
  const price = around.map((deviation) => 1 + deviation);
  for (const start of starts) {
    const isOffPeg = random.uniform() < STRESS.offPegShare;
    const depth = Math.min(PEG.depth.most, PEG.depth.median * Math.exp(PEG.depth.logDeviation * random.normal()));
    if (!isOffPeg) continue;
    for (let i = start; i < price.length; i++) {
      const hours = (i - start) * stepHours;
      const share = hours < PEG.fallHours ? hours / PEG.fallHours : 2 ** (-(hours - PEG.fallHours) / PEG.recoveryHalfLifeHours);
      if (hours > PEG.fallHours && share < 1e-6) break;
      price[i] = (price[i] as number) * (1 - depth * share);
    }
  }
  return price;
}
