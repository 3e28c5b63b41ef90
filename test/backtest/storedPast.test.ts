import { expect } from "chai";
import { loadPast } from "../../bot/backtest/past.ts";
import { EmptyStoreError, storedPast } from "../../bot/backtest/storedPast.ts";
import { writeSyntheticFiles } from "../../bot/backtest/synthetic/syntheticFiles.ts";
import { syntheticMarkets } from "../../bot/backtest/synthetic/syntheticMarkets.ts";
import { importHistory } from "../../bot/observe/history/importHistory.ts";
import type { Store } from "../../bot/store/connection.ts";
import { historySink } from "../../bot/store/history.ts";
import { rejection } from "../store/rejection.ts";
import { createTestFolder, createTestStore } from "../store/testStore.ts";

const FROM_SECONDS = Date.UTC(2023, 0, 1) / 1000;
const NOW_SECONDS = Date.UTC(2024, 0, 1) / 1000;

describe("backtest: what a keeper has stored as a past", function () {
  this.timeout(60_000);
  let store: Store;
  before(async () => {
    store = await createTestStore();
  });
  after(() => store.close());

  it("is refused while there is nothing", async () => {
    expect(await rejection(storedPast(store.db, NOW_SECONDS))).instanceOf(EmptyStoreError);
  });

  it("is the same as that of the files it was imported from, and ends where it is asked to", async () => {
    const folder = await createTestFolder();
    const made = syntheticMarkets({ markets: 3, days: 4, seed: 2, fromSeconds: FROM_SECONDS });
    const files = await writeSyntheticFiles(made, folder, true);
    for (const file of files) {
      await importHistory({ file, layout: null, marketId: null, skipBad: false, nowSeconds: NOW_SECONDS, sink: historySink(store.db) });
    }
    const deps = { nowSeconds: NOW_SECONDS, readStore: () => storedPast(store.db, NOW_SECONDS) };
    const stored = await loadPast({ kind: "database" }, deps);
    const read = await loadPast({ kind: "folder", folder }, deps);
    expect(stored.isSynthetic).equal(true);
    expect(stored.daily).deep.equal(read.daily);
    expect(stored.series).deep.equal(read.series);
    expect(stored.conditions.get("eth-usd")).deep.equal(read.conditions.get("eth-usd"));

    const halfSeconds = FROM_SECONDS + 2 * 86_400;
    const half = await storedPast(store.db, halfSeconds);
    expect(half.series.map(({ marketId }) => marketId)).deep.equal(read.series.map(({ marketId }) => marketId));
    for (const { timeSeconds } of half.series) expect(timeSeconds.at(-1)).most(halfSeconds);
    for (const { timeSeconds } of half.conditions.values()) expect(timeSeconds.at(-1)).most(halfSeconds);
  });
});
