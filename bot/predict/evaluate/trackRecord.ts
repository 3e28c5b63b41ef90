import type { MarketId } from "../../core/market.ts";
import type { UnixSeconds } from "../../core/units.ts";
import { scaleOf } from "./scale.ts";

const DAY_SECONDS = 86_400;
/** How far a forecast may go from persistence (0) to the model (1). */
export const TRUSTS = [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1] as const;
/** A market where the model is this many times as bad as persistence says no more to the others than that it is bad. */
const GREATEST_RELATIVE_LOSS = 2;
/** Errors below this are rounding. */
const LEAST_LOSS_APR = 1e-9;

export interface TrackRecordSettings {
  /** After this time a past error counts half. */
  readonly halfLifeSeconds: number;
  /** As how many samples of its own the record of all markets counts in a market. */
  readonly pooledWorth: number;
  /**
   * By what share going all the way to the model has to lessen the error before it is worth it: records are short and markets change, and
   * a little gain that is forgone costs less than a false trust.
   */
  readonly caution: number;
  /**
   * Errors count divided by this power of the rate's scale: at 0 a market's record is one of rates, which a few weeks of high rates decide;
   * at 1 it is one of shares of the rate, which quiet times decide.
   */
  readonly scalePower: number;
}

/** An error beyond this many scales counts as one of so many: one leap must not decide a market's record for half a year. */
const MOST_SCALES = 5;

/**
 * For moments six hours apart. A week's errors overlap 28 times, so that a market's record says less than it seems to: there, more caution and
 * less weight to a few weeks of high rates keep the worst market within 3 % of persistence (walk-forward, 2022-01 to 2024-02, on which
 * these were chosen).
 */
export function trackRecordSettings(horizonSeconds: number): TrackRecordSettings {
  const common = { halfLifeSeconds: 180 * DAY_SECONDS } as const;
  return horizonSeconds <= 2 * DAY_SECONDS
    ? { ...common, pooledWorth: 240, caution: 0.03, scalePower: 0 }
    : { ...common, pooledWorth: 120, caution: 0.08, scalePower: 0.5 };
}

/** How a model has done in one market at one horizon, at each trust; discounted to `asOfSeconds`. */
export interface MarketRecord {
  readonly asOfSeconds: UnixSeconds;
  /** How many samples, of which an old one counts less. */
  readonly samples: number;
  /** Sums of errors of the published forecast, had it been made at each of `TRUSTS`. */
  readonly losses: readonly number[];
}

/** All that the gate knows at one horizon, as plain JSON. */
export type TrackRecords = Readonly<Record<MarketId, MarketRecord>>;

export function initialRecord(atSeconds: UnixSeconds): MarketRecord {
  return { asOfSeconds: atSeconds, samples: 0, losses: TRUSTS.map(() => 0) };
}

/** A market's record with one more forecast come true, known at `atSeconds`; exponential forgetting. */
export function recordOutcome(
  record: MarketRecord,
  atSeconds: UnixSeconds,
  forecast: { readonly modelApr: number; readonly persistenceApr: number; readonly realisedApr: number },
  { halfLifeSeconds, scalePower }: TrackRecordSettings,
): MarketRecord {
  const kept = keptShare(record, atSeconds, halfLifeSeconds);
  const { modelApr, persistenceApr, realisedApr } = forecast;
  const scaleApr = scaleOf(persistenceApr);
  const lossOf = (apr: number): number => Math.min(Math.abs(realisedApr - apr) / scaleApr, MOST_SCALES) * scaleApr ** (1 - scalePower);
  return {
    asOfSeconds: atSeconds,
    samples: record.samples * kept + 1,
    losses: TRUSTS.map((trust, g) => (record.losses[g] as number) * kept + lossOf(towards(persistenceApr, modelApr, trust))),
  };
}

/**
 * How far to go from persistence to the model in a market: the trust of least discounted error in the market's own record, together with
 * `pooledWorth` samples of the record of all. Each market's losses count relative to those of persistence in it, so that markets of all
 * levels have one say. Persistence where nothing is known, and where two are equally good the nearer to persistence.
 */
export function trustIn(records: TrackRecords, marketId: MarketId, atSeconds: UnixSeconds, settings: TrackRecordSettings): number {
  return bestTrust(records[marketId], pooledLosses(Object.values(records), atSeconds, settings), atSeconds, settings);
}

export function bestTrust(
  record: MarketRecord | undefined,
  pooled: readonly number[],
  atSeconds: UnixSeconds,
  { halfLifeSeconds, pooledWorth, caution }: TrackRecordSettings,
): number {
  const own = record === undefined ? pooled : relativeLosses(record);
  const weight = record === undefined ? 0 : record.samples * keptShare(record, atSeconds, halfLifeSeconds);
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  TRUSTS.forEach((trust, g) => {
    const loss = (weight * (own[g] as number) + pooledWorth * (pooled[g] as number)) * (1 + caution * trust);
    if (!(loss < least)) return;
    least = loss;
    best = trust;
  });
  return best;
}

/** The mean relative losses at each trust over all markets, by what each has known for how long; ones while nothing is known. */
export function pooledLosses(
  records: Iterable<MarketRecord>,
  atSeconds: UnixSeconds,
  { halfLifeSeconds }: Pick<TrackRecordSettings, "halfLifeSeconds">,
): readonly number[] {
  const sums = TRUSTS.map(() => 0);
  let weights = 0;
  for (const record of records) {
    const weight = record.samples * keptShare(record, atSeconds, halfLifeSeconds);
    weights += weight;
    relativeLosses(record).forEach((loss, g) => {
      sums[g] = (sums[g] as number) + weight * Math.min(loss, GREATEST_RELATIVE_LOSS);
    });
  }
  return sums.map((sum) => (weights === 0 ? 1 : sum / weights));
}

/** Part of the way from persistence to the model. */
export function towards(persistenceApr: number, modelApr: number, trust: number): number {
  return persistenceApr + trust * (modelApr - persistenceApr);
}

function relativeLosses({ losses, samples }: MarketRecord): readonly number[] {
  const persistence = (losses[0] as number) + samples * LEAST_LOSS_APR;
  return losses.map((loss) => (persistence === 0 ? 1 : (loss + samples * LEAST_LOSS_APR) / persistence));
}

function keptShare({ asOfSeconds }: MarketRecord, atSeconds: UnixSeconds, halfLifeSeconds: number): number {
  return 2 ** (-(atSeconds - asOfSeconds) / halfLifeSeconds);
}
