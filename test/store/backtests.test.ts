import { expect } from "chai";
import { keptBacktestOf } from "../../bot/backtest/report/kept.ts";
import { backtestPage, backtestReportOf, keepBacktest, keptBacktest } from "../../bot/store/backtests.ts";
import type { Store } from "../../bot/store/connection.ts";
import { fakeBacktest } from "../backtest/report/fakeBacktest.ts";
import { createTestStore } from "./testStore.ts";

describe("store: backtests that were kept", () => {
  let store: Store;
  before(async () => {
    store = await createTestStore();
  });
  after(() => store.close());

  it("come back as they were put in, newest first, with or without a report", async () => {
    const { db } = store;
    const fake = fakeBacktest({ days: 40 });
    const kept = [1_800, 1_700, 1_800].map((madeAtSeconds, nth) =>
      keptBacktestOf(fake, { name: nth === 0 ? null : `“${nth}” it's`, madeAtSeconds }),
    );
    const ids: number[] = [];
    for (const [nth, one] of kept.entries()) ids.push(await keepBacktest(db, one, nth === 1 ? "<p>report</p>" : null));
    for (const [nth, id] of ids.entries()) {
      expect(await keptBacktest(db, id)).deep.equal({ ...kept[nth], id, hasReport: nth === 1 });
      expect(await backtestReportOf(db, id)).equal(nth === 1 ? "<p>report</p>" : null);
    }
    const [first, second, third] = ids;
    const page = await backtestPage(db, { after: null, limit: 2 });
    expect(page.items.map(({ id }) => id)).deep.equal([third, first]);
    expect(page.items[0]).not.any.keys("curves", "figures");
    const rest = await backtestPage(db, { after: page.next, limit: 2 });
    expect(rest.items.map(({ id, hasReport }) => [id, hasReport])).deep.equal([[second, true]]);
    expect(rest.next).equal(null);
    const short = keptBacktestOf({ ...fake, contested: [] }, { name: null, madeAtSeconds: 1 });
    expect((await keptBacktest(db, await keepBacktest(db, short, null)))?.lead).equal(null);
    expect(await keptBacktest(db, 4_711)).equal(null);
    expect(await backtestReportOf(db, 4_711)).equal(null);
  });
});
