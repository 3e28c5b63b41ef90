import fc from "fast-check";
import type { Observation } from "../../bot/core/observation.ts";
import { RAY, SECONDS_PER_YEAR } from "../../bot/core/units.ts";

export const START = 1_700_000_000;
export const HOUR = 3600;
export const DAY = 24 * HOUR;

/** A market that pays `apr` for `seconds` and is then observed; quotes are what it paid last unless given. */
export interface Step {
  readonly seconds: number;
  readonly apr: number;
  readonly quotedApr?: number;
  readonly rewardApr?: number;
}

/** Observations of a market whose index grows continuously at the given rates, the first at `START`. */
export function historyOf(marketId: string, steps: readonly Step[], first: Omit<Step, "seconds"> = steps[0] ?? { apr: 0 }): Observation[] {
  const history = [observed(marketId, START, 0, first)];
  let time = START;
  let logIndex = 0;
  for (const step of steps) {
    time += step.seconds;
    logIndex += (step.apr * step.seconds) / SECONDS_PER_YEAR;
    history.push(observed(marketId, time, logIndex, step));
  }
  return history;
}

/** Irregular samples of a market whose rate wanders. */
export const wanderingHistory: fc.Arbitrary<Observation[]> = fc
  .array(
    fc.record({
      seconds: fc.integer({ min: 12, max: 6 * HOUR }),
      apr: fc.double({ min: 0, max: 0.2, noNaN: true }),
      rewardApr: fc.constantFrom(0, 0, 0.01),
    }),
    { minLength: 2, maxLength: 120 },
  )
  .map((steps) => historyOf("1:aave-v3:usdc", steps));

function observed(marketId: string, time: number, logIndex: number, step: Omit<Step, "seconds">): Observation {
  return {
    marketId,
    blockNumber: Math.floor(time / 12),
    blockTimeSeconds: time,
    bucketTimeSeconds: time - (time % 300),
    origin: "rpc",
    supplyApr: step.quotedApr ?? step.apr,
    rewardApr: step.rewardApr ?? 0,
    unclaimedRewardApr: 0,
    enterBps: 0,
    exitBps: 0,
    growthIndexRay: (BigInt(Math.round(Math.exp(logIndex) * 1e15)) * RAY) / 10n ** 15n,
    totalSupply: 10n ** 14n,
    totalBorrow: 8n * 10n ** 13n,
    liquidity: 2n * 10n ** 13n,
    supplyRoom: null,
    utilization: 0.8,
    assetPriceUsd: 1,
    rateModel: { kind: "flat" },
    flags: { paused: false, frozen: false, supplyCapReached: false },
  };
}
