import { expect } from "chai";
import fc from "fast-check";
import { alarmsOf } from "../../../../bot/risk/evaluate/metrics/alarms.ts";
import { highEvents } from "../../../../bot/risk/evaluate/metrics/highEvents.ts";
import { afterQuiet, leadHours, leadTimes } from "../../../../bot/risk/evaluate/metrics/leadTimes.ts";
import { expectNear } from "../../../near.ts";
import { DAY, HOUR, judgedOf, type Row, troubledRisks } from "../risks.ts";

/** Moments six hours apart: what was said (h, m or l; H where class high is the case), an event at `eventStep` seen from 28 steps on. */
function spell(said: string, eventStep: number, market = "1:a:x"): Row[] {
  return [...said].map((letter, step) => {
    const seconds = (eventStep - step) * 6 * HOUR;
    const isHighNow = letter === "H";
    const isComing = seconds > 0 && seconds <= 7 * DAY;
    return {
      market,
      at: step * 6 * HOUR,
      isHighNow,
      ...(isComing || isHighNow ? { highIn: isHighNow ? 6 * HOUR : seconds } : {}),
      said: letter === "h" || letter === "H" ? "high" : letter === "m" ? "medium" : "low",
    };
  });
}

const leadsOf = (rows: readonly Row[]): (number | null)[] =>
  highEvents(judgedOf(rows)).map(({ leadSeconds }) => leadSeconds && leadSeconds / HOUR);

describe("lead times", () => {
  it("count from the first alarm of the run that was on when it happened", () => {
    expect(leadsOf(spell("lllhhh", 6))).deep.equal([18]);
    expect(leadsOf(spell("hlhmhh", 6))).deep.equal([12]);
    expect(leadsOf(spell("lllllh", 6))).deep.equal([6]);
  });

  it("count no alarm that was withdrawn before the event", () => {
    expect(leadsOf(spell("hhhhhl", 6))).deep.equal([null]);
    expect(leadsOf(spell("llllll", 6))).deep.equal([null]);
  });

  it("reach no farther back than the horizon, nor across an earlier event", () => {
    expect(leadsOf(spell("h".repeat(60), 60))).deep.equal([168]);
    const two = [...spell("hhhhHH", 4), ...spell("hhhh", 4).map((row) => ({ ...row, at: row.at + 6 * 6 * HOUR }))];
    const events = highEvents(judgedOf(two));
    expect(events.map(({ leadSeconds }) => (leadSeconds ?? 0) / HOUR)).deep.equal([24, 24]);
    // The market was last in class high at step 5, the second event is at step 10.
    expect(events.map(({ quietSeconds }) => quietSeconds && quietSeconds / HOUR)).deep.equal([null, 30]);
    expect(afterQuiet(events, 7 * DAY)).length(1);
    expect(afterQuiet(events, 30 * HOUR)).length(2);
  });

  it("see nothing in moments at which class high is the case", () => {
    expect(leadsOf(spell("HHHH", 2))).deep.equal([]);
  });

  it("tell markets apart and moments that disagree by less than an hour not", () => {
    const first = spell("llhh", 4);
    const second = spell("llll", 4, "1:b:y").map((row, i) => ({ ...row, highIn: (row.highIn ?? 0) + i * 600 }));
    const rows = [...first, ...second].toSorted((a, b) => a.at - b.at);
    const events = highEvents(judgedOf(rows));
    expect(events.map(({ market, moments }) => [market, moments])).deep.equal([
      [0, 4],
      [1, 4],
    ]);
    const summary = leadTimes(events);
    expect(summary).deep.equal({ events: 2, caught: 1, caughtShare: 0.5, medianLeadHours: 12 });
    expect(leadTimes([]).caughtShare).satisfies(Number.isNaN);
  });

  it("never depend on what other classes are said, and grow with alarms", () => {
    const risks = troubledRisks({ days: 60 });
    const events = highEvents(risks);
    expect(events.length).greaterThan(3);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: risks.said.length - 1 }), { maxLength: 200 }), (rows) => {
        const more = { ...risks, said: risks.said.map((k, row) => (rows.includes(row) ? 2 : k === 1 ? 0 : k)) };
        const others = highEvents(more);
        expect(others.map(({ atSeconds }) => atSeconds)).deep.equal(events.map(({ atSeconds }) => atSeconds));
        others.forEach(({ leadSeconds }, i) => {
          expect(leadSeconds ?? 0).least(events[i]?.leadSeconds ?? 0);
        });
        for (const hours of leadHours(others)) expect(hours).within(0, 168);
      }),
      { numRuns: 30 },
    );
  });
});

describe("alarms", () => {
  it("are counted by moments and by unbroken runs", () => {
    // An event at step 8 within the horizon of all of them in market x; none in y.
    const rows = [...spell("hhlhllll", 8), ...spell("llhhhlhl", 99, "1:b:y")].toSorted((a, b) => a.at - b.at);
    const alarms = alarmsOf(judgedOf(rows));
    expect([alarms.alarms, alarms.episodes]).deep.equal([7, 4]);
    expectNear(alarms.falseShare, 4 / 7, 1e-12);
    expectNear(alarms.falseAlarmRate, 4 / 8, 1e-12);
    expectNear(alarms.falseEpisodeShare, 2 / 4, 1e-12);
    // Two days of two markets.
    expectNear(alarms.marketMonths, 4 / 30.4375, 1e-12);
    expectNear(alarms.episodesPerMarketMonth, 30.4375, 1e-9);
  });

  it("are not there where none was raised", () => {
    const alarms = alarmsOf(judgedOf(spell("llll", 99)));
    expect([alarms.alarms, alarms.episodes, alarms.falseAlarmRate, alarms.episodesPerMarketMonth]).deep.equal([0, 0, 0, 0]);
    expect(alarms.falseShare).satisfies(Number.isNaN);
  });
});
