import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import { TRAINED_UNTIL, type TrainedModel, trainedModel } from "../predict/training/trainedModel.ts";
import { createTestFolder } from "../store/testStore.ts";
import { runCommand } from "./support/command.ts";
import { itFails } from "./support/failure.ts";

const usage = { exitCode: 2, name: "UsageError" };
const evaluate = (...args: readonly string[]) => ["evaluate", "forecast", ...args];

describe("cli: keeper evaluate forecast", () => {
  let made: TrainedModel;
  before(async () => {
    made = await trainedModel();
  });
  const judge = (...args: readonly string[]) =>
    runCommand(evaluate("--data", made.data, "--data-folder", made.dataFolder, "--model", "made-up", ...args));

  it("explains itself with examples", async () => {
    const { exitCode, stdout, stderr } = await runCommand(evaluate("--help"));
    expect({ exitCode, stderr }).deep.equal({ exitCode: 0, stderr: "" });
    expect(stdout)
      .match(/^Usage: keeper evaluate forecast /)
      .include("$ npx keeper evaluate forecast --data history --from 2024-03-01 --to 2024-09-01 --json");
  });

  it("judges a model of the data folder in one line of JSON", async () => {
    const { exitCode, stdout, stderr } = await judge("--from", TRAINED_UNTIL, "--to", "2022-11-01", "--json");
    expect({ exitCode, stderr }).deep.equal({ exitCode: 0, stderr: "" });
    expect(stdout).match(/^\{[^\n]+\}\n$/);
    const { model, trainedUntil, horizons, ...others } = JSON.parse(stdout);
    expect({ model, trainedUntil, others }).deep.equal({ model: "made-up", trainedUntil: `${TRAINED_UNTIL}T00:00:00Z`, others: {} });
    expect(horizons).all.keys("24h", "7d");
    for (const horizon of Object.values(horizons)) {
      expect(horizon).all.keys("samples", "markets", "mae", "relativeMae", "pinballRatio", "coverage80", "perMarket");
    }
  });

  it("shows a person the scoreboard, and writes a report where it is told to", async () => {
    const report = path.join(await createTestFolder(), "report.html");
    const { exitCode, stdout, stderr } = await judge("--from", TRAINED_UNTIL, "--to", "2022-11-01", "--report", report);
    expect({ exitCode, stderr }).deep.equal({ exitCode: 0, stderr: `The report is in ${report}.\n` });
    expect(stdout).include(`made-up, trained until ${TRAINED_UNTIL}T00:00:00Z`);
    for (const model of ["made-up", "persistence", "seasonal-naive", "ewma-24h"]) expect(stdout).match(new RegExp(`\\b${model} `));
    expect(await readFile(report, "utf8")).match(/^<!doctype html>/i);
  });

  it("walks forward with kinds of models, in one line of JSON", async () => {
    const walk = ["--from", "2022-07-01", "--to", "2022-10-01", "--walk-forward", "linear", "--json"];
    const { exitCode, stdout, stderr } = await runCommand(evaluate("--data", made.data, ...walk));
    expect({ exitCode, stderr }).deep.equal({ exitCode: 0, stderr: "" });
    expect(stdout).match(/^\{"walkForward":[^\n]+\}\n$/);
    expect(JSON.parse(stdout).walkForward.linear).all.keys("seeds", "horizons");
  });

  describe("what is wrong with its command line", () => {
    const ofModel = () => ({ folder: made.data, environment: { KEEPER_DATA_FOLDER: made.dataFolder } });
    const judged = (...args: readonly string[]) => evaluate("--data", ".", "--from", TRAINED_UNTIL, ...args);
    itFails([
      {
        ...usage,
        what: "no folder",
        args: evaluate("--from", TRAINED_UNTIL),
        message: /'--data <folder>' not specified/,
        remedy: /--help/,
      },
      { ...usage, what: "no time", args: evaluate("--data", "."), message: /'--from <day>' not specified/, remedy: /--help/ },
      {
        exitCode: 2,
        name: "MissingSettingError",
        what: "an end before the beginning",
        args: judged("--to", "2022-09-01"),
        message: /--to must be later than --from/,
        remedy: /later day/,
      },
      {
        exitCode: 2,
        name: "MissingSettingError",
        what: "a day that is none",
        args: judged("--to", "tomorrow"),
        message: /--to tomorrow is no time/,
        remedy: /2024-02-29/,
      },
      {
        ...usage,
        what: "a kind there is not",
        args: judged("--walk-forward", "lstm"),
        message: /There is no kind "lstm"\. Choose of linear/,
        remedy: /keeper evaluate forecast --help/,
      },
      ...["0", "-1", "few"].map((seeds) => ({
        ...usage,
        what: `${seeds} seeds`,
        args: judged("--walk-forward", "linear", `--seeds=${seeds}`),
        message: /Give (a whole number|at least 1)/,
        remedy: /--help/,
      })),
      {
        exitCode: 2,
        name: "NoHistoryError",
        what: "a folder that is not there",
        args: evaluate("--data", "nowhere", "--from", "2022-10-01", "--model", "made-up"),
        options: ofModel,
        message: /no history to read in nowhere/,
        remedy: /docs\/history\.md/,
      },
      {
        exitCode: 2,
        name: "UnknownForecasterError",
        what: "a model there is not",
        args: judged("--model", "oracle"),
        options: ofModel,
        message: /no forecaster is called "oracle"/,
        remedy: /Choose one of: .*made-up/,
      },
      {
        exitCode: 2,
        name: "UnknownForecasterError",
        what: "a member that the model has not",
        args: judged("--model", "made-up/boosted"),
        options: ofModel,
        message: /no forecaster is called "made-up\/boosted"/,
        remedy: /Choose one of: made-up, made-up\/linear/,
      },
      {
        exitCode: 2,
        name: "TrainedOnThatTimeError",
        what: "a time that the model has seen",
        args: evaluate("--data", ".", "--from", "2022-09-30", "--model", "made-up"),
        options: ofModel,
        message: /made-up has learned from what was paid until 2022-10-01T00:00:00Z, so forecasts from 2022-09-30/,
        remedy: /Judge it from 2022-10-01T00:00:00Z on, or walk forward/,
      },
      {
        exitCode: 2,
        name: "NothingToJudgeError",
        what: "a time that the data does not reach",
        args: evaluate("--data", ".", "--from", "2025-01-01", "--to", "2025-02-01", "--model", "made-up"),
        options: ofModel,
        message: /no market .* has a known outcome between 2025-01-01 and 2025-02-01/,
        remedy: /files in the folder reach/,
      },
    ]);
  });
});
