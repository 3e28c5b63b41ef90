import { expect } from "chai";
import fc from "fast-check";
import type { PeriodYield } from "../../bot/core/periodYield.ts";
import type { Store } from "../../bot/store/connection.ts";
import { insertPeriodYields, periodYields, yieldCoverage } from "../../bot/store/periodYields.ts";
import { finite } from "./arbitraries.ts";
import { rejection } from "./rejection.ts";
import { createTestStore } from "./testStore.ts";

const HOUR = 3_600;
const number = fc.option(fc.oneof(finite, fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY)));
const hourlyYield: fc.Arbitrary<PeriodYield> = fc.record({
  marketId: fc.constantFrom("a", "b"),
  periodStartSeconds: fc.nat({ max: 4 }).map((hour) => hour * HOUR),
  origin: fc.constantFrom("rollup", "import"),
  lastSampleSeconds: fc.nat(),
  lastBlockNumber: fc.option(fc.nat()),
  samples: fc.integer({ min: 1, max: 1_000 }),
  supplyApr: number,
  rewardApr: number,
  realisedApr: number,
  totalSupplyUsd: number,
  totalBorrowUsd: number,
  liquidityUsd: number,
  utilization: number,
  assetPriceUsd: number,
  depositUsd: number,
  withdrawUsd: number,
  borrowUsd: number,
  repayUsd: number,
  volumeUsd: number,
  impermanentLoss7d: number,
});

describe("store: yields by hour and day", () => {
  let store: Store;
  before(async () => {
    store = await createTestStore();
  });
  beforeEach(() => store.pool.query("truncate hourly_yields, daily_yields"));
  after(() => store.close());

  const nameOf = ({ marketId, origin, periodStartSeconds }: PeriodYield) => `${marketId}/${periodStartSeconds}/${origin}`;
  async function all(): Promise<readonly PeriodYield[]> {
    const range = { period: "hour", fromSeconds: 0, toSeconds: 10 * HOUR } as const;
    return (await Promise.all(["a", "b"].map((marketId) => periodYields(store.db, { ...range, marketId })))).flat();
  }

  it("are what a map of the last row by name would be, whatever is stored how often, and every row is accounted for", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(hourlyYield, { maxLength: 12 }), { maxLength: 4 }), async (calls) => {
        await store.pool.query("truncate hourly_yields");
        const model = new Map<string, PeriodYield>();
        for (const rows of calls) {
          const before = new Map(model);
          for (const row of rows) model.set(nameOf(row), row);
          const names = [...new Set(rows.map(nameOf))];
          const same = names.filter((name) => JSON.stringify(before.get(name)) === JSON.stringify(model.get(name))).length;
          const added = names.filter((name) => !before.has(name)).length;
          const stored = await insertPeriodYields(store.db, "hour", rows);
          expect(stored.added).to.equal(added);
          expect(stored.repeated).to.equal(rows.length - names.length);
          // JSON takes NaN for Infinity and null: it can only call different what differs.
          expect(stored.unchanged).to.be.at.most(same);
          expect(stored.added + stored.changed + stored.unchanged + stored.repeated).to.equal(rows.length);
          expect(await insertPeriodYields(store.db, "hour", [...model.values()])).to.deep.equal({
            added: 0,
            changed: 0,
            unchanged: model.size,
            repeated: 0,
          });
        }
        const expected = [...model.values()].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
        expect([...(await all())].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))).to.deep.equal(expected);
      }),
      { numRuns: 40 },
    );
  });

  const [sample] = fc.sample(hourlyYield, 1) as [PeriodYield];
  const at = (hour: number, changes: Partial<PeriodYield> = {}): PeriodYield => ({
    ...sample,
    marketId: "a",
    origin: "import",
    periodStartSeconds: hour * HOUR,
    ...changes,
  });

  it("come in order, from a time up to another, of one origin if it is named", async () => {
    const rows = [at(2), at(0), at(1, { origin: "rollup" }), at(1), at(3), at(1, { marketId: "b" })];
    await insertPeriodYields(store.db, "hour", rows);
    const range = { marketId: "a", period: "hour", fromSeconds: HOUR, toSeconds: 3 * HOUR } as const;
    expect(await periodYields(store.db, range)).to.deep.equal([at(1), at(1, { origin: "rollup" }), at(2)]);
    expect(await periodYields(store.db, { ...range, origin: "rollup" })).to.deep.equal([at(1, { origin: "rollup" })]);
    expect(await periodYields(store.db, { ...range, period: "day" })).to.deep.equal([]);
    expect(await yieldCoverage(store.db, "hour")).to.deep.equal([
      { marketId: "a", origin: "import", periods: 4, firstPeriodSeconds: 0, lastPeriodSeconds: 3 * HOUR },
      { marketId: "a", origin: "rollup", periods: 1, firstPeriodSeconds: HOUR, lastPeriodSeconds: HOUR },
      { marketId: "b", origin: "import", periods: 1, firstPeriodSeconds: HOUR, lastPeriodSeconds: HOUR },
    ]);
  });

  it("are refused beside the hour or day", async () => {
    expect((await rejection(insertPeriodYields(store.db, "hour", [at(0.5)]))).message).to.include("check constraint");
    expect((await rejection(insertPeriodYields(store.db, "day", [at(1)]))).message).to.include("check constraint");
  });

  it("are nothing to do when there are none", async () => {
    expect(await insertPeriodYields(store.db, "day", [])).to.deep.equal({ added: 0, changed: 0, unchanged: 0, repeated: 0 });
  });
});
