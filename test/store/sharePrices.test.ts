import { expect } from "chai";
import fc from "fast-check";
import type { Store } from "../../bot/store/connection.ts";
import { sharePriceHistory } from "../../bot/store/sharePrices.ts";
import { finishTick, startTick } from "../../bot/store/ticks.ts";
import { SAMPLE_VAULT } from "./samples.ts";
import { createTestStore } from "./testStore.ts";

const DAY = 86_400;

describe("store: share prices", () => {
  let store: Store;
  before(async () => {
    store = await createTestStore();
  });
  after(() => store.close());

  it("are each day's last, of one vault, from a time on, for any ticks", async () => {
    let chainId = 0;
    const tick = fc.record({
      bucket: fc.integer({ min: 0, max: 4 * 24 }).map((hour) => hour * 3_600),
      sharePrice: fc.option(fc.double({ min: 0.5, max: 2, noNaN: true })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(tick, { maxLength: 15 }), fc.integer({ min: 0, max: 3 * DAY }), async (ticks, sinceSeconds) => {
        chainId += 1;
        const key = { chainId, vault: SAMPLE_VAULT };
        for (const { bucket, sharePrice } of ticks) {
          const id = await startTick(store.db, key, bucket);
          await finishTick(store.db, id, { status: "held", ...(sharePrice === null ? {} : { sharePrice }) });
        }
        const byDay = new Map<number, number>();
        // A stable sort: of two ticks of one bucket the later one counts.
        for (const { bucket, sharePrice } of ticks.toSorted((a, b) => a.bucket - b.bucket)) {
          if (sharePrice !== null && bucket >= sinceSeconds) byDay.set(Math.floor(bucket / DAY) * DAY, sharePrice);
        }
        const expected = [...byDay].map(([dayStartSeconds, sharePrice]) => ({ dayStartSeconds, sharePrice }));
        expect(await sharePriceHistory(store.db, key, sinceSeconds)).to.deep.equal(expected);
      }),
      { numRuns: 25 },
    );
  });
});
