import { expect } from "chai";
import fc from "fast-check";
import { type PathProblem, richestPath } from "../../../bot/backtest/oracle/richestPath.ts";

const fraction = (most: number) => fc.double({ min: 0, max: most, noNaN: true });
const list = <Value>(of: fc.Arbitrary<Value>, length: number) => fc.array(of, { minLength: length, maxLength: length });

/** Three or four allocations over two to four days; some changes are forbidden, some allocations closed to some others. */
const smallProblem: fc.Arbitrary<PathProblem> = fc
  .record({ allocations: fc.integer({ min: 3, max: 4 }), boundaries: fc.integer({ min: 3, max: 5 }) })
  .chain(({ allocations, boundaries }) =>
    fc
      .record({
        units: list(fc.integer({ min: 1, max: 20 }), allocations ** 2),
        loss: list(
          fc.oneof({ weight: 5, arbitrary: fraction(0.02) }, { weight: 1, arbitrary: fc.constant(Number.POSITIVE_INFINITY) }),
          allocations ** 2,
        ),
        gas: list(fraction(1), boundaries),
        growth: list(fc.double({ min: 0.98, max: 1.03, noNaN: true }), allocations * boundaries),
        closed: list(fc.integer({ min: 0, max: 5 }), allocations * boundaries),
      })
      .map(({ units, loss, gas, growth, closed }): PathProblem => {
        const isSame = (at: number) => Math.floor(at / allocations) === at % allocations;
        return {
          capitalUsd: 1_000,
          allocations,
          boundaries,
          gasUnits: Float32Array.from(units, (one, at) => (isSame(at) ? 0 : one)),
          lossFraction: Float32Array.from(loss, (one, at) => (isSame(at) ? 0 : one)),
          usdPerGasUnit: (boundary) => gas[boundary] ?? 0,
          sourcesOf: (boundary, to) => {
            const only = closed[boundary * allocations + to] ?? 5;
            return only < allocations ? Int32Array.of(only) : null;
          },
          grown: (boundary, allocation, wealthUsd) => wealthUsd * (growth[boundary * allocations + allocation] ?? 1),
        };
      }),
  );

/** What comes of holding these in turn; null where that cannot be done. */
function endOf(problem: PathProblem, held: readonly number[]): number | null {
  let wealth = problem.capitalUsd;
  let from = 0;
  for (const [boundary, to] of held.entries()) {
    if (to !== from) {
      const sources = problem.sourcesOf(boundary, to);
      const at = to * problem.allocations + from;
      const loss = problem.lossFraction[at] ?? 0;
      if ((sources !== null && !sources.includes(from)) || loss === Number.POSITIVE_INFINITY) return null;
      wealth -= wealth * loss + problem.usdPerGasUnit(boundary) * (problem.gasUnits[at] ?? 0);
    }
    wealth = problem.grown(boundary, to, wealth);
    from = to;
  }
  return wealth;
}

describe("the richest path", () => {
  it("is the best of all paths there are", () => {
    fc.assert(
      fc.property(smallProblem, (problem) => {
        const { allocations, boundaries } = problem;
        const steps = boundaries - 1;
        let best = 0;
        for (let code = 0; code < allocations ** steps; code++) {
          const held = Array.from({ length: steps }, (_, t) => Math.floor(code / allocations ** t) % allocations);
          best = Math.max(best, endOf(problem, held) ?? 0);
        }
        const path = richestPath(problem);
        expect(path.endUsd).closeTo(best, 1e-9);
        expect(endOf(problem, [...path.held])).closeTo(best, 1e-9);
      }),
      { numRuns: 300 },
    );
  });
});
