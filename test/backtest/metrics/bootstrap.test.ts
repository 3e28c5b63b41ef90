import { expect } from "chai";
import fc from "fast-check";
import { blockLength } from "../../../bot/backtest/metrics/blockLength.ts";
import { circularBootstrap } from "../../../bot/backtest/metrics/circularBootstrap.ts";
import { bootstrapIntervals } from "../../../bot/backtest/metrics/intervals.ts";
import { expectNear } from "../../near.ts";
import { BENCHMARK, STRATEGY } from "./paths.ts";

/** Uniform noise of Park and Miller's generator: s = s * 16807 % 2147483647 from 12345, s / 2147483647 − ½. */
function noise(length: number): Float64Array {
  let state = 12_345;
  return Float64Array.from({ length }, () => {
    state = (state * 16_807) % 2_147_483_647;
    return state / 2_147_483_647 - 0.5;
  });
}

function autoregressive(memory: number, length = 500): Float64Array {
  let last = 0;
  return noise(length).map((shock) => {
    last = memory * last + shock;
    return last;
  });
}

function interval(values: readonly [number | null, number | null]): [number, number] {
  const [low, high] = values;
  if (low === null || high === null) throw new Error("the interval is not defined");
  return [low, high];
}

describe("the length of blocks", () => {
  it("is Politis and White's, as numpy computes it from the paper", () => {
    // 0.69, 4.72, 19.95, 23.45 and 7.49, rounded up; of the reference returns 1.85 and 8.33
    const expected = [
      [0, 1],
      [0.3, 5],
      [0.7, 20],
      [0.9, 24],
      [-0.5, 8],
    ] as const;
    for (const [memory, length] of expected) expect(blockLength(autoregressive(memory)), `memory ${memory}`).equal(length);
    expect([blockLength(STRATEGY), blockLength(BENCHMARK)]).deep.equal([2, 9]);
  });

  it("is at least one and at most a third of the days, whatever they are", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { maxLength: 80 }), (values) => {
        const length = blockLength(Float64Array.from(values));
        expect(Number.isInteger(length)).equal(true);
        expect(length).within(1, Math.max(1, Math.ceil(values.length / 3)));
      }),
    );
    expect(blockLength(new Float64Array(50))).equal(1);
  });

  it("does not depend on scale or level", () => {
    const series = autoregressive(0.7);
    expect(blockLength(series.map((value) => value * 1e-5 + 3))).equal(blockLength(series));
  });
});

describe("the circular block bootstrap", () => {
  const draw = (length: number, block: number, seed: number) =>
    circularBootstrap({ length, blockLength: block }, { draws: 30, seed }, (rows) => [...rows]);

  it("puts together blocks of neighbours, the end followed by the beginning", () => {
    for (const rows of draw(10, 4, 3)) {
      expect(rows).lengthOf(10);
      for (const [i, row] of rows.entries()) {
        expect(row).within(0, 9);
        if (i % 4 !== 0) expect(row).equal(((rows[i - 1] as number) + 1) % 10);
      }
    }
  });

  it("draws the same for a seed, and something else for another", () => {
    expect(draw(20, 3, 1)).deep.equal(draw(20, 3, 1));
    expect(draw(20, 3, 1)).not.deep.equal(draw(20, 3, 2));
  });

  it("draws every row as often as any other", () => {
    const times = new Float64Array(9);
    circularBootstrap({ length: 9, blockLength: 4 }, { draws: 20_000, seed: 5 }, (rows) => {
      for (const row of rows) times[row] = (times[row] as number) + 1;
    });
    for (const count of times) expectNear(count / 20_000, 1, 0.03);
  });
});

describe("bootstrap intervals", () => {
  const riskFree = new Float64Array(100).fill(0.04 / 365);
  const settings = { draws: 1000, seed: 1 };

  it("are as wide as theory says for independent days", () => {
    const length = 400;
    const returns = noise(length).map((value) => 0.001 + value / 100);
    const { annualisedReturn, sharpe, blockDays } = bootstrapIntervals(
      { returns, riskFree: new Float64Array(length), benchmark: null },
      { draws: 4000, seed: 1 },
    );
    expect(blockDays).at.most(2);
    // 2 · 1.645 standard errors: of a Sharpe ratio √(365 / n), of log growth a year 0.01 / √12 · 365 / √n
    const [low, high] = interval(sharpe);
    expectNear((high - low) / (3.29 * Math.sqrt(365 / length)), 1, 0.12);
    const [least, most] = interval(annualisedReturn);
    expectNear(Math.log((1 + most) / (1 + least)) / ((3.29 * 365 * 0.01) / Math.sqrt(12 * length)), 1, 0.12);
  });

  it("hold the figure itself, and tell the difference from a benchmark on the same days", () => {
    const { difference, annualisedReturn, blockDays } = bootstrapIntervals({ returns: STRATEGY, riskFree, benchmark: BENCHMARK }, settings);
    expect(interval(annualisedReturn)).satisfies(
      ([low, high]: [number, number]) => low < 0.19218207581972546 && 0.19218207581972546 < high,
    );
    expect(blockDays).at.least(9);
    if (difference === null) throw new Error("there is a benchmark");
    const [low, high] = interval(difference.annualisedReturn);
    expect(low).below(0.19218207581972546 - 0.12141982742789281);
    expect(high).above(0.19218207581972546 - 0.12141982742789281);
  });

  it("are certain of a steady lead, however much both vary", () => {
    const ahead = bootstrapIntervals(
      { returns: STRATEGY.map((value) => (1 + value) * 1.0001 - 1), riskFree, benchmark: STRATEGY },
      settings,
    );
    const [low, high] = interval(ahead.difference?.annualisedReturn ?? [null, null]);
    expect(low).above(0.02);
    expect(high - low).below(0.02);
    const itself = bootstrapIntervals({ returns: STRATEGY, riskFree, benchmark: STRATEGY }, settings);
    expect(itself.difference).deep.equal({ annualisedReturn: [0, 0], sharpe: [0, 0] });
  });

  it("have no Sharpe ratio where returns do not vary", () => {
    const returns = new Float64Array(100).fill(0.001);
    const { sharpe, annualisedReturn } = bootstrapIntervals({ returns, riskFree, benchmark: null }, settings);
    expect(sharpe).deep.equal([null, null]);
    for (const end of interval(annualisedReturn)) expectNear(end, 1.001 ** 365 - 1, 1e-12);
  });
});
