import { expect } from "chai";
import fc from "fast-check";
import { seededRandom } from "../../../bot/boosting/random.ts";
import { type FeeForecast, GAS_LOOK_BACK_SECONDS, gasForecast } from "../../../bot/predict/gas/gasForecast.ts";
import { gasOutlookOf } from "../../../bot/predict/gas/gasOutlook.ts";
import type { StepSeries } from "../../../bot/predict/series/conditions.ts";
import { expectNear } from "../../near.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;
/** A Thursday at midnight. */
const START = 20_741 * DAY;

function feesOf(hours: number, gwei: (hour: number) => number, from = START): StepSeries {
  const all = Array.from({ length: hours }, (_, hour) => hour);
  return { timeSeconds: Float64Array.from(all, (hour) => from + hour * HOUR), value: Float64Array.from(all, gwei) };
}

function forecastAfter(fees: StepSeries, hours = 6): readonly FeeForecast[] | null {
  return gasForecast(fees, fees.timeSeconds.at(-1) ?? 0, hours);
}

/** The logarithm goes back to its level by a tenth an hour, with a daily wave on top. */
function noisyFees(hours: number, seed: number, wave = 0.3): StepSeries {
  const random = seededRandom(seed);
  let deviation = 0;
  return feesOf(hours, (hour) => {
    deviation = 0.9 * deviation + 0.1 * (random() + random() + random() - 1.5);
    return Math.exp(3 + deviation + wave * Math.sin((2 * Math.PI * hour) / 24));
  });
}

describe("a forecast of the base fee", () => {
  it("is the fee itself where it never changes", () => {
    const forecast = forecastAfter(feesOf(240, () => 20));
    expect(forecast?.map(({ atSeconds }) => atSeconds)).deep.equal([1, 2, 3, 4, 5, 6].map((hours) => START + (239 + hours) * HOUR));
    for (const { meanGwei, p25Gwei, p75Gwei } of forecast ?? [])
      for (const gwei of [meanGwei, p25Gwei, p75Gwei]) expectNear(gwei, 20, 1e-9);
  });

  it("says nothing from less than five days of hours, or without the present one", () => {
    expect(forecastAfter(feesOf(119, () => 20))).equal(null);
    expect(forecastAfter(feesOf(120, () => 20))).not.equal(null);
    const fees = feesOf(240, () => 20);
    expect(gasForecast(fees, START + 239 * HOUR + HOUR - 1, 6)).not.equal(null);
    expect(gasForecast(fees, START + 240 * HOUR, 6)).equal(null);
    expect(gasForecast({ timeSeconds: new Float64Array(), value: new Float64Array() }, START, 6)).equal(null);
    expect(forecastAfter(feesOf(240, () => 0))).equal(null);
  });

  it("learns the hours of the day", () => {
    // Midnight to six is cheap: seen from 22:00, the hours from midnight on.
    const fees = feesOf(28 * 24 - 1, (hour) => (hour % 24 < 6 ? 10 : 20));
    const ahead = forecastAfter(fees, 10) ?? [];
    const gwei = ahead.map(({ meanGwei }) => meanGwei);
    expect(gwei[0]).above(18);
    for (const cheap of gwei.slice(1, 7)) expect(cheap).within(9, 13);
    for (const dear of gwei.slice(7)) expect(dear).above(16);
  });

  it("learns that weekends are different", () => {
    const isWeekend = (hour: number) => [2, 3].includes(Math.floor(hour / 24) % 7);
    const fees = feesOf(28 * 24 + 2 * 24 - 1, (hour) => (isWeekend(hour) ? 10 : 20) * (hour % 24 < 6 ? (isWeekend(hour) ? 1 : 0.5) : 1));
    const nights = forecastAfter(fees, 3) ?? [];
    const everyNight =
      forecastAfter(
        feesOf(28 * 24 + 2 * 24 - 1, (hour) => (hour % 24 < 6 ? 10 : 20)),
        3,
      ) ?? [];
    const fall = (forecast: readonly FeeForecast[]) => (forecast[2]?.meanGwei ?? Number.NaN) / (forecast[0]?.meanGwei ?? Number.NaN);
    expect(fall(nights)).above(fall(everyNight) + 0.1);
  });

  it("expects a spike to go back as far as spikes did", () => {
    const fees = noisyFees(28 * 24, 3, 0);
    fees.value[fees.value.length - 1] = 3 * (fees.value.at(-2) ?? 0);
    const [first, ...later] = forecastAfter(fees) ?? [];
    expect(first?.p75Gwei).below(fees.value.at(-1) ?? 0);
    expect(later.at(-1)?.meanGwei).below(first?.meanGwei ?? 0);
  });

  it("states quartiles that hold about a quarter and three quarters of what came true, and beats the present fee", () => {
    const fees = noisyFees(70 * 24, 11);
    const counts = { below25: 0, below75: 0, all: 0, error: 0, persistence: 0 };
    for (let i = 28 * 24; i + 6 < fees.value.length; i += 5) {
      const one = gasForecast(fees, fees.timeSeconds[i] as number, 6)?.at(-1);
      const gwei = fees.value[i + 6] as number;
      if (one === undefined) throw new Error("there is no forecast");
      counts.all += 1;
      counts.below25 += Number(gwei <= one.p25Gwei);
      counts.below75 += Number(gwei <= one.p75Gwei);
      counts.error += Math.abs(Math.log(Math.sqrt(one.p25Gwei * one.p75Gwei) / gwei));
      counts.persistence += Math.abs(Math.log((fees.value[i] as number) / gwei));
    }
    expect(counts.below25 / counts.all).within(0.17, 0.33);
    expect(counts.below75 / counts.all).within(0.67, 0.83);
    expect(counts.error).below(0.8 * counts.persistence);
  });

  it("does not look at the future, nor further back than four weeks", () => {
    const fees = noisyFees(40 * 24, 5);
    const at = fees.timeSeconds[35 * 24] as number;
    const changed = {
      ...fees,
      value: fees.value.map((fee, i) => (i > 35 * 24 || (fees.timeSeconds[i] as number) <= at - GAS_LOOK_BACK_SECONDS ? 1e3 : fee)),
    };
    expect(gasForecast(changed, at, 6)).deep.equal(gasForecast(fees, at, 6));
  });

  it("is in proportion to the fees, of finite figures in order, also where hours are missing", () => {
    fc.assert(
      fc.property(
        fc.array(fc.option(fc.double({ min: 0.01, max: 500, noNaN: true })), { minLength: 200, maxLength: 400 }),
        fc.double({ min: 0.01, max: 100, noNaN: true }),
        (drawn, factor) => {
          const gwei = [...drawn, 10];
          const fees = feesOf(gwei.length, (hour) => gwei[hour] ?? Number.NaN);
          const forecast = forecastAfter(fees, 12) ?? [];
          const scaled = forecastAfter({ ...fees, value: fees.value.map((fee) => fee * factor) }, 12) ?? [];
          expect(scaled.length).equal(forecast.length);
          forecast.forEach(({ meanGwei, p25Gwei, p75Gwei }, i) => {
            expect(p25Gwei).above(0).and.at.most(p75Gwei);
            expect(meanGwei).above(0).and.finite;
            expectNear((scaled[i]?.p75Gwei ?? 0) / p75Gwei / factor, 1, 1e-6);
          });
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("the gas outlook of a decision", () => {
  it("is the mean of every hour", () => {
    const forecast = [{ atSeconds: START, meanGwei: 10, p25Gwei: 8, p75Gwei: 12.5 }];
    expect(gasOutlookOf(forecast, START - 60)).deep.equal({
      expectedFees: [{ atSeconds: START, baseFeePerGasWei: 10_000_000_000n }],
      waitingSinceSeconds: START - 60,
    });
  });
});
