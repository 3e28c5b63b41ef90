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

  describe("cut by some rows", () => {
    const rowsOf = (count: number) => fc.array(fc.integer({ min: 0, max: count - 1 }), { minLength: 1, maxLength: 60 });
    const withCutRows = column.chain((values) => fc.record({ values: fc.constant(values), picked: rowsOf(values.length) }));
    const cutsBy = (values: Float32Array, picked: readonly number[] | null, maxBins?: number) =>
      binFeatures(values, values.length, 1, maxBins, picked && Int32Array.from(picked)).cuts[0] ?? new Float32Array();

    it("has the cuts of a matrix of these rows alone, in any order", () => {
      fc.assert(
        fc.property(withCutRows, binCount, ({ values, picked }, maxBins) => {
          const alone = Float32Array.from(picked, (row) => values[row] as number);
          expect(cutsBy(values, picked, maxBins)).deep.equal(cutsBy(alone, null, maxBins));
          expect(cutsBy(values, [...picked].reverse(), maxBins)).deep.equal(cutsBy(alone, null, maxBins));
        }),
      );
    });

    it("does not look at other rows, and puts those beyond the cuts into the bins at the ends", () => {
      fc.assert(
        fc.property(withCutRows, ({ values, picked }) => {
          const largest = 3.4028234663852886e38;
          const others = values.map((x, row) => (picked.includes(row) ? x : largest));
          const [before, after] = [values, others].map((of) => binFeatures(of, of.length, 1, 16, Int32Array.from(picked)));
          const cuts = before?.cuts[0] ?? new Float32Array();
          expect(after?.cuts[0]).deep.equal(cuts);
          for (const [row, x] of values.entries()) {
            if (picked.includes(row)) expect(after?.bins[row]).equal(before?.bins[row]);
            else expect(after?.bins[row]).equal(cuts.length);
            if (Number.isNaN(x)) expect(before?.bins[row]).equal(cuts.length + 1);
          }
        }),
      );
      const { bins } = binFeatures(Float32Array.of(-9, 1, 2, 3, 9, Number.NaN), 6, 1, 255, Int32Array.of(1, 2, 3));
      expect([...bins]).deep.equal([0, 0, 1, 2, 2, 3]);
    });

    it("counts a row as often as it is named", () => {
      const values = Float32Array.from({ length: 100 }, (_x, row) => row);
      const heavy = [...Array.from({ length: 100 }, (_row, row) => row), ...Array.from({ length: 300 }, (_row, i) => 90 + (i % 10))];
      const above = (cuts: Float32Array) => cuts.filter((cut) => cut > 90).length / cuts.length;
      expect(above(cutsBy(values, null, 20))).within(0.05, 0.15);
      expect(above(cutsBy(values, heavy, 20))).above(0.4);
    });

    it("refuses an infinite value in any row, whether it cuts or not", () => {
      for (const infinite of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        const features = Float32Array.of(1, 5, 2, 5, 3, infinite);
        for (const cutRows of [null, Int32Array.of(0, 1), Int32Array.of(2)])
          expect(() => binFeatures(features, 3, 2, 255, cutRows)).throw(BoostingInputError, "Feature 1 is infinite");
      }
    });
  });
});
