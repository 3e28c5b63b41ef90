import { expect } from "chai";
import { sql } from "kysely";
import type { Store } from "../../../bot/store/connection.ts";
import { rollUp } from "../../../bot/store/rollups.ts";
import { oncePerVersion } from "../../../bot/watch/performance/oncePerVersion.ts";
import { readPerformance } from "../../../bot/watch/performance/readPerformance.ts";
import { sampleMarket } from "../../store/samples.ts";
import { createTestStore } from "../../store/testStore.ts";
import { COMPOUND, DAY, KEY, MARKET_RATES, MONDAY, storeTwoDays, VAULT_RATE } from "../reports/twoDays.ts";

const MARKETS = [sampleMarket.id, COMPOUND.id];

describe("performance: from the database", () => {
  let store: Store;
  before(async () => {
    store = await createTestStore();
    await storeTwoDays(store);
  });
  after(() => store.close());

  it("finds the rates that were really paid, in every window", async () => {
    const windows = await readPerformance(store.db, KEY, MARKETS);
    expect(windows.map(({ window, isWhole }) => [window, isWhole])).to.deep.equal([
      ["24h", true],
      ["7d", false],
      ["30d", false],
      ["since-start", true],
    ]);
    for (const one of windows) {
      expect(one.toSeconds).to.equal(MONDAY + 2 * DAY);
      expect(one.fromSeconds).to.equal(one.window === "24h" ? MONDAY + DAY : MONDAY);
      expect(one.apy).to.be.closeTo(Math.expm1(VAULT_RATE), 1e-9);
      expect(one.benchmark?.apy).to.be.closeTo(Math.expm1(0.05), 1e-6);
      expect(one.benchmark?.markets).to.equal(2);
      expect(one.bestMarket?.marketId).to.equal(COMPOUND.id);
      expect(one.bestMarket?.apy).to.be.closeTo(Math.expm1(MARKET_RATES[COMPOUND.id] ?? 0), 1e-6);
    }
  });

  it("knows what markets paid by their days once observations were let go", async () => {
    await rollUp(store.db, MONDAY + 5 * DAY);
    await sql`delete from observations where bucket_time < ${MONDAY + DAY + DAY / 2}`.execute(store.db);
    const whole = (await readPerformance(store.db, KEY, MARKETS)).at(-1);
    expect(whole?.benchmark?.markets).to.equal(2);
    expect(whole?.benchmark?.apy).to.be.closeTo(Math.expm1(0.05), 1e-6);
  });

  it("has nothing of a vault without ticks, and no benchmark without markets", async () => {
    expect(await readPerformance(store.db, { ...KEY, chainId: 5 }, MARKETS)).to.deep.equal([]);
    const [day] = await readPerformance(store.db, KEY, []);
    expect(day).to.deep.include({ benchmark: null, bestMarket: null });
  });

  it("is worked out once a tick, and again after it failed", async () => {
    const memory = oncePerVersion<number>();
    let times = 0;
    const work = async () => {
      times += 1;
      return times;
    };
    expect(await Promise.all([memory.of("a", "1", work), memory.of("a", "1", work), memory.of("b", "1", work)])).to.deep.equal([1, 1, 2]);
    expect(await memory.of("a", "2", work)).to.equal(3);
    await memory.of("a", "3", () => Promise.reject(new Error("no database"))).catch(() => undefined);
    expect(await memory.of("a", "3", work)).to.equal(4);
  });
});
