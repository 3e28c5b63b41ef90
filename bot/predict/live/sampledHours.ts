import { PERIOD_SECONDS, type PeriodYield } from "../../core/periodYield.ts";
import type { UnixSeconds } from "../../core/units.ts";
import { emptyYields } from "../../observe/history/historyRow.ts";
import type { YieldSample } from "../../store/recentYields.ts";
import { ROLLUP_ORIGIN } from "../../store/rollups.ts";
import { realisedSupplyApr } from "../realisedApr.ts";
import { groupBy } from "./groupBy.ts";

const HOUR_SECONDS = PERIOD_SECONDS.hour;
/** The origin of observations that stand for themselves. */
const SAMPLE_ORIGIN = "sample";

/**
 * One market's observations as a series takes them: hours that are over as `rollUp` will sum them up, and those of the hour that is going on
 * each for itself, with what its index grew by until the next. So a replay, which finds the hours summed up, reads what the live keeper read.
 *
 * @param samples Ascending, from the hour before `fromSeconds` on, whose last sample is where growth begins.
 * @param fromSeconds The first hour wanted.
 */
export function sampledHours(samples: readonly YieldSample[], fromSeconds: UnixSeconds, atSeconds: UnixSeconds): readonly PeriodYield[] {
  const hours = groupBy(samples, (sample) => hourOf(sample.bucketTimeSeconds));
  return [...hours].flatMap(([hour, inHour]) => {
    if (hour < fromSeconds) return [];
    if (hour + HOUR_SECONDS > atSeconds) return samplesAsTheyAre(inHour);
    return [summedUp(hour, inHour, hours.get(hour - HOUR_SECONDS)?.at(-1))];
  });
}

/** The hour that a time is in. */
export function hourOf(seconds: UnixSeconds): UnixSeconds {
  return Math.floor(seconds / HOUR_SECONDS) * HOUR_SECONDS;
}

function summedUp(hour: UnixSeconds, samples: readonly YieldSample[], before: YieldSample | undefined): PeriodYield {
  const last = samples.at(-1) as YieldSample;
  return {
    ...rowOf(last, realised(before ?? (samples[0] as YieldSample), last)),
    periodStartSeconds: hour,
    origin: ROLLUP_ORIGIN,
    samples: samples.length,
    supplyApr: mean(samples, (one) => one.supplyApr),
    rewardApr: mean(samples, (one) => one.rewardApr),
  };
}

function samplesAsTheyAre(samples: readonly YieldSample[]): readonly PeriodYield[] {
  return samples.map((sample, i) => {
    const next = samples[i + 1];
    return rowOf(sample, next === undefined ? null : realised(sample, next));
  });
}

function rowOf(sample: YieldSample, realisedApr: number | null): PeriodYield {
  const { marketId, blockNumber, blockTimeSeconds, bucketTimeSeconds, supplyApr, rewardApr } = sample;
  const { totalSupplyUsd, totalBorrowUsd, liquidityUsd, utilization, assetPriceUsd } = sample;
  const periodStartSeconds = hourOf(bucketTimeSeconds);
  return {
    ...emptyYields({ marketId, periodStartSeconds, origin: SAMPLE_ORIGIN, lastSampleSeconds: blockTimeSeconds }),
    lastBlockNumber: blockNumber,
    supplyApr,
    rewardApr,
    realisedApr,
    totalSupplyUsd,
    totalBorrowUsd,
    liquidityUsd,
    utilization,
    assetPriceUsd,
  };
}

/** Null where nothing can be said: no time between them, or an index that is none. */
function realised(from: YieldSample, to: YieldSample): number | null {
  if (to.blockTimeSeconds <= from.blockTimeSeconds || from.growthIndexRay <= 0n || to.growthIndexRay <= 0n) return null;
  return realisedSupplyApr(from, to);
}

function mean(samples: readonly YieldSample[], value: (sample: YieldSample) => number): number {
  return samples.reduce((sum, one) => sum + value(one), 0) / samples.length;
}
