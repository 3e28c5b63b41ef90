import { expect } from "chai";
import { averagePrecision } from "../../../bot/risk/evaluate/metrics/averagePrecision.ts";
import { onsetRows, selectRows } from "../../../bot/risk/evaluate/rows.ts";
import { type RowScores, riskScores } from "../../../bot/risk/evaluate/scores.ts";
import { expectNear } from "../../near.ts";
import { judgedOf, troubledRisks } from "./risks.ts";

const trainingShares = [0.7, 0.1, 0.2];
const bootstrap = { draws: 20, seed: 1 };

describe("scores of risks", () => {
  const risks = troubledRisks();
  const scores = riskScores(risks, { trainingShares, bootstrap });

  it("are plain JSON", () => {
    expect(JSON.parse(JSON.stringify(scores))).deep.equal(scores);
    const nothing = riskScores(judgedOf([{ at: 0 }]), { trainingShares, bootstrap });
    expect(JSON.parse(JSON.stringify(nothing))).deep.equal(nothing);
    expect(nothing.all.high.prAuc).equal(null);
    expect(riskScores(judgedOf([]), { trainingShares, bootstrap }).fromSeconds).equal(null);
  });

  it("count each moment and each event in one protocol and one year", () => {
    expect(Object.keys(scores.byProtocol)).deep.equal(["p0", "p1", "p2"]);
    expect(Object.keys(scores.byYear)).deep.equal(["2022", "2023"]);
    for (const groups of [scores.byProtocol, scores.byYear]) {
      const sum = (of: (one: RowScores) => number): number => Object.values(groups).reduce((total, one) => total + of(one), 0);
      expect(sum(({ samples }) => samples)).equal(scores.all.samples);
      expect(sum(({ leadTimes }) => leadTimes.events ?? 0)).equal(scores.all.leadTimes.events);
      expect(sum(({ alarms }) => alarms.alarms ?? 0)).equal(scores.all.alarms.alarms);
      expect(sum(({ confusion }) => confusion[2]?.[2] ?? 0)).equal(scores.all.confusion[2]?.[2]);
    }
  });

  it("judge the onset without moments at which it is too late", () => {
    const rows = onsetRows(risks);
    expect(scores.onset.samples).equal(rows.length).and.lessThan(scores.all.samples);
    const onset = selectRows(risks, rows);
    const isHigh = onset.outcome.map((k) => Number(k === 2));
    const pHigh = isHigh.map((_value, row) => 1e6 * (onset.probabilities[3 * row + 2] as number));
    expectNear(
      scores.onset.high.prAuc ?? 0,
      averagePrecision(
        [...isHigh],
        Float64Array.from(pHigh, (_v, row) => onset.probabilities[3 * row + 2] as number),
      ),
      1e-12,
    );
    expect(scores.onset.leadTimes).deep.equal(scores.all.leadTimes);
    expect(scores.onset.brierBaseRate).not.equal(scores.all.brierBaseRate);
    const fair = riskScores(risks, { trainingShares, trainingOnsetShares: [0.8, 0.1, 0.1], bootstrap });
    expect(fair.onset.brierBaseRate).not.equal(scores.onset.brierBaseRate);
    expect(fair.all).deep.equal(scores.all);
  });

  it("see that the model is better than the rules, and all better than chance but one", () => {
    const { high, mediumOrWorse, rules, brier, brierBaseRate, logLoss, logLossBaseRate } = scores.onset;
    expect(high.prAuc).greaterThan(3 * (high.baseRate ?? 1));
    for (const rule of Object.values(rules)) {
      expect(high.prAuc).greaterThan(rule.high.prAuc ?? 1);
      expect(rule.high.baseRate).equal(high.baseRate);
      expect(rule.mediumOrWorse.baseRate).equal(mediumOrWorse.baseRate);
    }
    expectNear(rules["APY percentile"]?.high.prAuc ?? 0, high.baseRate ?? 1, 0.05);
    expect(brier).lessThan(brierBaseRate ?? 0);
    expect(logLoss).lessThan(logLossBaseRate ?? 0);
  });

  it("agree with one another", () => {
    const { high, medium, low, mediumOrWorse, confusion, alarms, samples, leadTimesAfterQuiet, leadTimes } = scores.all;
    expectNear((high.baseRate ?? 0) + (medium.baseRate ?? 0) + (low.baseRate ?? 0), 1, 1e-12);
    expectNear((high.baseRate ?? 0) + (medium.baseRate ?? 0), mediumOrWorse.baseRate ?? 0, 1e-12);
    expect(confusion.flat().reduce((a, b) => a + b, 0)).equal(samples);
    expectNear(1 - (alarms.falseShare ?? 0), high.precision ?? 0, 1e-12);
    for (const { reliability } of [high, mediumOrWorse]) expect(reliability.reduce((sum, { count }) => sum + count, 0)).equal(samples);
    expect(leadTimesAfterQuiet.events).at.most(leadTimes.events ?? 0);
    const recalls = high.recallAt.map(({ recall }) => recall ?? 0);
    expect(recalls).deep.equal(recalls.toSorted((a, b) => a - b));
  });
});
