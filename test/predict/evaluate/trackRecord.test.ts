import { expect } from "chai";
import fc from "fast-check";
import { relativeMeanAbsoluteError } from "../../../bot/predict/evaluate/metrics/relativeMeanAbsoluteError.ts";
import { rowsByMarket, selectRows } from "../../../bot/predict/evaluate/rows.ts";
import { runTrackRecord } from "../../../bot/predict/evaluate/runTrackRecord.ts";
import {
  bestTrust,
  initialRecord,
  pooledLosses,
  recordOutcome,
  TRUSTS,
  type TrackRecordSettings,
  trustIn,
} from "../../../bot/predict/evaluate/trackRecord.ts";
import { expectNear } from "../../near.ts";
import { DAY, HOUR, judgedOf, normals, type Row, withAnotherFuture } from "./forecasts.ts";

const settings: TrackRecordSettings = { halfLifeSeconds: 60 * 86_400, pooledWorth: 120, caution: 0.06, scalePower: 0 };

/** The best a model may go is `truth` of its way from 5 to 6 %: what is paid lies there, with a little noise. */
function gatedRows(
  market: string,
  days: number,
  truth: number,
  options: { readonly fromDay?: number; readonly rate?: number } = {},
): Row[] {
  const { fromDay = 0, rate = 0.05 } = options;
  const normal = normals(13);
  return Array.from({ length: 4 * days }, (_, i) => ({
    market,
    at: (fromDay * 4 + i) * 6 * HOUR,
    persistence: rate,
    point: 1.2 * rate,
    realised: rate * (1 + 0.2 * truth + 0.02 * normal()),
    quantiles: [1.1, 1.15, 1.2, 1.25, 1.3].map((factor) => factor * rate),
  }));
}

describe("a model's track record", () => {
  it("trusts it as far as it was right, market by market", () => {
    const truths = { "1:a:none": 0, "1:a:some": 0.3, "1:b:all": 1, "1:b:harmful": -1 };
    const forecasts = judgedOf(Object.entries(truths).flatMap(([market, truth]) => gatedRows(market, 300, truth)));
    const { records } = runTrackRecord(forecasts);
    for (const [market, truth] of Object.entries(truths)) {
      expectNear(trustIn(records, market, 300 * DAY, settings), Math.max(0, truth), 0.1 + 1e-9, market);
    }
  });

  it("makes no market much worse than persistence, and a useful one better", () => {
    const forecasts = judgedOf([...gatedRows("1:a:bad", 300, -0.5), ...gatedRows("1:b:good", 300, 0.8)]);
    const { forecasts: published } = runTrackRecord(forecasts);
    const [bad, good] = [...rowsByMarket(published).values()].map((rows) => relativeMeanAbsoluteError(selectRows(published, rows)));
    expect(relativeMeanAbsoluteError(selectRows(forecasts, rowsByMarket(forecasts).get(0) ?? []))).above(2);
    expect(bad).below(1.03);
    expect(good).below(0.35);
  });

  it("does not trust a model for a gain smaller than its caution", () => {
    const outcome = { modelApr: 0.0505, persistenceApr: 0.05, realisedApr: 0.06 };
    const record = recordOutcome(initialRecord(0), 0, outcome, settings);
    const trustWith = (caution: number) => bestTrust(record, pooledLosses([record], 0, settings), 0, { ...settings, caution });
    // Going all the way takes 5 % off the error.
    expect(trustWith(0)).equal(1);
    expect(trustWith(0.04)).above(0);
    expect(trustWith(0.06)).equal(0);
  });

  it("says persistence while nothing is known, and goes by the other markets where it is new", () => {
    expect(trustIn({}, "1:a:x", 0, settings)).equal(0);
    const { records } = runTrackRecord(judgedOf(gatedRows("1:a:old", 200, 1)));
    expect(trustIn(records, "1:b:new", 200 * DAY, settings)).equal(1);
  });

  it("forgets: an old record loses its weight", () => {
    const { records } = runTrackRecord(judgedOf([...gatedRows("1:a:x", 200, 1), ...gatedRows("1:a:x", 200, 0, { fromDay: 200 })]));
    expect(trustIn(records, "1:a:x", 400 * DAY, settings)).at.most(0.2);
    const record = recordOutcome(initialRecord(0), 0, { modelApr: 0.06, persistenceApr: 0.05, realisedApr: 0.06 }, settings);
    const later = recordOutcome(record, settings.halfLifeSeconds, { modelApr: 0.05, persistenceApr: 0.05, realisedApr: 0.05 }, settings);
    expectNear(later.samples, 1.5, 1e-12);
    expectNear(later.losses[0] as number, 0.005, 1e-12);
  });

  it("gives markets of all levels one say", () => {
    const small = runTrackRecord(judgedOf(gatedRows("1:a:small", 100, 0.5, { rate: 0.002 }))).records;
    const large = runTrackRecord(judgedOf(gatedRows("1:a:large", 100, 0.5, { rate: 0.5 }))).records;
    const curves = [small, large].map((records) => pooledLosses(Object.values(records), 100 * DAY, settings));
    TRUSTS.forEach((_trust, g) => {
      expectNear(curves[0]?.[g] as number, curves[1]?.[g] as number, 1e-3);
    });
  });

  it("is not led astray by one market where persistence is never wrong", () => {
    const still = gatedRows("1:a:still", 200, 0).map((row) => ({ ...row, realised: 0.05 }));
    const { records } = runTrackRecord(judgedOf([...still, ...gatedRows("1:b:good", 200, 1), ...gatedRows("1:b:good2", 200, 1)]));
    expect(trustIn(records, "1:a:still", 200 * DAY, settings)).equal(0);
    expect(trustIn(records, "1:b:good", 200 * DAY, settings)).above(0.8);
  });

  it("is the least of what was counted, for any record", () => {
    const outcome = fc.record({
      modelApr: fc.double({ min: 0, max: 1, noNaN: true }),
      persistenceApr: fc.double({ min: 0, max: 1, noNaN: true }),
      realisedApr: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(outcome, { minLength: 1, maxLength: 30 }), (outcomes) => {
        const record = outcomes.reduce((known, one, i) => recordOutcome(known, i * HOUR, one, settings), initialRecord(0));
        const atSeconds = record.asOfSeconds;
        const alone = bestTrust(record, pooledLosses([], atSeconds, settings), atSeconds, { ...settings, pooledWorth: 0, caution: 0 });
        const chosen = record.losses[(TRUSTS as readonly number[]).indexOf(alone)] as number;
        expect(chosen).at.most(Math.min(...record.losses) + 1e-8);
      }),
    );
  });

  it("moves the quantiles with the median and keeps their spread", () => {
    const { forecasts, trust } = runTrackRecord(judgedOf(gatedRows("1:a:x", 60, 0.5)));
    forecasts.pointApr.forEach((point, row) => {
      expectNear(point, 0.05 + 0.01 * (trust[row] as number), 1e-12);
      [-0.005, -0.0025, 0, 0.0025, 0.005].forEach((distance, k) => {
        expectNear(forecasts.quantilesApr[row * 5 + k] as number, point + distance, 1e-12);
      });
    });
  });

  it("knows nothing of the future", () => {
    const forecasts = judgedOf([...gatedRows("1:a:x", 60, 0.5), ...gatedRows("1:b:y", 60, 1)]);
    const now = 30 * DAY;
    const one = runTrackRecord(forecasts).forecasts;
    const other = runTrackRecord(withAnotherFuture(forecasts, now)).forecasts;
    forecasts.madeAtSeconds.forEach((made, row) => {
      if (made <= now) expect(one.pointApr[row]).equal(other.pointApr[row]);
    });
    expect(one.pointApr).not.deep.equal(other.pointApr);
  });

  it("survives JSON", () => {
    const { records } = runTrackRecord(judgedOf(gatedRows("1:a:x", 30, 0.5)));
    expect(JSON.parse(JSON.stringify(records))).deep.equal(records);
  });
});
