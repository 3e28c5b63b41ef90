import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import { createProgress, progressLine } from "../../bot/cli/progress.ts";
import { HOURLY_HEADER, hourlyLine } from "../observe/history/csvFiles.ts";
import { createTestDatabase, createTestFolder } from "../store/testStore.ts";
import { runCommand } from "./support/command.ts";
import { itFails } from "./support/failure.ts";

const HOUR = 3_600;
const T = 1_659_272_400;

describe("cli: history in and out", () => {
  let databaseUrl: string;
  let folder: string;
  before(async () => {
    databaseUrl = await createTestDatabase();
    folder = await createTestFolder();
    await writeFile(path.join(folder, "there.csv"), "");
    await writeFile(path.join(folder, "not.csv.gz"), "plain");
    await writeFile(path.join(folder, "bad.csv"), [HOURLY_HEADER, hourlyLine(T), "x", hourlyLine(T + HOUR, { apr: 300 }), ""].join("\n"));
  });
  const options = () => ({ folder, environment: { DATABASE_URL: databaseUrl } });

  const wrong = { exitCode: 2, name: "MissingSettingError", options };
  itFails([
    {
      ...wrong,
      name: "HistoryFileUnreadableError",
      what: "a file that is not there",
      args: ["import", "gone.csv"],
      message: /gone.csv cannot be read: there is no such file/,
      remedy: /Name a file/,
    },
    {
      ...wrong,
      name: "HistoryFileUnreadableError",
      what: "a folder",
      args: ["import", "."],
      message: /it is a folder/,
      remedy: /Name a file/,
    },
    {
      ...wrong,
      name: "DamagedGzipError",
      what: "a file that is packed in name only",
      args: ["import", "not.csv.gz"],
      message: /it is not gzip data/,
      remedy: /nothing of it was stored/,
    },
    {
      ...wrong,
      name: "UnknownLayoutError",
      what: "an empty file",
      args: ["import", "there.csv"],
      message: /is empty/,
      remedy: /docs\/history.md/,
    },
    {
      ...wrong,
      name: "BadLineError",
      what: "a bad line",
      args: ["import", "bad.csv"],
      message: /bad.csv, line 3: 1 fields instead of 12/,
      remedy: /--skip-bad/,
    },
    {
      ...wrong,
      what: "a layout that there is not",
      args: ["import", "bad.csv", "--layout", "xml"],
      message: /no layout "xml"/,
      remedy: /lending-hourly/,
    },
    {
      ...wrong,
      what: "an export into an unknown format",
      args: ["export", "--out", "a.xlsx"],
      message: /no known ending/,
      remedy: /\.parquet/,
    },
    {
      ...wrong,
      what: "an export over a file",
      args: ["export", "--out", "there.csv"],
      message: /there.csv is there already/,
      remedy: /--overwrite/,
    },
    {
      ...wrong,
      what: "an export of an unknown table",
      args: ["export", "--table", "ticks", "--out", "a.csv"],
      message: /no table "ticks"/,
      remedy: /hourly/,
    },
    {
      ...wrong,
      what: "an export into a folder that is not there",
      args: ["export", "--out", "none/a.csv"],
      message: /none\/a.csv cannot be written/,
      remedy: /Choose a folder/,
    },
    {
      ...wrong,
      what: "a time that is none",
      args: ["export", "--out", "a.csv", "--from", "2023-02-30"],
      message: /--from 2023-02-30 is no time/,
      remedy: /Give a day/,
    },
    {
      ...wrong,
      what: "no archive node",
      args: ["backfill", "--from", "2024-01-01"],
      message: /No archive node/,
      remedy: /ARCHIVE_RPC_URL/,
    },
    {
      ...wrong,
      what: "no beginning",
      args: ["backfill", "--rpc-archive", "http://127.0.0.1:1"],
      message: /needs a beginning/,
      remedy: /--from/,
    },
    {
      ...wrong,
      what: "an archive URL that is none, which is not repeated",
      args: ["backfill", "--rpc-archive", "my-key@host", "--from", "2024-01-01"],
      message: /no http or https URL/,
      remedy: /Give a URL/,
      secrets: ["my-key"],
    },
    { ...wrong, what: "all pools of DefiLlama", args: ["backfill", "--defillama"], message: /No pools are chosen/, remedy: /--min-tvl/ },
    {
      ...wrong,
      what: "pools of an archive node",
      args: ["backfill", "--pool", "x", "--from", "2024-01-01"],
      message: /chosen with --defillama/,
      remedy: /--market/,
    },
  ]);

  it("imports with one line of JSON, last, and is silent otherwise", async () => {
    const { stdout, stderr, exitCode } = await runCommand(["import", "bad.csv", "--skip-bad", "--json"], options());
    expect({ stderr, exitCode }).to.deep.equal({ stderr: "", exitCode: 0 });
    expect(stdout.split("\n")).to.have.lengthOf(2);
    const report = JSON.parse(stdout);
    expect(report).to.include({ rows: 3, stored: 1, rejected: 2 });
    expect(report.seconds).to.be.a("number");
    expect(report.peakRssMB).to.be.within(20, 300);
    expect(report.badLines).to.deep.equal([{ line: 3, reason: "1 fields instead of 12" }]);
    const forPeople = await runCommand(["import", "bad.csv", "--skip-bad"], options());
    expect(forPeople.stdout).to.match(/^3 rows of 1 markets \(lending-hourly\) in [\d.]+ s: 1 stored, 2 rejected\.\n/);
    expect(forPeople.stdout).to.include("0 new, 0 changed, 1 as they were").and.to.include("line 3: 1 fields instead of 12");
    expect(forPeople.stderr).to.equal("");
  });

  it("leaves no half-written file behind", () => {
    expect(existsSync(path.join(folder, "a.csv.partial"))).to.equal(false);
  });
});

describe("cli: progress", () => {
  it("says how much is done and how long it will take", () => {
    expect(progressLine(0.25, "1,000 rows", 10)).to.equal(`${"█".repeat(6)}${"░".repeat(18)}  25 %, 0:30 left, 1,000 rows`);
    expect(progressLine(0, "0 rows", 0)).to.equal(`${"░".repeat(24)}   0 %, 0 rows`);
    expect(progressLine(0.01, "x", 60)).to.include("1:39:00 left");
    expect(progressLine(1.2, "x", 60)).to.include("100 %, 0:00 left");
  });

  it("is written five times a second at most, on one line, and only to a terminal", () => {
    let now = 0;
    const written: string[] = [];
    const terminal = { isTTY: true, columns: 30, write: (text: string) => written.push(text) };
    const progress = createProgress(false, terminal, () => now);
    for (now = 0; now < 1_000; now += 10) progress.show(now / 1_000, "much too much to be shown on a line");
    progress.clear();
    expect(written).to.have.lengthOf(6);
    for (const text of written) expect(text.startsWith("\r\x1b[K") && text.length <= 4 + 29 && !text.includes("\n"), text).to.equal(true);
    for (const silent of [createProgress(true, terminal), createProgress(false, { ...terminal, isTTY: false })]) {
      silent.show(0.5, "x");
      silent.clear();
    }
    expect(written).to.have.lengthOf(6);
  });
});
