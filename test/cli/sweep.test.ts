import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import type { SweepJson } from "../../bot/backtest/search/sweepResult.ts";
import { createTestDatabase, createTestFolder } from "../store/testStore.ts";
import { runCommand, startCommand } from "./support/command.ts";
import { itFails } from "./support/failure.ts";

const QUICK = ["--synthetic", "4x110", "--every", "1d", "--contender", "persistence"];
const GRID = ["--grid", "marginBps=0.2,20", "--grid", "cooldownSeconds=0,86400"];

describe("cli: keeper sweep", function () {
  this.timeout(60_000);
  let folder: string;
  before(async () => {
    folder = await createTestFolder();
  });
  const options = () => ({ folder });

  it("tells the best points, and how choosing among them would have gone, in words, JSON and files", async () => {
    const args = ["sweep", ...QUICK, ...GRID, "--walk-forward", "2:1"];
    const { exitCode, stdout, stderr } = await runCommand([...args, "--workers", "2", "--json", "--report", "out"], options());
    expect({ exitCode, stderr }).deep.equal({ exitCode: 0, stderr: "" });
    const json: SweepJson = JSON.parse(stdout);
    expect(json).include({ synthetic: true, contender: "persistence", trials: 4, from: "2023-01-02T00:00:00.000Z" });
    const yearly = json.points.map(({ annualisedReturn }) => annualisedReturn as number);
    expect(yearly).deep.equal(yearly.toSorted((a, b) => b - a));
    expect(json.walkForward?.windows.map(({ from }) => from.slice(0, 10))).deep.equal(["2023-03-02", "2023-04-02"]);
    const csv = (await readFile(path.join(folder, "out/sweep.csv"), "utf8")).trimEnd().split("\n");
    expect(csv.length).equal(5);
    for (const row of csv.slice(1)) expect(row).match(/^SYNTHETIC,/);
    const html = await readFile(path.join(folder, "out/sweep.html"), "utf8");
    expect(html).include("SYNTHETIC").include("<svg").include("Walking forward");

    const text = await runCommand([...args, "--workers", "1", "--best", "2"], options());
    expect(text.stdout)
      .match(/^marginBps\s+cooldownSeconds\s+net, %/)
      .include("… and 2 points more.")
      .include("SYNTHETIC: this past is made up")
      .match(/Choosing by the 2 months before, every 1 months, among 4 points: -?\d/);
  });

  it("shares the work with workers on the same database, and says the same as alone", async () => {
    const environment = { DATABASE_URL: await createTestDatabase() };
    const alone = await runCommand(["sweep", ...QUICK, ...GRID, "--json"], options());
    const running = startCommand(["sweep", "run", ...QUICK, ...GRID, "--queue", "--workers", "0", "--json"], { ...options(), environment });
    const other = startCommand(["sweep", "work", "--synthetic", "4x110", "--workers", "1", "--json"], { ...options(), environment });
    const shared = await running.result;
    expect(shared).deep.equal(alone);
    other.child.kill("SIGINT");
    expect(JSON.parse((await other.result).stdout)).deep.equal({ trials: 4 });
    const again = await runCommand(["sweep", ...QUICK, ...GRID, "--queue", "--workers", "0", "--json"], { ...options(), environment });
    expect(again.stdout).equal(alone.stdout);
  });

  const usage = { name: "UsageError", exitCode: 2, remedy: /keeper sweep run --help/ } as const;
  itFails([
    {
      what: "a parameter there is not",
      args: ["sweep", "--grid", "margin=1"],
      message: /--grid.*no parameter "margin".*marginBps/,
      ...usage,
    },
    { what: "a contender there is not", args: ["sweep", "--contender", "me"], message: /--contender.*nobody called "me"/, ...usage },
    { what: "months that are none", args: ["sweep", "--walk-forward", "12:0"], message: /--walk-forward.*12:3/, ...usage },
    {
      what: "nobody to work",
      args: ["sweep", ...QUICK, "--workers", "0"],
      name: "MissingSettingError",
      exitCode: 2,
      message: /--workers 0/,
      remedy: /--queue/,
    },
    {
      what: "a database that grows",
      args: ["sweep", "--queue"],
      name: "MissingSettingError",
      exitCode: 2,
      message: /no two workers would see the same/,
      remedy: /--to a day that is over/,
    },
    {
      what: "a walk over what cannot change",
      args: ["sweep", ...QUICK, "--grid", "capitalUsd=1e5,1e6", "--walk-forward", "2:1"],
      name: "WalkForwardError",
      exitCode: 2,
      message: /cannot change its capitalUsd/,
      remedy: /--walk-forward/,
    },
  ]);
});
