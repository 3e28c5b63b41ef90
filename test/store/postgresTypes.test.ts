import { expect } from "chai";
import fc from "fast-check";
import { sql } from "kysely";
import type { Store } from "../../bot/store/connection.ts";
import { int256 } from "./arbitraries.ts";
import { rejection } from "./rejection.ts";
import { createTestStore } from "./testStore.ts";

describe("store: types between JavaScript and PostgreSQL", () => {
  let store: Store;
  before(async () => {
    store = await createTestStore();
  });
  after(() => store.close());

  async function echo(value: unknown, type: string): Promise<unknown> {
    const { rows } = await sql<{ echoed: unknown }>`select ${value}::${sql.raw(type)} as echoed`.execute(store.db);
    return rows[0]?.echoed;
  }

  it("numeric(78,0) is a bigint, over the whole range of int256 and uint256", async () => {
    const any = fc.oneof(int256, fc.bigInt({ min: 0n, max: 2n ** 256n - 1n }), fc.constantFrom(0n, -1n, 2n ** 256n - 1n));
    await fc.assert(fc.asyncProperty(any, async (value) => void expect(await echo(value, "numeric(78,0)")).to.equal(value)));
  });

  it("int8 is a number, over all safe integers", async () => {
    await fc.assert(fc.asyncProperty(fc.maxSafeInteger(), async (value) => void expect(await echo(value, "bigint")).to.equal(value)));
  });

  it("int8 beyond the safe integers is an error, not a rounded number", async () => {
    const error = await rejection(sql`select 9007199254740993::bigint as echoed`.execute(store.db));
    expect(error).to.be.instanceOf(RangeError);
  });

  it("numeric with a fraction is an error, not a truncated amount", async () => {
    expect(await rejection(sql`select 1.5::numeric as echoed`.execute(store.db))).to.be.instanceOf(SyntaxError);
  });

  it("timestamptz is a Date, to the millisecond, over the years a keeper can meet", async () => {
    const any = fc.date({ min: new Date("1970-01-01T00:00:00Z"), max: new Date("2200-01-01T00:00:00Z"), noInvalidDate: true });
    await fc.assert(fc.asyncProperty(any, async (date) => void expect(await echo(date, "timestamptz")).to.deep.equal(date)));
  });

  it("double precision keeps every bit", async () => {
    const any = fc.double({ noNaN: true, noDefaultInfinity: true });
    await fc.assert(fc.asyncProperty(any, async (value) => void expect(await echo(value, "double precision")).to.equal(value + 0)));
  });
});
