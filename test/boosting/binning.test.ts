import { expect } from "chai";
import fc from "fast-check";
import { binFeatures, MAX_VALUE_BINS } from "../../bot/boosting/binning.ts";
import { BoostingInputError } from "../../bot/boosting/errors.ts";

const value = fc.oneof(fc.float({ noDefaultInfinity: true }), fc.integer({ min: -3, max: 3 }));
const column = fc.array(value, { minLength: 1, maxLength: 300 }).map((values) => Float32Array.from(values));
const binCount = fc.integer({ min: 2, max: MAX_VALUE_BINS });

describe("binning", () => {
  it("puts x below a cut exactly where its bin is at or below the cut's, and what is not known behind all", () => {
    fc.assert(
      fc.property(column, binCount, (values, maxBins) => {
        const { bins, cuts } = binFeatures(values, values.length, 1, maxBins);
        const [thresholds = new Float32Array()] = cuts;
        expect(thresholds.length).below(maxBins);
        for (const [row, x] of values.entries()) {
          if (Number.isNaN(x)) expect(bins[row]).equal(thresholds.length + 1);
          else for (const [b, cut] of thresholds.entries()) expect(x < cut, `${x} < ${cut}`).equal((bins[row] as number) <= b);
        }
      }),
    );
  });

  it("gives larger values no smaller bin, and parts all of few distinct values", () => {
    fc.assert(
      fc.property(column, binCount, (values, maxBins) => {
        const { bins } = binFeatures(values, values.length, 1, maxBins);
        const known = [...values.keys()].filter((row) => !Number.isNaN(values[row]));
        known.sort((a, b) => (values[a] as number) - (values[b] as number));
        const distinct = new Set(known.map((row) => (values[row] as number) + 0)).size;
        for (const [i, row] of known.entries()) {
          const previous = known[i - 1];
          if (previous === undefined) continue;
          expect(bins[previous]).at.most(bins[row] as number);
          if (distinct <= maxBins) expect(bins[previous] === bins[row]).equal(values[previous] === values[row]);
        }
      }),
    );
  });

  it("makes bins of about equal size, and gives a value heavier than its share one of its own", () => {
    const rows = 10_000;
    const values = Float32Array.from({ length: rows }, (_, row) => (row % 4 === 0 ? 0.5 : row / rows));
    const { bins, cuts } = binFeatures(values, rows, 1, 100);
    const sizes = new Float64Array(cuts[0]?.length ?? 0).map((_, b) => bins.filter((bin) => bin === b).length);
    const heavy = bins[0] as number;
    expect(new Set(values.filter((_, row) => bins[row] === heavy)).size).equal(1);
    for (const [b, size] of sizes.entries()) if (b !== heavy) expect(size, `bin ${b}`).within(30, 150);
    expect(sizes.length).above(90);
  });

  it("reads rows, stores columns", () => {
    const { bins, cuts } = binFeatures(Float32Array.of(1, 7, 2, Number.NaN, 3, 7), 3, 2);
    expect([...bins]).deep.equal([0, 1, 2, 0, 1, 0]);
    expect(cuts.map((thresholds) => [...thresholds])).deep.equal([[1.5, 2.5], []]);
  });

  it("refuses sizes that do not fit, infinite values and impossible numbers of bins", () => {
    expect(() => binFeatures(new Float32Array(5), 2, 3)).throw(BoostingInputError, "2 rows × 3 features");
    expect(() => binFeatures(Float32Array.of(1, Number.POSITIVE_INFINITY), 2, 1)).throw(BoostingInputError, "infinite");
    for (const maxBins of [1, 256, Number.NaN]) expect(() => binFeatures(new Float32Array(2), 2, 1, maxBins)).throw(BoostingInputError);
  });
});
