import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import { riskHistoryFolder } from "../risk/training/riskHistory.ts";
import { createTestFolder } from "../store/testStore.ts";
import { runCommand } from "./support/command.ts";
import { itFails } from "./support/failure.ts";

const usage = { exitCode: 2, name: "UsageError" };
/** The made-up markets are known from 2023-01-02 for 420 days. */
const JUDGED_FROM = "2023-12-01";

describe("cli: keeper train risk, keeper evaluate risk", () => {
  let data: string;
  let dataFolder: string;
  let trained: Record<string, unknown>;
  before(async () => {
    [data, dataFolder] = await Promise.all([riskHistoryFolder(1), createTestFolder()]);
    const made = await runCommand([
      ...["train", "risk", "--data", data, "--data-folder", dataFolder, "--id", "mine", "--json"],
      ...["--judged-from", "2023-10-01", "--until", JUDGED_FROM],
    ]);
    expect(made.exitCode, made.stderr).equal(0);
    trained = JSON.parse(made.stdout);
  });
  const evaluate = (...args: readonly string[]) => ["evaluate", "risk", "--data", data, "--data-folder", dataFolder, ...args];

  it("write a model where the keeper finds it, with a card that says how it was judged", async () => {
    expect(trained).all.keys(...["model", "folder", "trainedFrom", "trainedUntil", "samples", "markets", "judged", "seconds", "peakRssMB"]);
    expect(trained).deep.include({ model: "mine", trainedUntil: `${JUDGED_FROM}T00:00:00Z`, markets: 4 });
    const card = await readFile(path.join(dataFolder, "models", "mine", "card.md"), "utf8");
    expect(card)
      .match(/^# mine, version 2023-12-01/)
      .include("how likely each of the classes low, medium, high is to come true within the next 7 days")
      .include("judged 2023-10-01 to 2023-12-01 by models trained on what was before");
  });

  it("judge it on what came after, in one line of JSON", async () => {
    const { exitCode, stdout, stderr } = await runCommand(evaluate("--model", "mine", "--from", JUDGED_FROM, "--json"));
    expect({ exitCode, stderr }).deep.equal({ exitCode: 0, stderr: "" });
    const { model, trainedUntil, high, medium, brier, brierBaseRate, rules, medianLeadHours, samples, confusion } = JSON.parse(stdout);
    expect({ model, trainedUntil }).deep.equal({ model: "mine", trainedUntil: `${JUDGED_FROM}T00:00:00Z` });
    for (const one of [high, medium]) expect(one).all.keys("prAuc", "baseRate", "recall");
    expect(rules).all.keys("utilization", "tvl-drop", "apy-percentile");
    expect([brier, brierBaseRate].every((one) => one >= 0 && one <= 2)).equal(true);
    expect(medianLeadHours === null || medianLeadHours >= 0).equal(true);
    expect(confusion.flat().reduce((sum: number, count: number) => sum + count, 0)).equal(samples);
  });

  it("train one of the kind on what was before where the model has seen the time, and say so", async () => {
    const { exitCode, stdout } = await runCommand(evaluate("--from", "2023-10-01", "--kind", "causes", "--hold-out", "--json"));
    expect(exitCode).equal(0);
    const { model, trainedUntil, heldOutProtocols, heldOutAssets } = JSON.parse(stdout);
    expect({ model, trainedUntil }).deep.equal({ model: "causes until 2023-10-01", trainedUntil: "2023-10-01T00:00:00.000Z" });
    expect(heldOutProtocols.model).equal("causes until 2023-10-01, protocols held out");
    expect(heldOutAssets.samples).equal(heldOutProtocols.samples);
  });

  it("write a report with the hours of a market, and what came true as a table", async () => {
    const folder = await createTestFolder();
    const [report, labels] = [path.join(folder, "risk.html"), path.join(folder, "labels.csv")];
    const { exitCode, stdout, stderr } = await runCommand(
      evaluate(
        "--model",
        "mine",
        "--from",
        JUDGED_FROM,
        "--to",
        "2024-01-01",
        "--replay",
        "aave-v3:usdc",
        "--report",
        report,
        "--labels",
        labels,
      ),
    );
    expect(exitCode).equal(0);
    expect(stdout).include("Beside simple rules").include("utilization");
    expect(stderr).include(`The report is in ${report}.`).include(`What came true is in ${labels}.`);
    expect(await readFile(report, "utf8"))
      .match(/<h3>aave-v3:usdc:0, hour by hour<\/h3>/)
      .not.match(/NaN|undefined/);
    const [header, ...lines] = (await readFile(labels, "utf8")).trimEnd().split("\n");
    expect(header).equal("market,made_at,class,cause,caused_at,lead_hours,all_outcomes");
    expect(lines.length).above(20);
    for (const line of lines) {
      const [, madeAt = "", riskClass, cause, causedAt = "", leadHours] = line.split(",");
      expect(riskClass).match(/^(medium|high)$/);
      expect(cause).match(/^[a-z-]+$/);
      const hours = (Date.parse(causedAt) - Date.parse(madeAt)) / 3_600_000;
      expect(hours).within(0, 168);
      expect(Number(leadHours)).within(hours - 0.06, hours + 0.06);
    }
  });

  describe("what is wrong with their command lines", () => {
    itFails([
      {
        ...usage,
        what: "no folder",
        args: ["train", "risk"],
        message: /required option '--data <folder>' not specified/,
        remedy: /--help/,
      },
      {
        ...usage,
        what: "a kind there is not",
        args: ["train", "risk", "--data", ".", "--kind", "oracle"],
        message: /causes, prior/,
        remedy: /--help/,
      },
      {
        ...usage,
        what: "a model and a kind",
        args: ["evaluate", "risk", "--data", ".", "--from", "2024-01-01", "--model", "a", "--kind", "prior"],
        message: /cannot be used with/,
        remedy: /--help/,
      },
      {
        exitCode: 2,
        name: "NoHistoryError",
        what: "a folder that is not there",
        args: ["evaluate", "risk", "--data", "nowhere", "--from", "2024-01-01"],
        message: /no history to read in nowhere/,
        remedy: /docs\/history\.md/,
      },
    ]);
  });

  it("refuse a time that nothing is known of, a model that has seen it, and a market there is not", async () => {
    const said = async (...args: readonly string[]) => (await runCommand(evaluate(...args))).stderr;
    expect(await said("--from", "2031-01-01")).match(/no market of at least \$1M has a known outcome between 2031-01-01/);
    expect(await said("--model", "mine", "--from", "2023-06-01")).match(/has learned from what was paid until 2023-12-01/);
    expect(await said("--model", "nobody", "--from", JUDGED_FROM)).match(/no model of risk called "nobody"/);
    expect(await said("--from", JUDGED_FROM, "--replay", "mars:usdc")).match(/no market of the files is called "mars:usdc"/);
    expect(await said("--from", JUDGED_FROM, "--to", "2023-06-01")).match(/--to must be later than --from/);
  });
});
