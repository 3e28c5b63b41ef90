import { expect } from "chai";
import fc from "fast-check";
import { PERIOD_SECONDS, type PeriodYield } from "../../bot/core/periodYield.ts";
import type { Store } from "../../bot/store/connection.ts";
import { periodYieldJsonPage } from "../../bot/store/periodYieldJson.ts";
import { insertPeriodYields, periodYields } from "../../bot/store/periodYields.ts";
import { createTestStore } from "./testStore.ts";

const MARKET = '1:a "quoted" market';
const FIRST = 1_749_945_600;
const DAYS = 9;

describe("store: hours and days as JSON", () => {
  let store: Store;
  before(async () => {
    store = await createTestStore();
  });
  after(() => store.close());

  const everything = { marketId: MARKET, fromSeconds: 0, toSeconds: 99_999_999_999, origin: "rollup" };

  it("says exactly what is stored, in pages of any size", async () => {
    const figure = fc.oneof(fc.constant(null), fc.double({ noNaN: true, noDefaultInfinity: true, noInteger: false }));
    const anyYield = fc.record({ supplyApr: figure, rewardApr: figure, realisedApr: figure, utilization: figure, volumeUsd: figure });
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyYield, { minLength: DAYS, maxLength: DAYS }),
        fc.integer({ min: 1, max: DAYS + 1 }),
        async (figures, limit) => {
          await insertPeriodYields(
            store.db,
            "day",
            figures.map((own, day) => ({ ...yieldOf(day), ...own })),
          );
          const items: PeriodYield[] = [];
          let pages = 0;
          for (let after: readonly (string | number)[] | null = null, isOver = false; !isOver; pages++) {
            const page = await periodYieldJsonPage(store.db, "day", { ...everything, after, limit });
            items.push(...(JSON.parse(page.itemsJson) as PeriodYield[]));
            after = page.next;
            isOver = after === null;
          }
          expect(items).to.deep.equal(await periodYields(store.db, { ...everything, period: "day" }));
          expect(items).to.have.length(DAYS);
          expect(pages).to.equal(Math.ceil(DAYS / limit));
        },
      ),
      { numRuns: 40 },
    );
  });

  it("is an empty list where there is nothing", async () => {
    const page = await periodYieldJsonPage(store.db, "hour", { ...everything, after: null, limit: 5 });
    expect(page).to.deep.equal({ itemsJson: "[]", next: null });
  });
});

function yieldOf(day: number): PeriodYield {
  const periodStartSeconds = FIRST + day * PERIOD_SECONDS.day;
  return {
    marketId: MARKET,
    periodStartSeconds,
    origin: "rollup",
    lastSampleSeconds: periodStartSeconds + 86_100,
    lastBlockNumber: day % 2 === 0 ? null : 23_000_000 + day,
    samples: 288,
    supplyApr: 0.05,
    rewardApr: null,
    realisedApr: 0.049,
    totalSupplyUsd: 1e9,
    totalBorrowUsd: null,
    liquidityUsd: 1 / 3,
    utilization: 0.9,
    assetPriceUsd: 0.999_9,
    depositUsd: null,
    withdrawUsd: null,
    borrowUsd: null,
    repayUsd: null,
    volumeUsd: null,
    impermanentLoss7d: null,
  };
}
