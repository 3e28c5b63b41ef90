import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { SyntheticFilesThereError, SyntheticFilesUnwritableError } from "../../../bot/backtest/synthetic/errors.ts";
import { writeSyntheticFiles } from "../../../bot/backtest/synthetic/syntheticFiles.ts";
import { syntheticMarkets } from "../../../bot/backtest/synthetic/syntheticMarkets.ts";
import { readHistoryFolder } from "../../../bot/predict/series/readHistoryFolder.ts";
import { NOW_SECONDS } from "../../observe/history/csvFiles.ts";
import { rejection } from "../../store/rejection.ts";
import { createTestFolder } from "../../store/testStore.ts";

const small = { markets: 2, days: 3, seed: 3 } as const;

/** The largest difference between two columns, relative to the values. */
function apart(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  expect(actual.length).equal(expected.length);
  return Array.from(actual).reduce((most, value, i) => {
    const wanted = expected[i] as number;
    return Math.max(most, Math.abs(value - wanted) / Math.max(Math.abs(wanted), Number.MIN_VALUE));
  }, 0);
}

describe("files of a synthetic history", () => {
  it("are read back as the same series, within the rounding of the layout, and next to nothing is not believed", async function () {
    this.timeout(20_000);
    const history = syntheticMarkets({ markets: 8, days: 365, seed: 3 });
    const folder = path.join(await createTestFolder(), "made", "up");
    const files = await writeSyntheticFiles(history, folder, false);
    expect(files).deep.equal(["synthetic-lending-hourly.csv.gz", "synthetic-conditions-daily.csv"].map((name) => path.join(folder, name)));
    const read = await readHistoryFolder(folder, NOW_SECONDS);
    expect([...read.files].sort()).deep.equal((await readdir(folder)).sort());
    const rows = 8 * 365 * 24;
    expect(read.rejected).at.most(rows / 10_000);
    expect(read.daily).deep.equal([]);
    expect(read.hourly).lengthOf(history.markets.length);
    for (const market of history.markets) {
      const back = read.hourly.find(({ marketId }) => marketId === market.marketId);
      if (back === undefined) return expect.fail(`${market.marketId} is not there`);
      expect(back).include({ protocol: market.protocol, symbol: market.symbol, category: market.category });
      const believed = new Set(back.timeSeconds);
      const same = (column: Float64Array) => column.filter((_, i) => believed.has(market.timeSeconds[i] as number));
      expect(back.timeSeconds).deep.equal(same(market.timeSeconds));
      expect(apart(back.quotedApr, same(market.quotedApr))).below(1e-8);
      expect(apart(back.totalSupplyUsd, same(market.totalSupplyUsd))).below(1e-7);
      expect(apart(back.totalBorrowUsd, same(market.totalBorrowUsd))).below(1e-6);
      expect(apart(back.utilization, same(market.utilization))).below(1e-6);
    }
    expect([...read.conditions.keys()].sort()).deep.equal([...history.conditions.keys()].sort());
    for (const [name, series] of history.conditions) {
      const back = read.conditions.get(name);
      expect(back?.timeSeconds, name).deep.equal(series.timeSeconds);
      expect(apart(back?.value ?? [], series.value), name).below(1e-8);
    }
  });

  it("say on every line that they are synthetic", async () => {
    const folder = await createTestFolder();
    for (const file of await writeSyntheticFiles(syntheticMarkets(small), folder, false)) {
      const content = await readFile(file);
      const text = (file.endsWith(".gz") ? gunzipSync(content) : content).toString();
      const lines = text.trimEnd().split("\n").slice(1);
      expect(lines.length).above(2);
      for (const line of lines) expect(line).include("synthetic");
    }
  });

  it("are not written over unless they may be; the same history makes the same files", async () => {
    const folder = await createTestFolder();
    await writeFile(path.join(folder, "of-mine.csv"), "mine");
    const files = await writeSyntheticFiles(syntheticMarkets(small), folder, false);
    const contents = () => Promise.all(files.map((file) => readFile(file)));
    const before = await contents();
    const error = await rejection(writeSyntheticFiles(syntheticMarkets({ ...small, seed: 4 }), folder, false));
    if (!(error instanceof SyntheticFilesThereError)) throw error;
    expect(error.message).match(/synthetic-lending-hourly.csv.gz and synthetic-conditions-daily.csv are already in/);
    expect(error.remedy).match(/--replace/);
    expect(await contents()).deep.equal(before);
    await writeSyntheticFiles(syntheticMarkets({ ...small, seed: 4 }), folder, true);
    expect(await contents()).not.deep.equal(before);
    await writeSyntheticFiles(syntheticMarkets(small), folder, true);
    expect(await contents()).deep.equal(before);
    expect((await readdir(folder)).sort()).deep.equal(["of-mine.csv", ...files.map((file) => path.basename(file))].sort());
  });

  it("tell when the folder is none", async () => {
    const folder = await createTestFolder();
    const file = path.join(folder, "file");
    await writeFile(file, "");
    const error = await rejection(writeSyntheticFiles(syntheticMarkets(small), file, false));
    expect(error).instanceOf(SyntheticFilesUnwritableError);
    expect(error.message).include(file);
  });
});
