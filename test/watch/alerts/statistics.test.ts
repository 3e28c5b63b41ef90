import { expect } from "chai";
import fc from "fast-check";
import { changePoint } from "../../../bot/watch/alerts/changePoint.ts";
import { median, robustScore, usualOf } from "../../../bot/watch/alerts/robustScore.ts";

const number = fc.double({ min: -1e3, max: 1e3, noNaN: true });

describe("alerts: robust z-score", () => {
  it("scores as worked out by hand from the definition", () => {
    const values = [2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 2.6, 8.2, 8.3];
    const usual = usualOf(values, 0);
    expect(median(values)).to.be.closeTo(2.45, 1e-12);
    // Deviations: 0.35 0.15 0.05 0.05 0.15 0.35 0.15 0.15 5.75 5.85; their median is 0.15.
    expect(usual?.scale).to.be.closeTo(0.15 / 0.6745, 1e-12);
    if (usual === null) return;
    expect(robustScore(8.2, usual)).to.be.closeTo((0.6745 * 5.75) / 0.15, 1e-9);
    expect(robustScore(2.1, usual)).to.be.closeTo((0.6745 * -0.35) / 0.15, 1e-9);
  });

  // numpy: 0.6745 * (x - np.median(x)) / np.median(np.abs(x - np.median(x))).
  it("scores as numpy does", () => {
    const values = [0.0334, 0.0267, 0.0229, 0.0349, 0.0222, 0.0476, 0.0361, 0.0326, 0.0093, 0.0048, 0.0101, 0.0375, 0.0321, 0.0074, 0.9];
    const usual = usualOf(values, 0) ?? { median: Number.NaN, scale: Number.NaN };
    expect(usual.median).to.be.closeTo(0.0321, 1e-12);
    const scores = [0, 7, 14].map((at) => robustScore(values[at] as number, usual));
    for (const [i, expected] of [0.0953097826, 0.0366576087, 63.6302771739].entries()) expect(scores[i]).to.be.closeTo(expected, 1e-8);
  });

  it("does not care for order, shifts with its values, and is not moved by what a minority says", () => {
    fc.assert(
      fc.property(fc.array(number, { minLength: 3, maxLength: 40 }), number, (values, by) => {
        const usual = usualOf(values, 0.01);
        const shifted = usualOf(
          [...values].reverse().map((value) => value + by),
          0.01,
        );
        if (usual === null || shifted === null) throw new Error("no values");
        expect(shifted.median).to.be.closeTo(usual.median + by, 1e-9);
        expect(shifted.scale).to.be.closeTo(usual.scale, 1e-9);
        const few = Math.floor((values.length - 1) / 2);
        const spoilt = values.map((value, i) => (i < few ? 1e12 : value));
        const clean = values.slice(few);
        const found = median(spoilt) ?? Number.NaN;
        expect(found).to.be.at.least(Math.min(...clean));
        expect(found).to.be.at.most(Math.max(...clean));
      }),
    );
  });
});

describe("alerts: change of level", () => {
  it("is what the textbook recursion finds", () => {
    fc.assert(
      fc.property(fc.array(number, { maxLength: 60 }), fc.double({ min: 0, max: 5, noNaN: true }), (scores, slack) => {
        // Page's other form: the sum less its least so far.
        const textbook = (values: readonly number[]) => {
          let [sum, least] = [0, 0];
          for (const value of values) {
            sum += value - slack;
            least = Math.min(least, sum);
          }
          return sum - least;
        };
        const greatest = Math.max(textbook(scores), textbook(scores.map((score) => -score)));
        const found = changePoint(scores, slack, 0);
        if (greatest > 1e-6) expect(found?.sum).to.be.closeTo(greatest, 1e-6);
        else expect(found?.sum ?? 0).to.be.at.most(1e-6);
      }),
    );
  });

  it("names where a shift began and which way it went, and no shift in what stays within the slack", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 5, max: 40 }), fc.boolean(), (before, after, up) => {
        const scores = [...Array(before).fill(0.5), ...Array(after).fill(up ? 11 : -11)];
        expect(changePoint(scores, 1, 9 * after)).to.deep.include({ direction: up ? "up" : "down", index: before });
        expect(changePoint(Array(before).fill(up ? 1 : -1), 1, 0)).to.equal(null);
      }),
    );
  });

  it("a level that came back is none", () => {
    expect(changePoint([...Array(5).fill(10), ...Array(60).fill(0)], 1, 20)).to.equal(null);
  });
});
