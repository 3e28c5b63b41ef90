import { expect } from "chai";
import fc from "fast-check";
import { stack } from "../../../../bot/watch/web/charts/stack.ts";

describe("series on top of one another", () => {
  it("adds nothing where there is no value", () => {
    const stacked = stack([
      [1, null, 3],
      [10, 20, null],
    ]);
    expect(stacked).to.deep.equal([
      [1, 0, 3],
      [11, 20, 3],
    ]);
  });

  it("ends with the sum of all, and never falls from one to the next", () => {
    const series = fc
      .integer({ min: 1, max: 6 })
      .chain((length) => fc.array(fc.array(fc.nat(1_000), { minLength: length, maxLength: length }), { minLength: 1 }));
    fc.assert(
      fc.property(series, (values) => {
        const stacked = stack(values);
        const sums = values[0]?.map((_, index) => values.reduce((sum, one) => sum + (one[index] ?? 0), 0));
        expect(stacked.at(-1)).to.deep.equal(sums);
        stacked.forEach((one, place) => {
          for (const [index, value] of one.entries()) expect(value).to.be.at.least(stacked[place - 1]?.[index] ?? 0);
        });
      }),
    );
  });
});
