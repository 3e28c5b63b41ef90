import { mkdir } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import { KeeperError } from "../../../bot/core/errors.ts";
import { NoHistoryError } from "../../../bot/predict/series/noHistoryError.ts";
import { readHistoryFolder } from "../../../bot/predict/series/readHistoryFolder.ts";
import { DAILY_HEADER, HOURLY_HEADER, hourlyLine, NOW_SECONDS } from "../../observe/history/csvFiles.ts";
import { rejection } from "../../store/rejection.ts";
import { CONDITIONS_HEADER, dateOf, historyFolder } from "./historyFolder.ts";
import { DAY, HOUR, MONDAY } from "./seriesOf.ts";

const T = MONDAY;
const read = async (files: Readonly<Record<string, readonly string[]>>) => readHistoryFolder(await historyFolder(files), NOW_SECONDS);

function dailyLine(day: number, market: string, aprPercent: number): string {
  return [dateOf(T + day * DAY), market, "aave-v2", "DAI", "lending", aprPercent, "", "", "", 100, "total_deposits", 60, "", ""].join(",");
}

describe("a folder of history", () => {
  it("gives hours at their samples' time, and days and conditions when the day is over; packed or not", async () => {
    for (const ending of [".csv", ".csv.gz"]) {
      const { hourly, daily, conditions, files, rejected } = await read({
        [`b-hours${ending}`]: [HOURLY_HEADER, hourlyLine(T + 61), hourlyLine(T + HOUR + 5, { apr: 5 })],
        [`a-days${ending}`]: [DAILY_HEADER, dailyLine(0, "aave-v2:dai:1", 3), dailyLine(1, "aave-v2:dai:1", 2)],
        [`ether${ending}`]: [CONDITIONS_HEADER, `${dateOf(T + DAY)},20,1200,`, `${dateOf(T)},10,1100,0.99`],
      });
      expect(files).deep.equal([`a-days${ending}`, `b-hours${ending}`, `ether${ending}`]);
      expect(rejected).equal(0);
      expect(hourly).lengthOf(1);
      expect(hourly[0]).deep.include({ marketId: "aave-v3:usdc:0", protocol: "aave-v3", symbol: "USDC", category: "lending" });
      expect([...(hourly[0]?.timeSeconds ?? [])]).deep.equal([T + 61, T + HOUR + 5]);
      expect([...(hourly[0]?.quotedApr ?? [])]).deep.equal([0.04, 0.05]);
      expect(hourly[0]).deep.include({ utilization: Float64Array.of(0.7, 0.7) });
      expect(daily.map(({ marketId }) => marketId)).deep.equal(["aave-v2:dai:1"]);
      expect([...(daily[0]?.timeSeconds ?? [])]).deep.equal([T + DAY, T + 2 * DAY]);
      expect([...(daily[0]?.quotedApr ?? [])]).deep.equal([0.03, 0.02]);
      expect([...conditions.keys()].sort()).deep.equal(["eth-usd", "gas-gwei", "price:USDC"]);
      // In ascending time, whatever the order of lines.
      expect(conditions.get("gas-gwei")).deep.equal({ timeSeconds: Float64Array.of(T + DAY, T + 2 * DAY), value: Float64Array.of(10, 20) });
      expect(conditions.get("price:USDC")).deep.equal({ timeSeconds: Float64Array.of(T + DAY), value: Float64Array.of(0.99) });
    }
  });

  it("takes hours for a market that is known by both, and sorts markets by id", async () => {
    const { hourly, daily } = await read({
      "days.csv": [DAILY_HEADER, dailyLine(0, "c", 3), dailyLine(0, "b", 3), dailyLine(0, "a", 3)],
      "hours.csv": [HOURLY_HEADER, hourlyLine(T, { market: "d" }), hourlyLine(T, { market: "b", apr: 9 })],
    });
    expect(hourly.map(({ marketId }) => marketId)).deep.equal(["b", "d"]);
    expect(hourly[0]?.quotedApr[0]).equal(0.09);
    expect(daily.map(({ marketId }) => marketId)).deep.equal(["a", "c"]);
  });

  it("believes no more than an import does, and counts what it did not", async () => {
    const { hourly, rejected } = await read({
      "hours.csv": [
        HOURLY_HEADER,
        hourlyLine(T, { apr: 4 }),
        hourlyLine(T + HOUR, { apr: 250 }),
        hourlyLine(T + 2 * HOUR, { apr: -1 }),
        // Twenty times the last one, with the same utilization.
        hourlyLine(T + 3 * HOUR, { apr: 80 }),
        hourlyLine("yesterday"),
        hourlyLine(T + 4 * HOUR, { supply: -5 }),
        hourlyLine(NOW_SECONDS + 2 * DAY),
        // Of one hour the later counts.
        hourlyLine(T + 5 * HOUR, { apr: 5 }),
        hourlyLine(T + 5 * HOUR + 60, { apr: 6 }),
      ],
    });
    expect([...(hourly[0]?.timeSeconds ?? [])]).deep.equal([T, T + 5 * HOUR + 60]);
    expect([...(hourly[0]?.quotedApr ?? [])]).deep.equal([0.04, 0.06]);
    expect(rejected).equal(7);
  });

  it("takes one row of an hour that several files know, as the database does: of one origin the last file's", async () => {
    const { hourly } = await read({
      "1.csv": [HOURLY_HEADER, hourlyLine(T + 900, { apr: 4 }), hourlyLine(T + HOUR, { apr: 4 })],
      "2.csv": [HOURLY_HEADER, hourlyLine(T + 60, { apr: 5 }), hourlyLine(T + 2 * HOUR, { apr: 5 })],
    });
    expect([...(hourly[0]?.timeSeconds ?? [])]).deep.equal([T + 60, T + HOUR, T + 2 * HOUR]);
    expect([...(hourly[0]?.quotedApr ?? [])]).deep.equal([0.05, 0.04, 0.05]);
  });

  it("leaves files of other layouts and names alone", async () => {
    const { files, hourly } = await read({
      "hours.csv": [HOURLY_HEADER, hourlyLine(T)],
      "hours.csv.bak": [HOURLY_HEADER, hourlyLine(T, { market: "other" })],
      "fees.csv": ["hour,base_fee_gwei_median", "2023-10-27T00:00:00Z,15.1"],
      // It does not say which market it is of.
      "chart.csv": ["timestamp,tvlUsd,apy,apyBase,apyReward,il7d", `${dateOf(T)},5,4,4,,`],
      "README.md": ["not,a,table"],
    });
    expect(files).deep.equal(["hours.csv"]);
    expect(hourly).lengthOf(1);
  });

  it("says so when there is nothing to read", async () => {
    const empty = await historyFolder({});
    const onlyConditions = await historyFolder({ "ether.csv": [CONDITIONS_HEADER, `${dateOf(T)},10,1100,`] });
    const nothingBelieved = await historyFolder({ "hours.csv": [HOURLY_HEADER, hourlyLine(T, { apr: 999 })] });
    for (const folder of [empty, onlyConditions, nothingBelieved, path.join(empty, "missing")]) {
      const error = await rejection(readHistoryFolder(folder, NOW_SECONDS));
      expect(error).instanceOf(NoHistoryError).and.instanceOf(KeeperError);
      expect(error.message).equal(`no history to read in ${folder}`);
    }
    expect((await rejection(readHistoryFolder(path.join(empty, "missing"), NOW_SECONDS))).cause).instanceOf(Error);
  });

  it("fails with what an import fails with where a file cannot be read", async () => {
    const folder = await historyFolder({ "hours.csv": [HOURLY_HEADER, hourlyLine(T)] });
    await mkdir(path.join(folder, "older.csv"));
    expect((await rejection(readHistoryFolder(folder, NOW_SECONDS))).message).include("it is a folder");
  });
});
