import { expect } from "chai";
import { equalAccuracy } from "../../../bot/predict/evaluate/metrics/dieboldMariano.ts";
import { compare } from "../../../bot/predict/online/comparison.ts";
import { challengerVerdict, GATE_SETTINGS, rollbackVerdict } from "../../../bot/predict/online/gate.ts";
import type { ScoredTrial } from "../../../bot/store/forecastTrials.ts";
import { expectNear } from "../../near.ts";
import { DAY, normal, type Rival, trialsOf } from "./rivals.ts";

const WINDOW = GATE_SETTINGS.windowSeconds;
/** When the last outcome of a window is known. */
const JUDGED = WINDOW + 7 * DAY;
const equal: Rival = { error: 0.003, bias: 0 };

function verdictOf(challenger: Rival, champion: Rival, seed: number) {
  const [trials, others] = trialsOf([challenger, champion], { seed, days: 30, markets: 3 }) as [ScoredTrial[], ScoredTrial[]];
  return challengerVerdict(compare(trials, others, equalAccuracy), 0, JUDGED).verdict;
}
const shareOf = (count: number, happens: (seed: number) => boolean) =>
  Array.from({ length: count }, (_, seed) => happens(seed + 1)).filter(Boolean).length / count;

describe("the gate between champion and challenger", () => {
  it("compares what both have forecast, by horizon, moment by moment", () => {
    const [trials, others] = trialsOf([equal, { error: 0.006, bias: 0 }], { seed: 1, days: 10, markets: 2 }) as [
      ScoredTrial[],
      ScoredTrial[],
    ];
    const [day, week] = compare(trials, others.slice(4), equalAccuracy);
    expect([day?.horizonSeconds, week?.horizonSeconds]).deep.equal([DAY, 7 * DAY]);
    expect(day).deep.include({ pairs: 78, moments: 39 });
    expect(day?.loss).below(day?.otherLoss ?? 0);
    const loss = trials.filter((one) => one.horizonSeconds === DAY).slice(2);
    const byHand = loss.map(({ levels, publishedApr, realisedApr }) => {
      const losses = levels.map(
        (level, i) =>
          Math.abs(realisedApr - (publishedApr[i] as number)) * (realisedApr >= (publishedApr[i] as number) ? level : 1 - level),
      );
      return losses.reduce((sum, one) => sum + one, 0) / levels.length;
    });
    expectNear(day?.loss ?? 0, byHand.reduce((sum, one) => sum + one, 0) / byHand.length, 1e-15);
  });

  it("tells nothing apart that is the same", () => {
    const [trials] = trialsOf([equal], { seed: 1, days: 30, markets: 2 }) as [ScoredTrial[]];
    const comparisons = compare(trials, trials, equalAccuracy);
    expect(comparisons.map((one) => one.pValue)).deep.equal([1, 1]);
    expect(challengerVerdict(comparisons, 0, JUDGED).verdict).equal("reject");
    expect(compare(trials, [], equalAccuracy)).deep.equal([]);
  });

  it("promotes an equal challenger in no more than one window of twenty", () => {
    expect(shareOf(600, (seed) => verdictOf(equal, equal, seed) === "promote")).at.most(0.05);
  });

  it("promotes a clearly better challenger, and none that is worse", () => {
    expect(shareOf(60, (seed) => verdictOf({ error: 0.002, bias: 0 }, { error: 0.004, bias: 0 }, seed) === "promote")).above(0.9);
    expect(shareOf(200, (seed) => verdictOf({ error: 0.0035, bias: 0 }, equal, seed) === "promote")).at.most(0.01);
  });

  it("does not promote who is better over a day and worse over a week", () => {
    expect(
      shareOf(40, (seed) => verdictOf({ error: 0.002, bias: 0, weekBias: 0.02 }, { error: 0.004, bias: 0 }, seed) === "promote"),
    ).equal(0);
  });

  it("waits until the window and its outcomes are over, and rejects when there is too little to compare", () => {
    const [trials, others] = trialsOf(
      [
        { error: 0.002, bias: 0 },
        { error: 0.004, bias: 0 },
      ],
      { seed: 3, days: 30, markets: 3 },
    ) as [ScoredTrial[], ScoredTrial[]];
    const comparisons = compare(trials, others, equalAccuracy);
    expect(challengerVerdict(comparisons, 0, JUDGED - 1).verdict).equal("wait");
    expect(challengerVerdict(comparisons, 0, JUDGED).verdict).equal("promote");
    const few = compare(trials.slice(0, 60), others, equalAccuracy);
    expect(challengerVerdict(few, 0, JUDGED)).deep.include({ verdict: "reject", reason: "only 10 moments to compare" });
    expect(challengerVerdict([], 0, WINDOW).verdict).equal("reject");
  });

  describe("after a promotion", () => {
    /** Whether the former champion comes back on any night of a month. */
    function comesBack(former: Rival, champion: Rival, seed: number): boolean {
      const [trials, others] = trialsOf([former, champion], { seed, days: 30, markets: 3 }) as [ScoredTrial[], ScoredTrial[]];
      return Array.from({ length: 31 }, (_, night) => {
        const known = (one: ScoredTrial) => one.madeAtSeconds + one.horizonSeconds <= night * DAY;
        return rollbackVerdict(compare(trials.filter(known), others.filter(known), equalAccuracy)).verdict === "promote";
      }).some(Boolean);
    }

    it("takes back a champion that turns out to be bad", () => {
      expect(shareOf(25, (seed) => comesBack(equal, { error: 0.008, bias: 0.004 }, seed))).above(0.9);
    });

    it("leaves an equal or a better one", () => {
      expect(shareOf(80, (seed) => comesBack(equal, equal, seed))).at.most(0.08);
      expect(shareOf(25, (seed) => comesBack({ error: 0.006, bias: 0 }, equal, seed))).equal(0);
    });
  });

  it("draws what it is tested with from a normal distribution", () => {
    const draw = normal(7);
    const values = Array.from({ length: 20_000 }, draw);
    const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
    expectNear(mean, 0, 0.03);
    expectNear(values.reduce((sum, one) => sum + (one - mean) ** 2, 0) / values.length, 1, 0.04);
  });
});
