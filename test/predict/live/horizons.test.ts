import { expect } from "chai";
import fc from "fast-check";
import { quantilesAtHorizon } from "../../../bot/predict/live/horizons.ts";
import { expectNear } from "../../near.ts";

const DAY = 86_400;
const HORIZONS = [DAY, 7 * DAY];

describe("a model's quantiles at other horizons", () => {
  it("are its own at its own horizons, bit by bit", () => {
    const z = [-0.1, 0.03, 0.2, -0.7, 0.1, 0.9];
    expect(quantilesAtHorizon(HORIZONS, z, 3, DAY)).deep.equal([-0.1, 0.03, 0.2]);
    expect(quantilesAtHorizon(HORIZONS, z, 3, 7 * DAY)).deep.equal([-0.7, 0.1, 0.9]);
  });

  it("go straight from persistence over the first horizon to the last, and stay there", () => {
    const z = [-1, 2, -3, 8];
    expect(quantilesAtHorizon(HORIZONS, z, 2, DAY / 2)).deep.equal([-0.5, 1]);
    expect(quantilesAtHorizon(HORIZONS, z, 2, 4 * DAY)).deep.equal([-2, 5]);
    expect(quantilesAtHorizon(HORIZONS, z, 2, 30 * DAY)).deep.equal([-3, 8]);
  });

  it("ascend where the model's own do, and change a little when the horizon does", () => {
    const ascending = fc
      .array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 3, maxLength: 3 })
      .map((all) => all.toSorted((a, b) => a - b));
    fc.assert(
      fc.property(ascending, ascending, fc.integer({ min: 60, max: 20 * DAY }), (day, week, horizon) => {
        const at = quantilesAtHorizon(HORIZONS, [...day, ...week], 3, horizon);
        const later = quantilesAtHorizon(HORIZONS, [...day, ...week], 3, horizon + 1);
        for (const [i, z] of at.entries()) {
          if (i > 0) expect(z).at.least((at[i - 1] as number) - 1e-12);
          expectNear(later[i] as number, z, 10 / 3_600);
        }
      }),
    );
  });
});
