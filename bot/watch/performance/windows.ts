import { maxDrawdown } from "../../backtest/metrics/maxDrawdown.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { PricedTick } from "../../store/pricedTicks.ts";
import { type Benchmark, type BestMarket, bestMarket, equalWeight, type MarketRate } from "./benchmark.ts";
import { type Realised, realised } from "./realised.ts";

const DAY_SECONDS = 86_400;

/** The times performance is told of; all end with the last tick that saw the vault. */
export const WINDOWS = [
  { name: "24h", seconds: DAY_SECONDS },
  { name: "7d", seconds: 7 * DAY_SECONDS },
  { name: "30d", seconds: 30 * DAY_SECONDS },
  { name: "since-start", seconds: Number.POSITIVE_INFINITY },
] as const;

export type WindowName = (typeof WINDOWS)[number]["name"];

/** How a vault did between two ticks that saw its share price. Net of the vault's fees and of what moving cost it; gas is the keeper's. */
export interface Performance extends Realised {
  readonly fromSeconds: UnixSeconds;
  readonly toSeconds: UnixSeconds;
  readonly sharePriceFrom: number;
  readonly sharePriceTo: number;
  readonly benchmark: Benchmark | null;
  readonly bestMarket: BestMarket | null;
  /** The deepest fall of the share price below its highest until then, a fraction of it. */
  readonly maxDrawdown: number;
}

/**
 * What share prices and growth indices say of one time.
 * @param path Share prices, oldest first: its first and last are where the time begins and ends.
 * @throws RangeError without any.
 */
export function performanceOf(path: readonly PricedTick[], rates: readonly MarketRate[]): Performance {
  const [first] = path;
  const last = path.at(-1);
  if (first === undefined || last === undefined) throw new RangeError("there is no performance without a share price");
  const elapsedSeconds = last.bucketTimeSeconds - first.bucketTimeSeconds;
  const known = elapsedSeconds > 0 ? rates : [];
  return {
    fromSeconds: first.bucketTimeSeconds,
    toSeconds: last.bucketTimeSeconds,
    sharePriceFrom: first.sharePrice,
    sharePriceTo: last.sharePrice,
    ...realised(last.sharePrice / first.sharePrice, elapsedSeconds),
    benchmark: equalWeight(known, elapsedSeconds),
    bestMarket: bestMarket(known, elapsedSeconds),
    maxDrawdown: maxDrawdown({
      timeSeconds: Float64Array.from(path, ({ bucketTimeSeconds }) => bucketTimeSeconds),
      growth: Float64Array.from(path, ({ sharePrice }) => sharePrice),
    }).depth,
  };
}
