import { expect } from "chai";
import fc from "fast-check";
import { happens, stepJumps, stepMeanReversion } from "../../scripts/local-mainnet/life/processes.ts";
import { createRandom, xoshiro128StarStar } from "../../scripts/local-mainnet/life/random.ts";

describe("the random processes of life", () => {
  it("draws the published numbers of xoshiro128**", () => {
    // The authors' C code (version 1.1) from the state 1, 2, 3, 4, as the rand_xoshiro crate has it in its tests.
    const next = xoshiro128StarStar([1, 2, 3, 4]);
    const expected = [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804];
    expect(expected.map(() => next())).to.deep.equal(expected);
  });

  it("is uniform and normal to the precision of its sample", () => {
    const random = createRandom("moments");
    const size = 50_000;
    const uniform = Array.from({ length: size }, () => random.uniform());
    const normal = Array.from({ length: size }, () => random.normal());
    expect(mean(uniform)).to.be.closeTo(0.5, 0.005);
    expect(variance(uniform)).to.be.closeTo(1 / 12, 0.002);
    expect(mean(normal)).to.be.closeTo(0, 0.02);
    expect(variance(normal)).to.be.closeTo(1, 0.03);
  });

  it("reverts to its mean with the stated deviation, whatever the step", () => {
    const process = { mean: 5, standardDeviation: 2, halfLifeSeconds: 3_600 };
    for (const step of [600, 3_600, 36_000]) {
      const random = createRandom(`reversion-${step}`);
      const values: number[] = [];
      let value = 50;
      for (let i = 0; i < 40_000; i++) {
        value = stepMeanReversion(value, process, step, random);
        if (i > 1_000) values.push(value);
      }
      expect(mean(values), `step ${step}`).to.be.closeTo(5, 0.15);
      expect(Math.sqrt(variance(values)), `step ${step}`).to.be.closeTo(2, 0.1);
    }
  });

  it("halves the distance to its mean in a half-life when nothing disturbs it", () => {
    fc.assert(
      fc.property(fc.double({ min: -100, max: 100, noNaN: true }), fc.integer({ min: 1, max: 100_000 }), (start, halfLife) => {
        const calm = { mean: 1, standardDeviation: 0, halfLifeSeconds: halfLife };
        const after = stepMeanReversion(start, calm, halfLife, createRandom("calm"));
        expect(after - 1).to.be.closeTo((start - 1) / 2, 1e-9);
      }),
    );
  });

  it("jumps as often as stated and fades in between", () => {
    const jumps = { intervalSeconds: 10_000, smallest: 1, largest: 1, halfLifeSeconds: 100 };
    const random = createRandom("jumps");
    let count = 0;
    let value = 0;
    for (let i = 0; i < 100_000; i++) {
      const next = stepJumps(value, jumps, 1_000, random);
      if (next > value / 1024 + 0.5) count += 1;
      value = next;
    }
    // 1 − e^−0.1 of the steps.
    expect(count / 100_000).to.be.closeTo(0.09516, 0.003);
    expect(happens(1, 1e9, random)).to.equal(true);
    expect(happens(1e18, 1, random)).to.equal(false);
  });

  it("depends on its seed alone", () => {
    const draw = (seed: string) => Array.from({ length: 5 }, createRandom(seed).uniform);
    expect(draw("a")).to.deep.equal(draw("a"));
    expect(draw("a")).not.to.deep.equal(draw("b"));
  });
});

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function variance(values: readonly number[]): number {
  const center = mean(values);
  return mean(values.map((value) => (value - center) ** 2));
}
