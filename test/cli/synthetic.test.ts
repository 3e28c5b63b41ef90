import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import { readHistoryFolder } from "../../bot/predict/series/readHistoryFolder.ts";
import { NOW_SECONDS } from "../observe/history/csvFiles.ts";
import { createTestFolder } from "../store/testStore.ts";
import { runCommand } from "./support/command.ts";
import { itFails } from "./support/failure.ts";

describe("cli: keeper synthetic", () => {
  let folder: string;
  before(async () => {
    folder = await createTestFolder();
    await mkdir(path.join(folder, "full"));
    await writeFile(path.join(folder, "full/synthetic-lending-hourly.csv.gz"), "");
  });
  const options = () => ({ folder });

  it("writes a history that is read like any other", async () => {
    const args = ["synthetic", "--markets", "3", "--days", "2", "--seed", "9", "--from", "2022-05-01", "--out", "made-up"];
    const { exitCode, stdout, stderr } = await runCommand(["--json", ...args], options());
    expect({ exitCode, stderr }).deep.equal({ exitCode: 0, stderr: "" });
    const fromSeconds = Date.UTC(2022, 4, 1) / 1000;
    expect(JSON.parse(stdout)).deep.equal({
      synthetic: true,
      markets: 3,
      days: 2,
      seed: 9,
      fromSeconds,
      toSeconds: fromSeconds + 2 * 86_400,
      rows: 144,
      files: ["made-up/synthetic-lending-hourly.csv.gz", "made-up/synthetic-conditions-daily.csv"],
    });
    const { hourly, conditions } = await readHistoryFolder(path.join(folder, "made-up"), NOW_SECONDS);
    expect(hourly.map(({ timeSeconds }) => [timeSeconds[0], timeSeconds.length])).deep.equal(Array(3).fill([fromSeconds, 48]));
    expect(conditions.get("gas-gwei")?.timeSeconds.length).equal(2);
    const again = await runCommand([...args, "--replace"], options());
    expect(again.stdout).match(/^144 hours of 3 synthetic markets, made up with seed 9:\n {2}made-up\/synthetic-/);
  });

  const wrong = { exitCode: 2, options };
  itFails([
    {
      ...wrong,
      name: "SyntheticFilesThereError",
      what: "a folder that has such files",
      args: ["synthetic", "--out", "full"],
      message: /synthetic-lending-hourly.csv.gz are? already in full/,
      remedy: /--replace/,
    },
    {
      ...wrong,
      name: "MissingSettingError",
      what: "a history that ends in the future",
      args: ["synthetic", "--days", "36500", "--out", "a"],
      message: /future/,
      remedy: /--from/,
    },
    {
      ...wrong,
      name: "MissingSettingError",
      what: "a first day that begins at noon",
      args: ["synthetic", "--from", "2022-05-01T12:00Z", "--out", "a"],
      message: /not the start of a day/,
      remedy: /2023-01-01/,
    },
    {
      ...wrong,
      name: "UsageError",
      what: "no market",
      args: ["synthetic", "--markets", "0", "--out", "a"],
      message: /Give a whole number from 1/,
      remedy: /keeper synthetic --help/,
    },
  ]);
});
