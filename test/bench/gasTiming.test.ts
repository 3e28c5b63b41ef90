import { expect } from "chai";
import { measureGasTiming } from "../../scripts/bench/decide/gasTiming.ts";

const HOUR = 3600;
const START = 20_741 * 24 * HOUR;

function figuresOf(gwei: (hour: number) => number) {
  const hours = Array.from({ length: 30 * 24 }, (_, hour) => hour);
  return measureGasTiming({ timeSeconds: Float64Array.from(hours, (hour) => START + hour * HOUR), value: Float64Array.from(hours, gwei) });
}

describe("the bench of waiting for gas", () => {
  it("finds nothing to save where the fee never changes", () => {
    const { moments, leads, waits, bestPossible } = figuresOf(() => 20);
    expect(moments).equal(30 * 24 - 12 - (5 * 24 - 1));
    expect(bestPossible).equal(0);
    for (const lead of leads) expect(lead).deep.include({ forecast: 0, persistence: 0 });
    for (const wait of waits) expect(wait).deep.include({ saved: 0, waited: 0 });
  });

  it("finds most of what there is to save where every night is cheap, and the less the dearer waiting is", () => {
    const { leads, waits, bestPossible } = figuresOf((hour) => (hour % 24 < 6 ? 10 : 20));
    // Of 24 hours, six are cheap and another six end in a cheap one.
    expect(bestPossible).within(0.13, 0.16);
    const saved = waits.map((wait) => wait.saved);
    expect(saved[0]).within(0.8 * bestPossible, bestPossible);
    expect(saved[1]).below(saved[0] ?? 0);
    expect(saved[2]).below(saved[1] ?? 0);
    for (const { hours, forecast, persistence } of leads.slice(2)) expect(forecast, `${hours} h`).below(persistence);
  });
});
