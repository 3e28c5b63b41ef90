import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import { at, since, writeHistory } from "../predict/training/madeUpHistory.ts";
import { trainedModel } from "../predict/training/trainedModel.ts";
import { createTestFolder } from "../store/testStore.ts";
import { runCommand } from "./support/command.ts";
import { itFails } from "./support/failure.ts";

const usage = { exitCode: 2, name: "UsageError" };
const train = (...args: readonly string[]) => ["train", "forecast", ...args];

describe("cli: keeper train forecast", () => {
  let data: string;
  let dataFolder: string;
  before(async () => {
    [data, dataFolder] = await Promise.all([createTestFolder(), createTestFolder()]);
    await writeHistory(data, since((await trainedModel()).markets, at("2022-04-01")));
  });
  const short = (...args: readonly string[]) =>
    runCommand(train("--data", data, "--members", "linear", "--until", "2022-10-01", "--data-folder", dataFolder, ...args));

  it("explains itself with examples, and names the kinds there are", async () => {
    const { exitCode, stdout, stderr } = await runCommand(train("--help"));
    expect({ exitCode, stderr }).deep.equal({ exitCode: 0, stderr: "" });
    expect(stdout.replace(/\s+/g, " "))
      .match(/^Usage: keeper train forecast /)
      .include("linear, boosted, bilstm, bilstm-7x4, transformer")
      .include("$ npx keeper train forecast --data history");
  });

  it("writes a model where the keeper finds it, and says what it made in one line of JSON", async () => {
    const { exitCode, stdout, stderr } = await short("--id", "mine", "--json");
    expect({ exitCode, stderr }).deep.equal({ exitCode: 0, stderr: "" });
    expect(stdout).match(/^\{[^\n]+\}\n$/);
    const trained = JSON.parse(stdout);
    expect(trained).all.keys("model", "folder", "trainedFrom", "trainedUntil", "members", "horizons", "seconds", "peakRssMB");
    expect(trained).deep.include({ model: "mine", trainedUntil: "2022-10-01T00:00:00Z" });
    expect(trained.members.linear).lengthOf(2);
    expect(trained.horizons).all.keys("24h", "7d");
    expect(path.resolve(trained.folder)).equal(path.join(dataFolder, "models", "mine"));
    expect(await readFile(path.join(dataFolder, "models", "mine", "card.md"), "utf8")).match(/^# mine, version 2022-10-01/);
  });

  it("tells a person, gives a name of its own to a model without one, and keeps what it trained", async () => {
    const [models, checkpoints] = await Promise.all([createTestFolder(), createTestFolder()]);
    const { exitCode, stdout } = await short("--models", models, "--checkpoints", checkpoints);
    expect(exitCode).equal(0);
    const [, name = ""] = /^The model (forecast-\d{8}-\d{6}), trained on 2022-04-03 to 2022-10-01, is in /.exec(stdout) ?? [];
    expect(existsSync(path.join(models, name, "manifest.json")), stdout).equal(true);
    expect(stdout)
      .match(/member's weight +24h +7d\nlinear +\d\.\d\d +\d\.\d\d/)
      .match(/24h +\d+ +2 +\d\.\d{3} %/)
      .match(/It took \d+ min \d+ s and \d+ MB\.\n$/);
    // One fold has a past; the other training is the last one.
    expect(readdirSync(checkpoints).map((one) => one.replace(/-\w{16}$/, ""))).deep.equal(["linear-1-final", "linear-1-fold-4"]);
  });

  describe("what is wrong with its command line", () => {
    const onData = () => ({ folder: data });
    itFails([
      { ...usage, what: "no folder", args: train(), message: /required option '--data <folder>' not specified/, remedy: /--help/ },
      {
        ...usage,
        what: "a kind there is not",
        args: train("--data", ".", "--members", "linear,oracle"),
        message: /There is no kind "oracle"\. Choose of linear, boosted/,
        remedy: /keeper train forecast --help/,
      },
      {
        ...usage,
        what: "a seed that is none",
        args: train("--data", ".", "--seed", "one"),
        message: /whole number/,
        remedy: /--help/,
      },
      ...["0", "24,24", "a day", "24,1000"].map((horizons) => ({
        ...usage,
        what: `horizons that are none: "${horizons}"`,
        args: train("--data", ".", "--horizons", horizons),
        message: /whole (hours|number)/,
        remedy: /--help/,
      })),
      ...["..", "../mine", "Mine", "", "/mine"].map((id) => ({
        ...usage,
        what: `a name that cannot be a folder's: "${id}"`,
        args: train("--data", ".", "--id", id, "--replace"),
        message: /small letters, digits, dots, dashes and underscores/,
        remedy: /--help/,
      })),
      {
        exitCode: 2,
        name: "MissingSettingError",
        what: "a day that is none",
        args: train("--data", ".", "--judged-from", "2022-02-30"),
        message: /--judged-from 2022-02-30 is no time/,
        remedy: /2024-02-29/,
      },
      {
        exitCode: 2,
        name: "NoHistoryError",
        what: "a folder that is not there",
        args: train("--data", "nowhere"),
        message: /no history to read in nowhere/,
        remedy: /docs\/history\.md/,
      },
      {
        exitCode: 2,
        name: "NothingToJudgeError",
        what: "a judged time that the data does not reach",
        args: train("--data", ".", "--members", "linear", "--judged-from", "2030-01-01"),
        options: onData,
        message: /no market .* has a known outcome between 2030-01-01 and 2023-02-01/,
        remedy: /Choose a time that the files in the folder reach/,
      },
    ]);
  });
});
