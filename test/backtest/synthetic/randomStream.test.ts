import { expect } from "chai";
import { meanRevertingPath } from "../../../bot/backtest/synthetic/meanReverting.ts";
import { type RandomStream, randomStream } from "../../../bot/backtest/synthetic/randomStream.ts";
import { expectNear } from "../../near.ts";
import { correlationOf, mean } from "./marketFigures.ts";

const DRAWS = 200_000;

function draws(draw: (random: RandomStream) => number, stream = 1000, seed = 1): Float64Array {
  const random = randomStream(seed, stream);
  return Float64Array.from({ length: DRAWS }, () => draw(random));
}

describe("streams of chance", () => {
  it("have the moments and the tails of their distributions", () => {
    const normal = draws((random) => random.normal());
    // Moments of the standard normal distribution; four standard errors and more.
    [0, 1, 0, 3].forEach((moment, i) => {
      expectNear(mean(normal.map((value) => value ** (i + 1))), moment, 0.1, `moment ${i + 1}`);
    });
    expectNear(mean(normal.map((value) => (value > 1.96 ? 1 : 0))), 0.025, 0.002);
    expectNear(mean(draws((random) => random.exponential())), 1, 0.02);
    const pareto = draws((random) => random.pareto(1.5));
    expect(Math.min(...pareto.slice(0, 1000))).least(1);
    for (const size of [2, 4, 10]) expectNear(mean(pareto.map((value) => (value > size ? 1 : 0))), size ** -1.5, 0.005, `above ${size}`);
  });

  it("have nothing to do with their neighbours, of the same seed or of the next", () => {
    const one = draws((random) => random.normal());
    for (const other of [draws((random) => random.normal(), 1001), draws((random) => random.normal(), 1000, 2)])
      expectNear(correlationOf(one, other), 0, 0.01);
  });

  it("make processes that revert to their mean with the half-life and deviation asked for, at any step", () => {
    for (const stepSeconds of [3600, 86_400]) {
      const steps = 100_000;
      const path = meanRevertingPath({ halfLifeDays: 2, deviation: 0.3 }, steps, stepSeconds, randomStream(7, 1));
      const lag = (2 * 86_400) / stepSeconds;
      expectNear(Math.sqrt(mean(path.map((value) => value * value))), 0.3, 0.02, "deviation");
      expectNear(correlationOf(path.slice(lag), path.slice(0, -lag)), 0.5, 0.05, "what is left after a half-life");
    }
  });
});
