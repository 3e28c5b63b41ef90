import { expect } from "chai";
import fc from "fast-check";
import type { BulkColumn } from "../../bot/store/bulkInsert.ts";
import type { Store } from "../../bot/store/connection.ts";
import { copyRows } from "../../bot/store/copy.ts";
import { binaryCopy } from "../../bot/store/copyBinary.ts";
import { text } from "./arbitraries.ts";
import { rejection } from "./rejection.ts";
import { createTestStore } from "./testStore.ts";

const row = fc.record({
  label: fc.option(text),
  block: fc.option(fc.maxSafeInteger()),
  amount: fc.option(fc.bigInt({ min: -(10n ** 78n) + 1n, max: 10n ** 78n - 1n })),
  rate: fc.option(fc.double()),
  flag: fc.option(fc.boolean()),
  model: fc.option(fc.uuid()),
});
type Row = typeof row extends fc.Arbitrary<infer Value> ? Value : never;

const columns: readonly BulkColumn<Row>[] = [
  { name: "label", type: "text", value: (one) => one.label },
  { name: "block", type: "bigint", value: (one) => one.block },
  { name: "amount", type: "numeric", value: (one) => one.amount },
  { name: "rate", type: "double precision", value: (one) => one.rate },
  { name: "flag", type: "boolean", value: (one) => one.flag },
  { name: "model", type: "uuid", value: (one) => one.model },
];

describe("store: COPY in binary", () => {
  let store: Store;
  before(async () => {
    store = await createTestStore();
    await store.pool.query(`create table copied (place integer generated always as identity,
      label text, block bigint, amount numeric(78,0), rate double precision, flag boolean, model uuid)`);
  });
  beforeEach(() => store.pool.query("truncate copied"));
  after(() => store.close());

  const copy = (rows: readonly Row[], written = columns) =>
    copyRows(store.db, "copy copied (label, block, amount, rate, flag, model) from stdin (format binary)", binaryCopy(written, rows));
  const copied = async () =>
    (await store.pool.query<Row>("select label, block, amount, rate, flag, model from copied order by place")).rows;

  it("brings every value over exactly", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 50 }), async (rows) => {
        await store.pool.query("truncate copied");
        expect(await copy(rows)).to.equal(rows.length);
        expect(await copied()).to.deep.equal(rows);
      }),
      { numRuns: 50, examples: [[[{ label: "", block: 0, amount: 0n, rate: -0, flag: false, model: null }]]] },
    );
  });

  it("has room for text longer than a piece, and for many pieces", async () => {
    const [one] = fc.sample(row, 1) as [Row];
    const rows = [1, 65_536, 500_000, 3].map((length) => ({ ...one, rate: 1, label: "€".repeat(length) }));
    const many = [...rows, ...Array.from({ length: 5_000 }, (_, number) => ({ ...one, rate: number, label: String(number) }))];
    expect(await copy(many)).to.equal(many.length);
    expect(await copied()).to.deep.equal(many);
  });

  it("refuses what it cannot write exactly, and leaves the connection usable", async () => {
    const [one] = fc.sample(row, 1) as [Row];
    expect((await rejection(copy([{ ...one, block: 2 ** 53 }]))).message).to.include("no safe integer");
    const unknown = columns.map((column) => ({ ...column, type: "jsonb" }));
    expect((await rejection(copy([one], unknown))).message).to.include("does not write jsonb");
    expect(await copy([])).to.equal(0);
    expect(await copied()).to.deep.equal([]);
  });
});
