import { expect } from "chai";
import fc from "fast-check";
import { RISK_FEATURE_NAMES, RISK_TOPICS, riskFeatures, riskMoments, riskValues } from "../../../bot/risk/features/riskFeatures.ts";
import type { RiskPanel } from "../../../bot/risk/features/riskView.ts";
import { sameBits } from "../../predict/series/seriesOf.ts";
import { panelOf, pastWithTwoFutures, rowsAt } from "./panels.ts";

/** What each topic says of a row, by itself. */
function wordsAt(panel: RiskPanel, row: { readonly market: number; readonly atSeconds: number }): readonly string[] {
  const moment = riskMoments(panel)(row);
  if (moment === null) return expect.fail("it is known");
  const values = riskValues(moment);
  let begin = 0;
  return RISK_TOPICS.map((topic) => {
    const own = values.slice(begin, begin + topic.names.length);
    begin += topic.names.length;
    return topic.words(own, moment);
  });
}

describe("risk features", () => {
  it("never look ahead, whatever comes after the moment in any market and around them", () => {
    let rows = 0;
    fc.assert(
      fc.property(pastWithTwoFutures, ({ atSeconds, past, one, other }) => {
        const before = panelOf(past);
        const known = rowsAt(before, atSeconds);
        rows += known.length;
        const expected = riskFeatures(before, known);
        for (const future of [one, other]) {
          const panel = panelOf(past, future);
          expect(rowsAt(panel, atSeconds)).deep.equal(known);
          expect(sameBits(riskFeatures(panel, known), expected)).equal(true);
        }
      }),
      { numRuns: 150 },
    );
    expect(rows).above(150);
  });

  it("are the same for a row whether it is computed alone or among others, in any order", () => {
    fc.assert(
      fc.property(pastWithTwoFutures, fc.integer({ min: 1, max: 40 }), ({ atSeconds, past }, hours) => {
        const panel = panelOf(past);
        const rows = [...rowsAt(panel, atSeconds), ...rowsAt(panel, atSeconds - hours * 3600), ...rowsAt(panel, atSeconds)].reverse();
        const together = riskFeatures(panel, rows);
        const width = RISK_FEATURE_NAMES.length;
        rows.forEach((row, i) => {
          expect(sameBits(riskFeatures(panel, [row]), together.slice(i * width, (i + 1) * width))).equal(true);
        });
      }),
      { numRuns: 50 },
    );
  });

  it("are finite or not known, and told in words that name no missing value", () => {
    fc.assert(
      fc.property(pastWithTwoFutures, ({ atSeconds, past }) => {
        const panel = panelOf(past);
        for (const row of rowsAt(panel, atSeconds)) {
          for (const value of riskFeatures(panel, [row])) expect(Number.isFinite(value) || Number.isNaN(value)).equal(true);
          for (const words of wordsAt(panel, row))
            expect(words)
              .match(/\S/)
              .and.not.match(/NaN|undefined|Infinity|null/);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("have names of their own, as many as each topic has values", () => {
    expect(new Set(RISK_FEATURE_NAMES).size).equal(RISK_FEATURE_NAMES.length);
    fc.assert(
      fc.property(pastWithTwoFutures, ({ atSeconds, past }) => {
        const panel = panelOf(past);
        for (const row of rowsAt(panel, atSeconds)) {
          const moment = riskMoments(panel)(row);
          if (moment !== null) for (const topic of RISK_TOPICS) expect(topic.values(moment).length).equal(topic.names.length);
        }
      }),
      { numRuns: 10 },
    );
  });

  it("refuse a moment at which the market is not known", () => {
    const panel = panelOf({ points: [[{ timeSeconds: 1e9 }]], days: [] });
    expect(() => riskFeatures(panel, [{ market: 0, atSeconds: 1e9 - 1 }])).throw(RangeError, "market 0 is not known");
    expect(() => riskFeatures(panel, [{ market: 0, atSeconds: 1e9 + 4 * 86_400 }])).throw(RangeError, "market 0 is not known");
    expect(() => riskFeatures(panel, [{ market: 9, atSeconds: 1e9 }])).throw(RangeError, "market 9 is not known");
    expect(riskFeatures(panel, [{ market: 0, atSeconds: 1e9 }]).length).equal(RISK_FEATURE_NAMES.length);
  });
});
