import { mkdir, readdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import fc from "fast-check";
import { cachedColumns } from "../../../bot/backtest/minds/cachedColumns.ts";
import { decodeColumns, encodeColumns } from "../../../bot/backtest/minds/columnsFile.ts";
import { MindCacheError } from "../../../bot/backtest/minds/errors.ts";
import { fingerprint } from "../../../bot/backtest/minds/fingerprint.ts";
import { createTestFolder } from "../../store/testStore.ts";

const records = fc.dictionary(
  fc.stringMatching(/^[a-zA-Z0-9]{1,12}$/).filter((name) => name !== "__proto__"),
  fc.oneof(
    fc.string(),
    fc.integer(),
    fc.float64Array({ maxLength: 8 }),
    fc.float32Array({ maxLength: 8 }),
    fc.uint8Array({ maxLength: 8 }),
  ),
);

describe("a file of columns", () => {
  it("brings back what was put into it", () => {
    fc.assert(
      fc.property(records, (record) => {
        expect(decodeColumns(encodeColumns(record))).deep.equal({ ...record });
      }),
    );
  });

  it("is nothing once a bit of it is another, or a part of it is missing", () => {
    fc.assert(
      fc.property(records, fc.nat(), fc.integer({ min: 0, max: 7 }), (record, place, bit) => {
        const bytes = encodeColumns(record);
        const at = place % bytes.length;
        expect(decodeColumns(bytes.subarray(0, at))).equal(null);
        const damaged = Uint8Array.from(bytes);
        damaged[at] = (bytes[at] as number) ^ (1 << bit);
        expect(decodeColumns(damaged)).equal(null);
      }),
    );
  });
});

describe("the fingerprint of what decides an answer", () => {
  it("is the same of the same, whatever the order of names and wherever an array lies in its buffer", () => {
    const values = Float64Array.of(1, 2, Number.NaN, 4);
    expect(fingerprint({ a: values.subarray(1, 3), b: "x" })).equal(fingerprint({ b: "x", a: Float64Array.of(2, Number.NaN) }));
    expect(fingerprint({})).match(/^[0-9a-f]{64}$/);
  });

  it("is another of other data", () => {
    const data = [
      ...[null, undefined, "", "1", 1, 1.5, true, "true", [], {}, new Map()],
      ...[["ab", "c"], ["a", "bc"], [["a"], "b"], [["a", "b"]], { a: 1, b: 2 }, { a: 2, b: 1 }, new Map([["a", 1]]), { a: 1 }],
      ...[Float64Array.of(1), Float32Array.of(1), Uint8Array.of(1), Float64Array.of(1, 0), Float64Array.of(0), Float64Array.of(-0)],
    ];
    expect(new Set(data.map(fingerprint)).size).equal(data.length);
  });
});

describe("columns that are kept", () => {
  const compute = async () => ({ name: "made-up", apr: Float64Array.of(1, Number.NaN) });

  it("leave one whole file in the folder", async () => {
    const folder = path.join(await createTestFolder(), "new", "backtest");
    await cachedColumns({ folder, name: "apr", decides: 1, compute });
    expect(await readdir(folder)).deep.equal([`apr-${fingerprint(1)}.columns`]);
  });

  it("say so where there is no folder to be had, before any work", async () => {
    const file = path.join(await createTestFolder(), "file");
    await writeFile(file, "");
    const failing = async () => {
      throw new Error("it works all the same");
    };
    const failure = await cachedColumns({ folder: file, name: "apr", decides: 1, compute: failing }).catch((error) => error);
    expect(failure).instanceOf(MindCacheError);
    expect(failure.message).include(file);
    expect(failure.remedy).not.equal("");
  });

  it("leave no half of a file where it cannot be written", async () => {
    const folder = await createTestFolder();
    await mkdir(path.join(folder, `apr-${fingerprint(1)}.columns`));
    expect(await cachedColumns({ folder, name: "apr", decides: 1, compute }).catch((error) => error)).instanceOf(MindCacheError);
    expect(await readdir(folder)).lengthOf(1);
  });
});
