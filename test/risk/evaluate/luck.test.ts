import { expect } from "chai";
import { blockBootstrap, marketWeeks, middle90 } from "../../../bot/risk/evaluate/blockBootstrap.ts";
import { luckOf } from "../../../bot/risk/evaluate/luck.ts";
import { expectNear } from "../../near.ts";
import { DAY, judgedOf, troubledRisks } from "./risks.ts";

describe("block bootstrap", () => {
  it("keeps a market's week together", () => {
    const monday = 4 * DAY;
    const rows = [0, 1, 6, 7, 8].flatMap((day) => ["1:a:x", "1:b:y"].map((market) => ({ market, at: monday - 4 * DAY + day * DAY })));
    const blocks = marketWeeks(judgedOf(rows));
    expect(blocks.count).equal(4);
    expect([...blocks.ofRow]).deep.equal([0, 1, 0, 1, 0, 1, 2, 3, 2, 3]);
  });

  it("draws as many blocks as there are, the same for a seed", () => {
    const blocks = { ofRow: Int32Array.of(0, 0, 1, 2, 2, 2), count: 3 };
    const draws = (seed: number) => blockBootstrap(blocks, { draws: 50, seed }, (times) => [...times]);
    for (const times of draws(1)) {
      expect(times[0]).equal(times[1]);
      expect(times[3]).equal(times[5]);
      expect((times[0] ?? 0) + (times[2] ?? 0) + (times[3] ?? 0)).equal(3);
    }
    expect(draws(1)).deep.equal(draws(1)).and.not.deep.equal(draws(2));
  });

  it("finds the spread of a mean", () => {
    // 100 blocks of one 0 or 1 each: the standard error of their mean is 0.05, and 90 % are within ±1.645 of it.
    const values = Array.from({ length: 100 }, (_value, i) => i % 2);
    const blocks = { ofRow: Int32Array.from(values.keys()), count: 100 };
    const means = blockBootstrap(
      blocks,
      { draws: 4000, seed: 5 },
      (times) => values.reduce((sum, value, i) => sum + value * (times[i] ?? 0), 0) / 100,
    );
    const [low, high] = middle90(means);
    expectNear(low, 0.5 - 0.0822, 0.011);
    expectNear(high, 0.5 + 0.0822, 0.011);
    expect(middle90([Number.NaN, 1, 1])).deep.equal([1, 1]);
    expect(middle90([])).deep.equal([Number.NaN, Number.NaN]);
  });
});

describe("luck", () => {
  const risks = troubledRisks();
  const settings = { draws: 60, seed: 1 };

  it("tells how far a figure and the lead over the best rule may be chance", () => {
    const luck = luckOf(risks, settings);
    expect(luck.bestRule).equal("utilization");
    expect(luck.prAuc).within(luck.prAucInterval[0] ?? 2, luck.prAucInterval[1] ?? -1);
    expect(luck.difference).within(luck.differenceInterval[0] ?? 2, luck.differenceInterval[1] ?? -1);
    expect(luckOf(risks, settings)).deep.equal(luck);
  });

  it("sees no difference from a rule that is the model", () => {
    const own = Float64Array.from(risks.said, (_k, row) => risks.probabilities[3 * row + 2] as number);
    const luck = luckOf({ ...risks, rules: { own } }, settings);
    expect([luck.difference, ...luck.differenceInterval]).deep.equal([0, 0, 0]);
  });

  it("has nothing to say without rules or without positives", () => {
    const luck = luckOf(judgedOf([{ at: 0 }, { at: DAY }]), settings);
    expect(luck).deep.equal({
      prAuc: null,
      prAucInterval: [null, null],
      bestRule: null,
      difference: null,
      differenceInterval: [null, null],
    });
  });
});
