import { expect } from "chai";
import fc from "fast-check";
import { foresight } from "../../../bot/backtest/minds/foresight.ts";
import { expectNear } from "../../near.ts";
import { HOUR, type ReadWorld } from "./mindWorlds.ts";

/** One market, of which nothing but what it paid is known. */
function paying(paidApr: readonly number[], stepSeconds = HOUR): Pick<ReadWorld, "markets" | "timeSeconds" | "stepSeconds" | "paidApr"> {
  const timeSeconds = Float64Array.from(paidApr, (_apr, s) => s * stepSeconds);
  return { markets: [{} as ReadWorld["markets"][number]], timeSeconds, stepSeconds, paidApr: Float64Array.from(paidApr) };
}

describe("foresight", () => {
  it("is the mean of what is paid over the horizon, and of what is left of it at the world's end", () => {
    const { meanApr, p10Apr, p90Apr, horizonSeconds } = foresight(paying([0.01, 0.02, 0.06, 0.04, Number.NaN]), 2 * HOUR);
    [0.015, 0.04, 0.05, 0.04].forEach((apr, s) => {
      expectNear(meanApr[s] as number, apr, 1e-15);
    });
    expect(meanApr[4]).NaN;
    expect(p10Apr).deep.equal(meanApr);
    expect(p90Apr).deep.equal(meanApr);
    expect(horizonSeconds).equal(2 * HOUR);
  });

  it("counts what is known by time, with a part of the last step", () => {
    const { meanApr } = foresight(paying([0.01, Number.NaN, 0.04, 0.08]), 2.5 * HOUR);
    expectNear(meanApr[0] as number, (0.01 + 0.5 * 0.04) / 1.5, 1e-15);
    expectNear(foresight(paying([0.03, 0.09]), HOUR / 2).meanApr[0] as number, 0.03, 1e-15);
  });

  it("of a constant rate is the rate, wherever and however far one looks", () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.integer({ min: 2, max: 60 }),
        fc.double({ min: 0.1, max: 100, noNaN: true }),
        (apr, moments, steps) => {
          const { meanApr } = foresight(paying(Array.from({ length: moments }, () => apr)), steps * HOUR);
          for (const mean of meanApr) expectNear(mean, apr, 1e-12);
        },
      ),
    );
  });
});
