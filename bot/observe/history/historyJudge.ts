import type { MarketId } from "../../core/market.ts";
import { PERIOD_SECONDS, type Period, type PeriodYield } from "../../core/periodYield.ts";
import type { RejectedSample } from "../../core/rejectedSample.ts";
import { type HistoryBreach, type LastBelieved, sampleBreach, spikeBreach } from "./historyQuality.ts";
import { SeenPeriods } from "./seenPeriods.ts";

/** A sample with what it was read from, to be kept when it is not believed. */
export interface HistorySample {
  readonly yields: PeriodYield;
  toObject(): unknown;
}

/** What became of samples: each that was given is, in the end, in exactly one of the two. */
export interface Verdict {
  readonly accepted: readonly PeriodYield[];
  readonly rejected: readonly RejectedSample[];
}

interface MarketState {
  lastBelieved: LastBelieved | null;
  /** The newest period: its sample is held back, for a later one of the same period would count instead. */
  open: HistorySample | null;
  readonly closed: SeenPeriods;
}

/**
 * Judges samples one by one, in the order of the file. It holds one sample a market and a bit a period, whatever the number of samples.
 *
 * Of two samples of one market, origin and period the later counts, of two of the same time the later line; the other is rejected as
 * "superseded". That holds while no other period of the market comes between them: a sample for a period that is over is rejected as
 * "repeated-period", for the first may have been stored long since.
 */
export class HistoryJudge {
  readonly #period: Period;
  readonly #markets = new Map<string, MarketState>();

  constructor(period: Period) {
    this.#period = period;
  }

  /** What is certain about this sample and those before it. */
  judge(sample: HistorySample): Verdict {
    const { yields } = sample;
    const state = this.#state(yields.marketId, yields.origin);
    const breach = sampleBreach(yields) ?? spikeBreach(yields, state.lastBelieved);
    if (breach !== null) return { accepted: [], rejected: [rejection(sample, breach)] };
    const { open } = state;
    const period = yields.periodStartSeconds / PERIOD_SECONDS[this.#period];
    if (open?.yields.periodStartSeconds === yields.periodStartSeconds) {
      const [earlier, later] = open.yields.lastSampleSeconds <= yields.lastSampleSeconds ? [open, sample] : [sample, open];
      this.#hold(state, later);
      return { accepted: [], rejected: [rejection(earlier, superseded(later))] };
    }
    if (state.closed.has(period)) {
      const detail = "the period was over: another sample of it came before, and other periods of the market between them";
      return { accepted: [], rejected: [rejection(sample, { rule: "repeated-period", value: yields.periodStartSeconds, detail })] };
    }
    if (open !== null) state.closed.add(open.yields.periodStartSeconds / PERIOD_SECONDS[this.#period]);
    this.#hold(state, sample);
    return { accepted: open === null ? [] : [open.yields], rejected: [] };
  }

  /** The samples that are still held back, when there are no more to come. */
  finish(): readonly PeriodYield[] {
    const held = [...this.#markets.values()].flatMap(({ open }) => (open === null ? [] : [open.yields]));
    this.#markets.clear();
    return held;
  }

  #state(marketId: MarketId, origin: string): MarketState {
    const name = `${origin}\0${marketId}`;
    const state = this.#markets.get(name) ?? { lastBelieved: null, open: null, closed: new SeenPeriods() };
    this.#markets.set(name, state);
    return state;
  }

  #hold(state: MarketState, sample: HistorySample): void {
    state.open = sample;
    state.lastBelieved = sample.yields;
  }
}

function superseded({ yields }: HistorySample): HistoryBreach {
  const { lastSampleSeconds } = yields;
  return { rule: "superseded", value: lastSampleSeconds, detail: `a sample of ${lastSampleSeconds} counts for the period` };
}

function rejection(sample: HistorySample, { rule, value, detail }: HistoryBreach): RejectedSample {
  const { marketId, origin, lastSampleSeconds, lastBlockNumber } = sample.yields;
  return {
    marketId,
    origin,
    sampleTimeSeconds: lastSampleSeconds,
    blockNumber: lastBlockNumber,
    rule,
    value,
    detail,
    sample: sample.toObject(),
  };
}
