import { expect } from "chai";
import { featurise, marketPanel } from "../../../bot/predict/features/featurise.ts";
import { PRIOR_WINDOW } from "../../../bot/predict/features/window.ts";
import { datasetOf } from "../../../bot/predict/learned/dataset.ts";
import { DAY, HOUR, MONDAY, seriesOf } from "../series/seriesOf.ts";

/** A market of one rate, that from a day on pays another. */
function turning(before: number, after: number) {
  return seriesOf([
    { timeSeconds: MONDAY, quotedApr: before },
    { timeSeconds: MONDAY + DAY, quotedApr: after },
    { timeSeconds: MONDAY + 3 * DAY, quotedApr: after },
  ]);
}

const at = (market: number, hours: number) => ({ market, atSeconds: MONDAY + hours * HOUR });

describe("a data set", () => {
  const panel = marketPanel([turning(0.02, 0.05), turning(0.0002, 0.4), turning(0.08, 0)], new Map());
  const moments = [at(0, 12), at(1, 24), at(1, 12), at(2, 12)];
  const dataset = datasetOf(panel, moments, [DAY, 7 * DAY]);

  it("has what was paid, and its distance from persistence in scales, five of which are the most", () => {
    const expectedApr = [0.035, 0.4, (0.0002 + 0.4) / 2, 0.04];
    const expectedZ = [(0.035 - 0.02) / 0.02, 0, 5, -0.5];
    expectedApr.forEach((apr, row) => {
      expect(dataset.realisedApr[2 * row], `row ${row}`).closeTo(apr, 1e-12);
      expect(dataset.targets[2 * row], `row ${row}`).closeTo(expectedZ[row] as number, 1e-6);
    });
  });

  it("does not know what is not paid yet", () => {
    moments.forEach((_, row) => {
      expect(dataset.realisedApr[2 * row + 1]).NaN;
      expect(dataset.targets[2 * row + 1]).NaN;
    });
  });

  it("weighs a row by the root of its scale, 2 % weighing one", () => {
    expect([...dataset.weights].map((weight) => Number(weight.toFixed(6)))).deep.equal([
      1,
      Number(Math.sqrt(20).toFixed(6)),
      Number(Math.sqrt(0.05).toFixed(6)),
      2,
    ]);
  });

  it("is model input with outcomes beside it", () => {
    expect(dataset).deep.include({ ...featurise(panel, moments), moments, horizonsSeconds: [DAY, 7 * DAY] });
    expect(datasetOf(panel, moments, [DAY], PRIOR_WINDOW).window.channelNames).lengthOf(4);
  });
});
