import { expect } from "chai";
import fc from "fast-check";
import { riskPanel } from "../../../bot/risk/features/riskView.ts";
import { labelOf, OUTCOME_CLASSES, type Outcome, type OutcomeKind } from "../../../bot/risk/outcomes/outcome.ts";
import { isHighNow, outcomesOf } from "../../../bot/risk/outcomes/outcomes.ts";
import { HORIZON_SECONDS } from "../../../bot/risk/thresholds.ts";
import { anyPoints, DAY, HOUR, MONDAY, type SeriesPoint, seriesOf } from "../../predict/series/seriesOf.ts";
import { dailyPrices, type HourValues, hoursOf, MOMENT, weeks } from "./weeks.ts";

/** Calm, but from one hour on (and before another). */
function during(from: number, before: number, values: HourValues) {
  return (hour: number) => (hour >= from && hour < before ? values : {});
}

const always = Number.POSITIVE_INFINITY;

describe("outcomes: what came true within a week", () => {
  it("is nothing of a calm market", () => {
    expect(hoursOf(weeks(() => ({})))).deep.equal({});
  });

  it("is a blocked exit from 99 % lent out for an hour on, and a strained one above 95 %", () => {
    const used = (utilization: number) => hoursOf(weeks(during(30, 32, { utilization })));
    expect(used(0.95)).deep.equal({});
    expect(used(0.951)).deep.equal({ "utilization-strained": 30 });
    expect(used(0.9899)).deep.equal({ "utilization-strained": 30 });
    expect(used(0.99)).deep.equal({ "exit-blocked": 30, "utilization-strained": 30 });
  });

  it("needs an hour in all, which shorter moments add up to", () => {
    const minutes = (length: number, times: number) => {
      const points: SeriesPoint[] = [];
      for (let hour = -24; hour <= 8 * 24; hour++) {
        const isUsed = hour >= 10 && hour < 10 + times;
        const timeSeconds = MOMENT + hour * HOUR;
        points.push({ timeSeconds, utilization: isUsed ? 1 : 0.5 }, { timeSeconds: timeSeconds + length * 60, utilization: 0.5 });
      }
      return hoursOf(riskPanel([seriesOf(points, { symbol: "WETH" })], new Map()));
    };
    expect(minutes(25, 2)).deep.equal({});
    expect(minutes(25, 3)).deep.equal({ "exit-blocked": 10, "utilization-strained": 10 });
  });

  it("dates what is the case already to the moment, and counts it only while it lasts after the moment", () => {
    expect(hoursOf(weeks(during(-5, 4, { utilization: 1 })))).deep.equal({ "exit-blocked": 0, "utilization-strained": 0 });
    expect(hoursOf(weeks(during(-90, 0, { utilization: 1 })))).deep.equal({});
  });

  it("is halved deposits from half of the moment's on", () => {
    const fallen = (totalSupplyUsd: number) => hoursOf(weeks(during(50, always, { totalSupplyUsd })));
    expect(fallen(5.001e6)).deep.equal({ "deposits-fell": 50 });
    expect(fallen(5e6)).deep.equal({ "deposits-halved": 50, "deposits-fell": 50 });
    // A market that has grown before it loses is measured by what it was at the moment.
    const grown = weeks((hour) => (hour < 20 ? {} : { totalSupplyUsd: hour < 60 ? 3e7 : 1e7 }));
    expect(hoursOf(grown)).deep.equal({ "deposits-fell": 60 });
  });

  it("is fallen deposits from 15 % in a day or 30 % since the moment on", () => {
    const within = (supply: (hour: number) => number) => hoursOf(weeks((hour) => ({ totalSupplyUsd: supply(hour) })));
    expect(within((hour) => (hour < 50 ? 1e7 : 8.501e6))).deep.equal({});
    expect(within((hour) => (hour < 50 ? 1e7 : 8.5e6))).deep.equal({ "deposits-fell": 50 });
    // A little every hour: 30 % are gone after 120 hours, 15 % of a day never.
    expect(within((hour) => (hour <= 0 ? 1e7 : 1e7 * (1 - 0.3 * Math.min(1, hour / 120))))).deep.equal({ "deposits-fell": 120 });
    expect(within((hour) => (hour <= 0 ? 1e7 : 1e7 * (1 - 0.299 * Math.min(1, hour / 120))))).deep.equal({});
    // What left in the day before the moment did not leave after it.
    expect(within((hour) => (hour < -2 ? 1.2e7 : 1e7))).deep.equal({});
  });

  it("is a fallen rate from a fifth and half a point below the week before on, known when the week is over", () => {
    const paid = (before: number, after: number) =>
      hoursOf(weeks((hour) => ({ quotedApr: hour < 0 ? before : after, paidApr: hour < 0 ? before : after })));
    expect(paid(0.1, 0.081)).deep.equal({});
    expect(paid(0.1, 0.0799)).deep.equal({ "rate-fell": 168 });
    expect(paid(0.02, 0.0151)).deep.equal({});
    expect(paid(0.02, 0.0149)).deep.equal({ "rate-fell": 168 });
  });

  it("is a loss of shares from one percent below their highest since the moment on, by what was really paid", () => {
    const year = 365.25 * DAY;
    /** A loss within the hour that begins at hour 20, after a gain within the hour before. */
    const lost = (loss: number, gain = 0) =>
      hoursOf(
        weeks((hour) => ({
          paidApr: hour === 20 ? (-loss * year) / HOUR : hour === 19 ? (gain * year) / HOUR : 0.04,
        })),
      );
    expect(lost(0.009)).not.have.property("share-price-loss");
    expect(lost(0.011)).include({ "share-price-loss": 21 });
    expect(lost(0.011, 0.5)).include({ "share-price-loss": 21 });
    const quoted = weeks((hour) => ({ quotedApr: hour === 20 ? (-0.1 * year) / HOUR : 0.04, paidApr: 0.04 }));
    expect(hoursOf(quoted)).not.have.property("share-price-loss");
  });

  it("is not known where the series ends before the week, or has gaps in which anything may have happened", () => {
    const until = (last: number) => weeks((hour) => (hour <= last ? {} : null));
    expect(hoursOf(until(168))).deep.equal({});
    expect(hoursOf(until(167))).equal(null);
    // Values are carried on for three days: of a week with two points at its ends, four days are not known.
    const gap = (from: number, to: number, after: HourValues) =>
      weeks((hour) => (hour > from && hour < to ? null : hour >= to ? after : {}));
    expect(hoursOf(gap(1, 167, {}))).equal(null);
    expect(hoursOf(gap(1, 100, {}))).deep.equal({});
    expect(hoursOf(gap(1, 167, { totalSupplyUsd: 1e6 }))).include({ "deposits-halved": 167 });
    expect(
      outcomesOf(
        weeks(() => ({})),
        7,
        MOMENT,
      ),
    ).equal(null);
  });
});

describe("outcomes: tokens off their peg", () => {
  const calm = (): [number, number] => [1, 0.999];
  const pegged = (symbol: string, token: string, days: readonly (readonly [number, number])[]) =>
    weeks(() => ({}), { symbol, conditions: dailyPrices(token, MOMENT, days) });

  it("count from the beginning of a day that ends below its recovery after a low below the peg", () => {
    const third = (close: number, low: number) =>
      hoursOf(pegged("USDC", "USDC", [calm(), calm(), [close, low], ...Array.from({ length: 6 }, calm)]));
    expect(third(0.95, 0.9)).deep.equal({ "off-peg": 48 });
    expect(third(0.98, 0.9699)).deep.equal({ "off-peg": 48 });
    expect(third(0.98, 0.97)).deep.equal({});
    expect(third(0.99, 0.9)).deep.equal({});
    expect(third(0.9899, 0.9)).deep.equal({ "off-peg": 48 });
  });

  it("concern markets that name them, be it in a pair", () => {
    const days: [number, number][] = [calm(), [0.9, 0.8], ...Array.from({ length: 7 }, calm)];
    expect(hoursOf(pegged("DAI-USDC", "USDC", days))).deep.equal({ "off-peg": 24 });
    expect(hoursOf(pegged("usdc", "USDC", days))).deep.equal({ "off-peg": 24 });
    for (const symbol of ["WETH", "DAI", "SUSDS"]) expect(hoursOf(pegged(symbol, "USDC", days)), symbol).deep.equal({});
  });

  it("say nothing of a day that is not over within the week", () => {
    const offOn = (day: number) =>
      hoursOf(
        pegged(
          "USDC",
          "USDC",
          Array.from({ length: 9 }, (_day, i) => (i === day ? [0.9, 0.8] : calm())),
        ),
      );
    expect(offOn(6)).deep.equal({ "off-peg": 144 });
    expect(offOn(7)).deep.equal({});
  });

  it("are the case already on the day itself", () => {
    const panel = pegged("USDC", "USDC", [calm(), [0.9, 0.8], calm()]);
    const [view] = panel.views;
    if (view === undefined) return expect.fail("there is one");
    const days = [0, 1, 2].map((day) => isHighNow(view, MOMENT + day * DAY + 12 * HOUR));
    expect(days).deep.equal([false, true, false]);
  });

  it("see USDC in March 2023 and UST in May 2022 a week before", () => {
    // Rounded closes and lows of these days, as exchanges had them.
    const cases = [
      {
        symbol: "USDC",
        day: Date.UTC(2023, 2, 11),
        days: [
          [0.955, 0.88],
          [0.99, 0.95],
          [0.998, 0.99],
        ],
      },
      {
        symbol: "UST",
        day: Date.UTC(2022, 4, 9),
        days: [
          [0.79, 0.6],
          [0.8, 0.6],
          [0.66, 0.3],
        ],
      },
    ] as const;
    for (const { symbol, day, days } of cases) {
      const daySeconds = day / 1000;
      const points = Array.from({ length: 30 * 24 }, (_point, hour) => ({ timeSeconds: daySeconds + (hour - 15 * 24) * HOUR }));
      const panel = riskPanel([seriesOf(points, { symbol, protocol: "made-up" })], dailyPrices(symbol, daySeconds, days));
      const classes = Array.from({ length: 14 }, (_moment, i) => {
        const { riskClass, cause } = labelOf(outcomesOf(panel, 0, daySeconds - 7.25 * DAY + i * 12 * HOUR) ?? []);
        return cause === null ? riskClass : `${riskClass}: ${cause.kind} ${(cause.atSeconds - daySeconds) / HOUR}`;
      });
      // Of the first two moments the week ends before the day is over.
      expect(classes.slice(0, 2), symbol).deep.equal(["low", "low"]);
      expect(new Set(classes.slice(3)), symbol).deep.equal(new Set(["high: off-peg 0"]));
    }
  });
});

describe("outcomes: recorded pauses and freezes", () => {
  const named = (protocol: string, symbol: string, at: string) => {
    const moment = Date.parse(at) / 1000;
    const points = Array.from({ length: 16 * 24 }, (_point, hour) => ({ timeSeconds: moment + (hour - 7 * 24) * HOUR }));
    return hoursOf(riskPanel([seriesOf(points, { protocol, symbol })], new Map()), moment);
  };

  it("count within the week before them, in the markets they concern", () => {
    expect(named("aave-v2", "CRV", "2022-11-27T13:00:00Z")).deep.equal({ frozen: 2 });
    expect(named("aave-v2", "sUSD", "2022-11-20T15:00:00Z")).deep.equal({ frozen: 168 });
    expect(named("aave-v2", "CRV", "2022-11-20T14:00:00Z")).deep.equal({});
    expect(named("aave-v2", "CRV", "2022-11-27T15:00:00Z")).deep.equal({});
    expect(named("aave-v2", "USDC", "2022-11-27T13:00:00Z")).deep.equal({});
    expect(named("aave-v3", "CRV", "2022-11-27T13:00:00Z")).deep.equal({});
  });

  it("of a whole protocol concern all its markets", () => {
    for (const symbol of ["WETH", "USDC"]) expect(named("aave-v2", symbol, "2023-11-04T16:38:35Z")).deep.equal({ paused: 1 });
    expect(named("aave-v3", "WETH", "2023-11-04T16:38:35Z")).deep.equal({});
  });
});

describe("outcomes: labels", () => {
  const outcome = fc.record({
    kind: fc.constantFrom(...(Object.keys(OUTCOME_CLASSES) as OutcomeKind[])),
    atSeconds: fc.integer({ min: 0, max: 1000 }),
  });

  it("take the worst class, and of its kinds the earliest as the cause", () => {
    const strained: Outcome = { kind: "utilization-strained", atSeconds: 1 };
    const halved: Outcome = { kind: "deposits-halved", atSeconds: 9 };
    const blocked: Outcome = { kind: "exit-blocked", atSeconds: 5 };
    expect(labelOf([])).deep.equal({ riskClass: "low", cause: null, outcomes: [] });
    expect(labelOf([strained])).include({ riskClass: "medium", cause: strained });
    expect(labelOf([strained, halved, blocked])).include({ riskClass: "high", cause: blocked });
  });

  it("do so for any outcomes", () => {
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 9 }), (outcomes) => {
        const { riskClass, cause } = labelOf(outcomes);
        const ofClass = (one: string) => outcomes.filter(({ kind }) => OUTCOME_CLASSES[kind] === one);
        expect(riskClass).equal(ofClass("high").length > 0 ? "high" : outcomes.length > 0 ? "medium" : "low");
        expect(cause?.atSeconds ?? null).equal(
          outcomes.length === 0 ? null : Math.min(...ofClass(riskClass).map(({ atSeconds }) => atSeconds)),
        );
      }),
    );
  });

  it("depend on nothing beyond the week after the moment, and on nothing before the week that is compared with", () => {
    const price = fc.tuple(fc.double({ min: 0.9, max: 1.02, noNaN: true }), fc.double({ min: 0.8, max: 1, noNaN: true }));
    const prices = fc.array(price, { minLength: 12, maxLength: 12 });
    // Ends later than any horizon: whether a week's outcome is known must not change either.
    const end: SeriesPoint = { timeSeconds: MONDAY + 200 * DAY };
    let known = 0;
    fc.assert(
      fc.property(
        anyPoints(MONDAY, 200),
        anyPoints(MONDAY, 200),
        prices,
        prices,
        fc.integer({ min: 0, max: 199 }),
        (points, others, ownPrices, otherPrices, pick) => {
          const at = (points[pick % Math.max(1, points.length)]?.timeSeconds ?? MONDAY) + 1800;
          // The point in force when the week before begins counts; those before it do not.
          const begin = points.findLast(({ timeSeconds }) => timeSeconds <= at - HORIZON_SECONDS)?.timeSeconds ?? at - HORIZON_SECONDS;
          const due = at + HORIZON_SECONDS;
          const isWithin = ({ timeSeconds }: SeriesPoint) => timeSeconds >= begin && timeSeconds <= due;
          const changed = [
            ...others.filter(({ timeSeconds }) => timeSeconds < begin),
            ...points.filter(isWithin),
            ...others.filter(({ timeSeconds }) => timeSeconds > due),
          ];
          const days = ownPrices.map((own, i) => {
            const knownSeconds = MONDAY + (i + 1) * DAY;
            return knownSeconds > at && knownSeconds <= due ? own : (otherPrices[i] ?? own);
          });
          const label = (of: readonly SeriesPoint[], priced: typeof ownPrices) =>
            outcomesOf(riskPanel([seriesOf([...of, end])], dailyPrices("USDC", MONDAY, priced)), 0, at);
          const own = label(points, ownPrices);
          if (own !== null && own.length > 0) known++;
          expect(label(changed, days)).deep.equal(own);
        },
      ),
      { numRuns: 300 },
    );
    expect(known).above(100);
  });
});
