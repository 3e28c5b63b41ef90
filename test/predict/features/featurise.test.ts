import { expect } from "chai";
import fc from "fast-check";
import { FEATURE_NAMES, featurise, isKnownAt, type MarketMoment, marketPanel } from "../../../bot/predict/features/featurise.ts";
import { DEFAULT_WINDOW, PRIOR_WINDOW } from "../../../bot/predict/features/window.ts";
import type { SampleBatch } from "../../../bot/predict/learned/samples.ts";
import type { Conditions } from "../../../bot/predict/series/conditions.ts";
import type { MarketSeries } from "../../../bot/predict/series/marketSeries.ts";
import { anyPoints, DAY, HOUR, MONDAY, type SeriesPoint, sameBits, seriesOf } from "../series/seriesOf.ts";

const NAMED = [
  { marketId: "a", symbol: "USDC", protocol: "aave-v3" },
  { marketId: "b", symbol: "DAI", protocol: "aave-v3" },
  { marketId: "c", symbol: "USDC", protocol: "compound-v3" },
  { marketId: "d", symbol: "WETH", protocol: "compound-v3" },
] as const;

type Points = readonly SeriesPoint[];

const points = (afterSeconds: number) => fc.tuple(...NAMED.map(() => anyPoints(afterSeconds)));

function marketsOf(all: readonly Points[]): readonly MarketSeries[] {
  return NAMED.map((named, i) => seriesOf(all[i] ?? [], named));
}

function conditions(afterSeconds: number): fc.Arbitrary<readonly (readonly [number, number])[]> {
  const value = fc.double({ min: 0.1, max: 5_000, noNaN: true });
  return fc.array(fc.tuple(fc.integer({ min: 1, max: 3 * DAY }), value), { maxLength: 40 }).map((steps) => {
    let seconds = afterSeconds;
    return steps.map(([gap, figure]) => {
      seconds += gap;
      return [seconds, figure] as const;
    });
  });
}

function conditionsOf(figures: readonly (readonly [number, number])[]): Conditions {
  const series = { timeSeconds: Float64Array.from(figures, ([time]) => time), value: Float64Array.from(figures, ([, value]) => value) };
  return new Map(["gas-gwei", "eth-usd", "price:USDC", "price:DAI"].map((name) => [name, series]));
}

const until = <Point>(all: readonly Point[], timeOf: (point: Point) => number, atSeconds: number) =>
  all.filter((point) => timeOf(point) <= atSeconds);

function expectSame(actual: SampleBatch, expected: SampleBatch): void {
  expect(actual.count).equal(expected.count);
  expect(actual.window).deep.include({ steps: expected.window.steps, channelNames: expected.window.channelNames });
  const columns = (batch: SampleBatch) => [batch.features, batch.window.values, batch.persistenceApr, batch.scaleApr] as const;
  columns(actual).forEach((column, i) => {
    expect(sameBits(column, columns(expected)[i] as Float32Array), `column ${i}`).equal(true);
  });
}

/** Every market that is known at the moment. */
function momentsAt(panel: ReturnType<typeof marketPanel>, atSeconds: number): readonly MarketMoment[] {
  return NAMED.map((_, market) => ({ market, atSeconds })).filter((moment) => isKnownAt(panel, moment));
}

const SPAN = 9 * DAY;
const moment = fc.integer({ min: 1, max: SPAN }).map((seconds) => MONDAY + seconds);

describe("featurise", () => {
  it("depends on nothing that is later than the moment, to the last bit", () => {
    const preset = fc.constantFrom(DEFAULT_WINDOW, PRIOR_WINDOW);
    const futures = fc.tuple(points(0), points(0), conditions(0), conditions(0));
    let compared = 0;
    fc.assert(
      fc.property(points(MONDAY), conditions(MONDAY - 20 * DAY), futures, moment, preset, (past, seen, later, atSeconds, window) => {
        const [one, other, oneSeen, otherSeen] = later;
        const known = past.map((all) => until(all, ({ timeSeconds }) => timeSeconds, atSeconds));
        const knownConditions = until(seen, ([time]) => time, atSeconds);
        const panelWith = (future: readonly Points[], futureConditions: typeof seen, paidApr: number) =>
          marketPanel(
            marketsOf(
              known.map((all, i) => [
                // What was paid after the last point is not known yet either.
                ...all.map((point, place) => (place === all.length - 1 ? { ...point, paidApr } : point)),
                ...(future[i] ?? []).map((point) => ({ ...point, timeSeconds: atSeconds + point.timeSeconds })),
              ]),
            ),
            conditionsOf([...knownConditions, ...futureConditions.map(([time, value]) => [atSeconds + time, value] as const)]),
          );
        const [first, second] = [panelWith(one, oneSeen, 0.9), panelWith(other, otherSeen, 0.1)];
        const moments = momentsAt(first, atSeconds);
        expect(momentsAt(second, atSeconds)).deep.equal(moments);
        expectSame(featurise(first, moments, window), featurise(second, moments, window));
        compared += moments.length;
      }),
      { numRuns: 150 },
    );
    expect(compared).above(100);
  });

  it("gives a moment the same row, whatever else is asked in the same call", () => {
    fc.assert(
      fc.property(points(MONDAY), conditions(MONDAY - 20 * DAY), fc.array(moment, { maxLength: 6 }), (all, seen, times) => {
        const panel = marketPanel(marketsOf(all), conditionsOf(seen));
        // By market, so that moments of one time do not come together, and each twice.
        const moments = [...times, ...times].flatMap((atSeconds) => momentsAt(panel, atSeconds)).sort((a, b) => a.market - b.market);
        const together = featurise(panel, moments);
        const width = FEATURE_NAMES.length;
        const size = together.window.steps * together.window.channelNames.length;
        moments.forEach((one, row) => {
          expectSame(featurise(panel, [one]), {
            ...together,
            count: 1,
            features: together.features.subarray(row * width, (row + 1) * width),
            window: { ...together.window, values: together.window.values.subarray(row * size, (row + 1) * size) },
            persistenceApr: together.persistenceApr.subarray(row, row + 1),
            scaleApr: together.scaleApr.subarray(row, row + 1),
          });
        });
      }),
      { numRuns: 40 },
    );
  });

  it("does not mind the order of markets; but means of peers may be rounded otherwise", () => {
    const order = fc.shuffledSubarray([0, 1, 2, 3], { minLength: 4 });
    const isOfPeers = (name: string) => /^(class|asset|protocol|peer)-/.test(name);
    fc.assert(
      fc.property(points(MONDAY), moment, order, (all, atSeconds, places) => {
        const markets = marketsOf(all);
        const straight = marketPanel(markets, new Map());
        const shuffled = marketPanel(
          places.map((place) => markets[place] as MarketSeries),
          new Map(),
        );
        for (const { market } of momentsAt(straight, atSeconds)) {
          const expected = featurise(straight, [{ market, atSeconds }]);
          const actual = featurise(shuffled, [{ market: places.indexOf(market), atSeconds }]);
          expect(actual.persistenceApr).deep.equal(expected.persistenceApr);
          const compare = (names: readonly string[], found: Float32Array, wanted: Float32Array) => {
            found.forEach((value, i) => {
              const name = names[i % names.length] as string;
              const same = wanted[i] as number;
              if (isOfPeers(name) && !Number.isNaN(same)) expect(value, name).closeTo(same, 1e-6 + 1e-6 * Math.abs(same));
              else expect(Object.is(value, same), `${name}: ${value} instead of ${same}`).equal(true);
            });
          };
          compare(FEATURE_NAMES, actual.features, expected.features);
          compare(expected.window.channelNames, actual.window.values, expected.window.values);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("says NaN, not zero, of everything that is not known, and of nothing infinity", () => {
    const bare = marketPanel([seriesOf([{ timeSeconds: MONDAY, quotedApr: 0.03 }])], new Map());
    const { features } = featurise(bare, [{ market: 0, atSeconds: MONDAY }]);
    const known = FEATURE_NAMES.filter((_, i) => !Number.isNaN(features[i]));
    // A market whose deposits are not known is nobody's peer, not even its own.
    expect(known).deep.equal(["ln-rate", "is-dollar", "hour", "weekday", "ln-days-known"]);
    fc.assert(
      fc.property(points(MONDAY), conditions(MONDAY - 20 * DAY), moment, (all, seen, atSeconds) => {
        const panel = marketPanel(marketsOf(all), conditionsOf(seen));
        const batch = featurise(panel, momentsAt(panel, atSeconds));
        for (const value of batch.features) expect(Math.abs(value)).not.equal(Number.POSITIVE_INFINITY);
      }),
      { numRuns: 40 },
    );
  });

  it("names each feature once, and gives as many as it names", () => {
    expect(new Set(FEATURE_NAMES).size).equal(FEATURE_NAMES.length);
    const panel = marketPanel([seriesOf([{ timeSeconds: MONDAY, quotedApr: 0.03 }])], new Map());
    const batch = featurise(
      panel,
      [0, 1].map((hour) => ({ market: 0, atSeconds: MONDAY + hour * HOUR })),
    );
    expect(batch.featureNames).equal(FEATURE_NAMES);
    expect(batch.features.length).equal(2 * FEATURE_NAMES.length);
    // Every place is written: the last group stands at the end of each row.
    expect([...batch.features.slice(-3, -1)]).deep.equal([1, 0]);
    expect(batch.features.at(-1)).closeTo(Math.log(1 + 1 / 24), 1e-7);
  });

  it("measures by the rate itself, and by no less than 0.1 %", () => {
    const panel = marketPanel(
      [0.05, 0.0002, 0].map((quotedApr) => seriesOf([{ timeSeconds: MONDAY, quotedApr }])),
      new Map(),
    );
    const batch = featurise(
      panel,
      [0, 1, 2].map((market) => ({ market, atSeconds: MONDAY + HOUR })),
    );
    expect([...batch.persistenceApr]).deep.equal([0.05, 0.0002, 0]);
    expect([...batch.scaleApr]).deep.equal([0.05, 0.001, 0.001]);
  });

  it("refuses a market that is not known at the moment: before its first point, 72 hours after its last, or not there", () => {
    const panel = marketPanel([seriesOf([{ timeSeconds: MONDAY }])], new Map());
    const knownAt = (atSeconds: number, market = 0) => {
      const one = { market, atSeconds };
      const isKnown = isKnownAt(panel, one);
      if (isKnown) expect(featurise(panel, [one]).count).equal(1);
      else expect(() => featurise(panel, [one])).throw(RangeError, `market ${market} is not known at ${atSeconds}`);
      return isKnown;
    };
    expect(knownAt(MONDAY - 1)).equal(false);
    expect(knownAt(MONDAY)).equal(true);
    expect(knownAt(MONDAY + 72 * HOUR)).equal(true);
    expect(knownAt(MONDAY + 72 * HOUR + 1)).equal(false);
    expect(knownAt(MONDAY, 1)).equal(false);
  });

  it("of no moments is an empty batch", () => {
    expect(featurise(marketPanel([], new Map()), [])).deep.include({ count: 0, features: new Float32Array() });
  });
});
