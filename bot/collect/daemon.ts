import type { Clock } from "../core/clock.ts";
import type { UnixSeconds } from "../core/units.ts";
import type { Snapshot } from "../observe/collector.ts";
import { nextDue, scheduleOf } from "../observe/schedule.ts";
import { type Recorded, recordSnapshot } from "../store/recording.ts";
import { inBackground } from "./background.ts";
import { SampleOverrun, StaleHead } from "./failures.ts";
import { createMissLog } from "./missLog.ts";
import type { Refilled } from "./refill.ts";
import { type SampleDeps, takeSample } from "./sample.ts";

export interface DaemonDeps extends SampleDeps {
  readonly bucketSeconds: number;
  /** Older blocks are not believed; null for a chain whose clock is its own, such as a development node's. */
  readonly maxBlockAgeSeconds: number | null;
  readonly clock: Clock;
  /** Reads some of what was missed, until it is told to stop. */
  readonly refill: (stop: AbortSignal) => Promise<Refilled>;
  /** Looks after the store beside the samples; fails by itself, never the loop. */
  readonly maintain?: (nowSeconds: UnixSeconds) => Promise<void>;
}

/** One sample that is stored. */
export interface Sampled {
  readonly snapshot: Snapshot;
  readonly recorded: Recorded;
}

export interface DaemonEvents {
  /** After every bucket that was tried. */
  readonly onSample: (result: Sampled | Error) => void;
  /** When work on what was missed begins; no sample waits for it. */
  readonly onRefill: (work: Promise<Refilled>) => void;
}

/**
 * Samples every bucket until `stop` is aborted. Whatever fails, the next bucket is tried: what was missed is recorded with its reason by the
 * next sample that can be stored. On `stop` it finishes what is being read and written.
 */
export async function observeForever(deps: DaemonDeps, stop: AbortSignal, { onSample, onRefill }: DaemonEvents): Promise<void> {
  const { clock, bucketSeconds, maxBlockAgeSeconds, db, chainId } = deps;
  const schedule = scheduleOf(bucketSeconds);
  const misses = createMissLog();
  const refilling = inBackground(() => deps.refill(stop));
  const maintaining = inBackground(async () => deps.maintain?.(Math.floor(clock.nowMilliseconds() / 1000)));
  let lastBucket: UnixSeconds | null = null;

  async function sample(): Promise<Sampled> {
    const nowSeconds = Math.floor(clock.nowMilliseconds() / 1000);
    const snapshot = await takeSample(deps, { nowSeconds, maxBlockAgeSeconds });
    return { snapshot, recorded: await recordSnapshot(db, snapshot, { chainId, bucketSeconds, missOf: misses.reasonOf }) };
  }

  while (!stop.aborted) {
    const { bucketTimeSeconds, waitMilliseconds, missed } = nextDue(schedule, lastBucket, clock.nowMilliseconds());
    if (waitMilliseconds > 0) {
      await clock.sleep(waitMilliseconds, stop);
      continue;
    }
    misses.overrun(missed);
    lastBucket = bucketTimeSeconds;
    try {
      const sampled = await withinSeconds(bucketSeconds, sample());
      const { number, timeSeconds } = sampled.snapshot.block;
      misses.recorded(sampled.recorded.bucketTimeSeconds);
      if (maxBlockAgeSeconds !== null && timeSeconds < bucketTimeSeconds) {
        misses.failed(bucketTimeSeconds, new StaleHead(number, bucketTimeSeconds - timeSeconds));
      }
      onSample(sampled);
      // After a failure there is nothing to read from, or nowhere to put it.
      const work = stop.aborted ? null : refilling.begin();
      if (work !== null) onRefill(work);
      void maintaining.begin();
    } catch (error) {
      misses.failed(bucketTimeSeconds, error);
      onSample(error instanceof Error ? error : new Error(String(error)));
    }
  }
  await Promise.all([refilling.idle(), maintaining.idle()]);
}

/** The work's result, unless it hangs for longer than a bucket lasts: then it is left alone, and what it still writes is as good as ever. */
async function withinSeconds<Result>(seconds: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new SampleOverrun(seconds)), seconds * 1000);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
