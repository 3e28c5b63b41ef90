import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import type { BacktestJson } from "../../bot/backtest/report/json.ts";
import { backtestReportOf, keptBacktest } from "../../bot/store/backtests.ts";
import { createTestFolder, createTestStore } from "../store/testStore.ts";
import { runCommand } from "./support/command.ts";
import { itFails } from "./support/failure.ts";

const QUICK = ["backtest", "--synthetic", "4x70", "--every", "1d"];

describe("cli: keeper backtest", function () {
  this.timeout(60_000);
  let folder: string;
  before(async () => {
    folder = await createTestFolder();
  });
  const options = () => ({ folder });

  it("tells who earned what, in words, JSON and files, and that a made-up past is one", async () => {
    const args = [...QUICK, "--contenders", "equal-weight,best-apy,persistence,oracle"];
    const { exitCode, stdout, stderr } = await runCommand([...args, "--json", "--report", "out"], options());
    expect({ exitCode, stderr }).deep.equal({ exitCode: 0, stderr: "" });
    const json: BacktestJson = JSON.parse(stdout);
    expect(json).include({ synthetic: true, universe: "stablecoins", mlMinusBest: null, from: "2023-01-02T00:00:00.000Z" });
    expect(Object.keys(json.strategies)).deep.equal(["equal-weight", "best-apy", "persistence", "oracle"]);
    const html = await readFile(path.join(folder, "out/report.html"), "utf8");
    expect(html).include("SYNTHETIC").include("<svg").include("equal-weight");
    const nav = (await readFile(path.join(folder, "out/nav.csv"), "utf8")).trimEnd().split("\n");
    expect(nav.length).equal(1 + 69);
    const text = await runCommand(args, options());
    expect(text.stdout)
      .match(/^SYNTHETIC · 2 January 2023/)
      .match(/\ncontender\s+net, %/);
  });

  it("keeps what came out in the database, for the API to show", async () => {
    const store = await createTestStore();
    try {
      const args = [...QUICK, "--contenders", "equal-weight,best-apy", "--save", "before the new policy", "--json"];
      const { exitCode, stdout, stderr } = await runCommand(args, { folder, environment: { DATABASE_URL: store.databaseUrl } });
      expect({ exitCode, stderr }).deep.equal({ exitCode: 0, stderr: "" });
      const { id, strategies } = JSON.parse(stdout);
      const kept = await keptBacktest(store.db, id);
      expect(kept).include({ name: "before the new policy", isSynthetic: true, hasReport: true });
      expect(kept?.figures.map(({ contender, netReturn }) => [contender, netReturn])).deep.equal(
        Object.entries(strategies as BacktestJson["strategies"]).map(([name, { netReturn }]) => [name, netReturn]),
      );
      expect(await backtestReportOf(store.db, id))
        .include("<svg")
        .include("SYNTHETIC");
    } finally {
      await store.close();
    }
  });

  const wrong = { exitCode: 2, options };
  itFails([
    {
      ...wrong,
      name: "NoHistoryError",
      what: "a folder without history",
      args: ["backtest", "--data", "nowhere"],
      message: /nowhere/,
      remedy: /./,
    },
    {
      ...wrong,
      name: "MissingSettingError",
      what: "studies without a report to put them into",
      args: [...QUICK, "--studies"],
      message: /--studies/,
      remedy: /--report/,
    },
    {
      ...wrong,
      name: "UsageError",
      what: "a name that nobody could read",
      args: [...QUICK, "--save", "\u0007"],
      message: /--save/,
      remedy: /./,
    },
    {
      ...wrong,
      name: "EmptyWorldError",
      what: "a time in which no market is large enough",
      args: [...QUICK, "--least-supply", "1000000000000", "--contenders", "equal-weight"],
      message: /nothing to test on/,
      remedy: /--from/,
    },
    {
      ...wrong,
      name: "MissingSettingError",
      what: "a time that ends before it begins",
      args: [...QUICK, "--from", "2023-02-01", "--to", "2023-01-01"],
      message: /--to must be later/,
      remedy: /later day/,
    },
  ]);
});
