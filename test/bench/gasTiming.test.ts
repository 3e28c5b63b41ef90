import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { MissingSettingError } from "../../bot/config/errors.ts";
import type { StepSeries } from "../../bot/predict/series/conditions.ts";
import { hourOfWeekChange, hourOfWeekMedian, presentFee } from "../../scripts/bench/gasTiming/contenders.ts";
import { dailyFigures } from "../../scripts/bench/gasTiming/forecastErrors.ts";
import { gasTimingText, measureGasTiming, periodBetween } from "../../scripts/bench/gasTiming/gasTiming.ts";
import { GasHistoryError, readGasHistory } from "../../scripts/bench/gasTiming/history.ts";
import { measurePlan, waitingBy, waitingWithForesight } from "../../scripts/bench/gasTiming/plans.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;
/** A Monday. */
const START = 20_741 * DAY;
const EVER = { fromSeconds: 0, toSeconds: Number.POSITIVE_INFINITY };

function series(length: number, stepSeconds: number, value: (i: number) => number, firstSeconds = START): StepSeries {
  const places = Array.from({ length }, (_, i) => i);
  return { timeSeconds: Float64Array.from(places, (i) => firstSeconds + i * stepSeconds), value: Float64Array.from(places, value) };
}

function historyOf(gwei: (hour: number) => number) {
  const daily = { gasPrice: series(80, DAY, () => 20, START - 40 * DAY), ethUsd: series(80, DAY, () => 2_500, START - 40 * DAY) };
  return { fees: series(33 * 24, HOUR, gwei), daily };
}

describe("the bench of waiting for gas", () => {
  it("finds nothing to save where the fee never changes", () => {
    const { moments, leads, contenders, from } = measureGasTiming(
      historyOf(() => 20),
      EVER,
    );
    expect(moments).equal(33 * 24 - 28 * 24 - 12);
    expect(Date.parse(`${from}Z`) / 1000).equal(START + 28 * DAY);
    for (const { errors } of leads) for (const error of Object.values(errors)) expect(error).equal(0);
    for (const { saving, plans } of Object.values(contenders)) {
      expect(saving).equal(0);
      // 400,000 gas at 20 gwei are 0.008 ether.
      for (const plan of plans) expect(plan).deep.include({ gasAtOnceUsd: 20, gasSavedUsd: 0, yieldForgoneUsd: 0, waited: 0 });
    }
  });

  it("finds what there is to save where every night is cheap, less of it the more the plan earns", () => {
    const { contenders, leads } = measureGasTiming(
      historyOf((hour) => (hour % 24 < 6 ? 10 : 20)),
      EVER,
    );
    const { keeper, "best-possible": best, "at-once": atOnce, "hour-of-week-median": usual } = contenders;
    expect(atOnce?.saving).equal(0);
    expect(usual).deep.equal(best);
    expect(keeper?.saving).within(0.8 * (best?.saving ?? 0), best?.saving ?? 0);
    const million = (best?.plans ?? []).filter(({ movedUsd }) => movedUsd === 1_000_000).map(({ saving }) => saving);
    expect(million).deep.equal(million.toSorted((a, b) => b - a));
    for (const { errors } of leads.slice(2)) expect(errors.keeper).below(errors["at-once"] ?? 0);
  });

  it("reckons gas saved and yield forgone in dollars", () => {
    // An hour of the plan earns 0.5 USD; a gwei costs 400,000 × 1e-9 × 2,500 = 1 USD, and 2 USD when ether is twice as dear.
    const plan = { movedUsd: 1_000_000, gainBps: 43.8 };
    const moments = { fees: Float64Array.of(20, 10, 8, 30, 31), hours: [0, 2], ethUsd: [2_500, 5_000] };
    const waits = (hour: number) => (hour === 0 ? 2 : 1);
    expect(measurePlan(plan, waits, moments)).deep.equal({
      ...plan,
      // 20 and 16 USD at once; 12 saved and 44 lost; 1 and 0.5 forgone.
      paybackDays: 1.5,
      gasAtOnceUsd: 18,
      gasSavedUsd: -16,
      yieldForgoneUsd: 0.75,
      netUsd: -16.75,
      saving: -0.9306,
      savingByHalf: [0.55, -2.7813],
      waited: 1,
      regretted: 0.5,
      meanHours: 1.5,
    });
    expect(measurePlan(plan, () => 0, moments)).deep.include({ netUsd: 0, waited: 0, regretted: null, meanHours: null });
  });

  it("waits while an hour before the deadline is expected to be cheaper by more than waiting for it costs", () => {
    const fees = Float64Array.of(20, 20, 20, 17, 20, 20, 20, 1);
    const knowing = { ...presentFee({ timeSeconds: fees, value: fees }), expected: (hour: number, lead: number) => fees[hour + lead] ?? 0 };
    for (const wait of [waitingBy(knowing, fees), waitingWithForesight(fees)]) {
      expect(wait(0, 0.9)).equal(3);
      expect(wait(0, 1)).equal(0);
      expect(wait(1, 3)).equal(6);
      expect(wait(1, 4)).equal(0);
    }
    expect(waitingBy({ ...knowing, expected: () => 1 }, fees)(0, 0), "a fall that never comes").equal(6);
  });

  it("knows hours of the week by the four weeks before", () => {
    // Fees of 10, 20, 40 and 100 in the weeks before, half of that from the hour on that is asked for; now 60.
    const weeks = [10, 20, 40, 100, 60];
    const asked = 4 * 168 + 50;
    const fees = series(asked + 1, HOUR, (hour) => (weeks[Math.floor(hour / 168)] ?? 0) * (hour % 168 > 50 ? 0.5 : 1));
    expect(hourOfWeekMedian(fees).expected(asked, 1)).equal(15);
    expect(hourOfWeekChange(fees).expected(asked, 1)).equal(30);
    expect(presentFee(fees).expected(asked, 1)).equal(60);
  });

  it("tells a daily price that says where fees go from one that says nothing", () => {
    // Every other day is dear, and yesterday was the other way round: who takes the present fee for that of a day later is always wrong.
    const fees = series(60 * 24, HOUR, (hour) => (Math.floor(hour / 24) % 2 === 0 ? 10 : 40));
    const alternating = series(61, DAY, (day) => (day % 2 === 0 ? 40 : 10));
    const moments = Array.from({ length: 50 }, (_, i) => (i + 8) * 24);
    const corrected = dailyFigures(fees, alternating, moments, presentFee(fees), 5, 24);
    expect(corrected.without).closeTo(Math.log(4), 1e-4);
    expect(corrected.with).below(0.05 * corrected.without);
    const still = series(61, DAY, () => 20);
    const useless = dailyFigures(fees, still, moments, presentFee(fees), 5, 24);
    expect(useless.with).equal(useless.without);
  });

  it("judges the days it is told to, and says which hours there are for others", () => {
    const history = historyOf((hour) => 20 + (hour % 5));
    const day = new Date((START + 30 * DAY) * 1000).toISOString().slice(0, 10);
    const figures = measureGasTiming(history, periodBetween(day, day));
    expect(figures.moments).equal(24);
    expect(gasTimingText(figures))
      .match(/^24 moments/)
      .and.contain("hour-of-week-median");
    expect(() => measureGasTiming(history, periodBetween("2020-01-01", "2020-02-01"))).throw(
      MissingSettingError,
      "No hour from 2020-01-01 00:00",
    );
    expect(() => periodBetween("2020-02-01", "soon")).throw(MissingSettingError, '--to "soon" is no day');
  });

  describe("reads files", () => {
    let folder: string;
    beforeEach(() => {
      folder = mkdtempSync(path.join(tmpdir(), "gas-timing-"));
      write("ethereum_daily.csv", "date,avg_gas_price_gwei,eth_usd", "2023-10-01,12.5,1700", "2023-10-02,13,1710.5");
    });
    afterEach(() => rmSync(folder, { recursive: true }));
    const write = (name: string, ...lines: string[]) => writeFileSync(path.join(folder, name), `${lines.join("\n")}\n`);
    const read = (daily?: string) => readGasHistory(path.join(folder, "hourly.csv"), daily);
    const HEADER = "hour,base_fee_gwei_median";

    it("of hours, and of days that are known when they are over", () => {
      write("hourly.csv", HEADER, "2023-10-27T00:00:00Z,15.5", "2023-10-27T01:00:00Z,16");
      const { fees, daily } = read();
      const hour = Date.UTC(2023, 9, 27) / 1000;
      expect(fees).deep.equal({ timeSeconds: Float64Array.of(hour, hour + HOUR), value: Float64Array.of(15.5, 16) });
      expect(daily.ethUsd.value).deep.equal(Float64Array.of(1700, 1710.5));
      expect(daily.gasPrice.timeSeconds[0]).equal(Date.UTC(2023, 9, 2) / 1000);
    });

    const problems: readonly (readonly [string, readonly string[], string])[] = [
      ["other columns", ["date,fee", "2023-10-27,1"], "it has no column hour, base_fee_gwei_median, but date, fee"],
      ["no rows", [HEADER], "it has no rows"],
      ["a word for a figure", [HEADER, "2023-10-27T00:00:00Z,dear"], '"dear" in row 1 is no base_fee_gwei_median'],
      ["a gap", [HEADER, "2023-10-27T00:00:00Z,1", "2023-10-27T02:00:00Z,1"], "2023-10-27 02:00 does not follow an hour"],
      ["a row twice", [HEADER, "2023-10-27T00:00:00Z,1", "2023-10-27T00:00:00Z,1"], "row 2 (2023-10-27T00:00:00Z) is not later"],
      ["a row that is too long", [HEADER, "2023-10-27T00:00:00Z,1,2"], "it cannot be read"],
    ];
    for (const [what, lines, problem] of problems) {
      it(`and says so of one with ${what}`, () => {
        write("hourly.csv", ...lines);
        expect(() => read()).throw(GasHistoryError, problem);
      });
    }

    it("and says so of one that is not there", () => {
      expect(() => read()).throw(GasHistoryError, "hourly.csv: there is no such file");
      write("hourly.csv", HEADER, "2023-10-27T00:00:00Z,15.5");
      expect(() => read(path.join(folder, "nowhere.csv"))).throw(GasHistoryError, "nowhere.csv: there is no such file");
    });
  });
});
