import type { Run } from "../../engine/run.ts";
import { SERIES_COLOURS } from "./style.ts";

/** A drawing is no finer than this many moments. */
const MOST_MOMENTS = 300;

/** Shares of the vault over time, moment by moment: for each moment as many as there are names; they sum to 1. */
export interface Allocation {
  readonly timeSeconds: Float64Array;
  /** Places of the markets shown on their own, those that held most first. */
  readonly markets: readonly number[];
  /** Of those markets, of all others together, and idle: moments × (markets + 2). */
  readonly share: Float64Array;
}

/** Where a vault's money was, evenly spaced samples of it, its larger markets apart; moments without any money are left out. */
export function allocationOf({ samples, marketIds }: Run): Allocation {
  const { timeSeconds, positionsUsd, idleUsd } = samples;
  const position = (sample: number, market: number): number => positionsUsd[sample * marketIds.length + market] as number;
  const held = marketIds.map((_id, market) => timeSeconds.reduce((sum, _seconds, sample) => sum + position(sample, market), 0));
  const markets = Array.from(held.keys())
    .filter((market) => (held[market] as number) > 0)
    .toSorted((a, b) => (held[b] as number) - (held[a] as number))
    .slice(0, SERIES_COLOURS);
  const every = Math.max(1, Math.ceil(timeSeconds.length / MOST_MOMENTS));
  const moments = Array.from(timeSeconds.keys()).filter((sample) => sample % every === 0 && total(sample) > 0);
  const share = moments.flatMap((sample) => {
    const own = markets.map((market) => position(sample, market) / total(sample));
    const idle = (idleUsd[sample] as number) / total(sample);
    const others = 1 - idle - own.reduce((sum, value) => sum + value, 0);
    return [...own, Math.max(0, others), idle];
  });
  return { timeSeconds: Float64Array.from(moments, (sample) => timeSeconds[sample] as number), markets, share: Float64Array.from(share) };

  function total(sample: number): number {
    return marketIds.reduce((sum, _id, market) => sum + position(sample, market), idleUsd[sample] as number);
  }
}
