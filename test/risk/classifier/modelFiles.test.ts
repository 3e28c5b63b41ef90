import { expect } from "chai";
import { KeeperError } from "../../../bot/core/errors.ts";
import { readRiskModel, riskModelFiles, UnreadableRiskModelError } from "../../../bot/risk/classifier/modelFiles.ts";
import { CALIBRATION, CAUSE_PARTS, CLASSES_PART, madeUpRows, modelOf } from "./madeUpModel.ts";

const model = modelOf(CAUSE_PARTS, CALIBRATION);
const files = riskModelFiles(model);

function textOf(name: string): string {
  return new TextDecoder().decode(files.get(name) ?? expect.fail(`there is no ${name}`));
}

function expectUnreadable(changed: Iterable<readonly [string, Uint8Array]>, reason: string | RegExp): UnreadableRiskModelError {
  try {
    readRiskModel(new Map(changed));
  } catch (error) {
    expect(error).instanceOf(UnreadableRiskModelError).and.instanceOf(KeeperError);
    if (!(error instanceof UnreadableRiskModelError)) throw error;
    expect(error.message).match(typeof reason === "string" ? new RegExp(reason) : reason);
    expect(error.remedy).match(/keeper train risk/);
    return error;
  }
  return expect.fail(`it can be read, though ${reason}`);
}

/** The files with one replaced. */
function withFile(name: string, text: string): ReadonlyMap<string, Uint8Array> {
  return new Map([...files, [name, new TextEncoder().encode(text)]]);
}

describe("files of a classifier of risk", () => {
  it("bring back the same model, bit by bit, and the same files again", () => {
    for (const one of [model, modelOf([CLASSES_PART])]) {
      const written = riskModelFiles(one);
      const again = readRiskModel(written);
      const rows = madeUpRows(11, 100);
      expect(again.probabilities(rows, 100)).deep.equal(one.probabilities(rows, 100));
      expect(again.thresholds).deep.equal(one.thresholds);
      expect(again.calibration).deep.equal(one.calibration);
      expect([...riskModelFiles(again)]).deep.equal([...written]);
    }
  });

  it("are a head and one file a booster", () => {
    expect([...files.keys()]).deep.equal([
      "risk.json",
      "exit-blocked.booster.json",
      "deposits-halved.booster.json",
      "off-peg.booster.json",
      "medium-or-high.booster.json",
    ]);
  });

  it("are refused where one is missing", () => {
    for (const missing of files.keys())
      expectUnreadable(
        [...files].filter(([name]) => name !== missing),
        `it lacks ${missing}`,
      );
  });

  it("are refused where one is damaged, with what was wrong with it", () => {
    expect(expectUnreadable(withFile("risk.json", textOf("risk.json").slice(0, -10)), "risk.json is no JSON").cause).instanceOf(
      SyntaxError,
    );
    const booster = "off-peg.booster.json";
    for (const text of [textOf(booster).slice(0, -10), "{}", "null"])
      expect(expectUnreadable(withFile(booster, text), "the booster of off-peg is damaged").cause).instanceOf(Error);
  });

  it("are refused where the head does not say what it should", () => {
    const changed = (change: (head: Record<string, unknown>) => unknown, reason: string) => {
      const head = JSON.parse(textOf("risk.json"));
      expectUnreadable(withFile("risk.json", JSON.stringify(change(head) ?? head)), reason);
    };
    changed(() => [], "expected object");
    changed((head) => ({ ...head, parts: [] }), "parts: ");
    changed(
      (head) => ({ ...head, calibration: { high: { intercept: 0, slope: -1 }, mediumOrHigh: { intercept: 0, slope: 1 } } }),
      "calibration.high.slope: ",
    );
    changed((head) => ({ ...head, thresholds: { high: 0.5 } }), "thresholds.mediumOrHigh: ");
    changed((head) => ({ ...head, more: 1 }), "more");
  });

  it("are refused where a part reads what this build does not know, or its booster is another's", () => {
    const head = JSON.parse(textOf("risk.json"));
    const withParts = (change: (part: { name: string; features: string[]; answers: string }) => object) =>
      withFile("risk.json", JSON.stringify({ ...head, parts: head.parts.map(change) }));
    expectUnreadable(
      withParts((part) =>
        part.name === "off-peg" ? { ...part, features: part.features.map((name, i) => (i === 0 ? "no-such" : name)) } : part,
      ),
      "off-peg reads no-such, which this build does not know",
    );
    expectUnreadable(
      withParts((part) => (part.name === "off-peg" ? { ...part, features: part.features.slice(1) } : part)),
      "off-peg is a booster of 6 features and 1 outputs",
    );
    expectUnreadable(
      withParts((part) => (part.name === "off-peg" ? { ...part, answers: "classes" } : part)),
      "off-peg is a booster of 6 features and 1 outputs",
    );
    expectUnreadable(withFile("off-peg.booster.json", textOf("exit-blocked.booster.json")), "off-peg is a booster of 4 features");
    expectUnreadable(
      withParts((part) => (part.name === "off-peg" ? { ...part, name: "../off-peg" } : part)),
      "parts.2.name: ",
    );
  });
});
