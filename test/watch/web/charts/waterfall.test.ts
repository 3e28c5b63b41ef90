import { expect } from "chai";
import fc from "fast-check";
import { waterfallShape } from "../../../../bot/watch/web/charts/waterfall.ts";

const dollars = fc.double({ min: -1e6, max: 1e6, noNaN: true });
const sum = fc.record({ values: fc.array(dollars, { maxLength: 6 }), required: fc.option(dollars) });

describe("waterfalls", () => {
  it("lie within their width, and end where their total does", () => {
    fc.assert(
      fc.property(sum, ({ values, required }) => {
        const { bars, total, zero, required: mark } = shapeOf(values, required);
        for (const { start, width } of [...bars, total]) {
          expect(start).to.be.within(0, 1);
          expect(width).to.be.within(0, 1);
          expect(start + width).to.be.at.most(1 + 1e-9);
        }
        expect(zero).to.be.within(0, 1);
        if (mark !== null) expect(mark).to.be.within(0, 1);
        const end = values.length === 0 ? zero : endOf(bars.at(-1), values.at(-1));
        expect(end).to.be.closeTo(endOf(total, totalOf(values)), 1e-9);
      }),
    );
  });

  it("let every step begin where the one before it ended", () => {
    fc.assert(
      fc.property(sum, ({ values, required }) => {
        const { bars, zero } = shapeOf(values, required);
        let place = zero;
        for (const [index, bar] of bars.entries()) {
          const value = values[index] ?? 0;
          expect(value < 0 ? bar.start + bar.width : bar.start).to.be.closeTo(place, 1e-9);
          place = endOf(bar, value);
        }
      }),
    );
  });

  it("draw as long as things are worth", () => {
    const { bars, total, required } = shapeOf([10, -4], 8);
    expect(bars.map(({ start, width }) => [start, width])).to.deep.equal([
      [0, 1],
      [0.6, 0.4],
    ]);
    expect([total.start, total.width, required]).to.deep.equal([0, 0.6, 0.8]);
  });
});

function shapeOf(values: readonly number[], required: number | null) {
  const steps = values.map((value, index) => ({ name: `step ${index}`, value }));
  return waterfallShape(steps, totalOf(values), required);
}

function totalOf(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Where a bar of this value leads to. */
function endOf(bar: { readonly start: number; readonly width: number } | undefined, value = 0): number {
  if (bar === undefined) return Number.NaN;
  return value < 0 ? bar.start : bar.start + bar.width;
}
