import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect } from "chai";
import { OtherContractsError } from "../../scripts/mutate/errors.ts";
import { openJournal } from "../../scripts/mutate/journal.ts";
import type { Outcome } from "../../scripts/mutate/outcome.ts";
import { isGoodEnough, report } from "../../scripts/mutate/report.ts";
import { firstFailure } from "../../scripts/mutate/solidityTests.ts";

function outcomes(killed: number, ...survivors: readonly string[]): readonly Outcome[] {
  const outcome = (id: string, verdict: Outcome["verdict"]): Outcome => {
    return { id, where: `contracts/${id}.sol:1`, operator: "step", verdict, by: "", original: "++i", replacement: "--i", seconds: 1 };
  };
  return [
    ...Array.from({ length: killed }, (_, index) => outcome(`killed-${index}`, "killed")),
    ...survivors.map((id) => outcome(id, "survived")),
  ];
}

describe("report of a mutation run", () => {
  it("counts survivors, explained or not", () => {
    expect(report(outcomes(18, "A", "B"), { A: "The order does not matter" })).to.deep.equal({
      total: 20,
      killed: 18,
      survivors: [
        { where: "contracts/A.sol:1", why: "The order does not matter" },
        { where: "contracts/B.sol:1", why: "not explained" },
      ],
    });
  });

  it("is good with 95 % killed, or all survivors explained", () => {
    expect(isGoodEnough(report(outcomes(19, "A"), {}))).to.equal(true);
    expect(isGoodEnough(report(outcomes(18, "A", "B"), { A: "why" }))).to.equal(false);
    expect(isGoodEnough(report(outcomes(18, "A", "B"), { A: "why", B: "why" }))).to.equal(true);
    expect(isGoodEnough(report(outcomes(18), {}))).to.equal(true);
  });
});

describe("first failure in Hardhat's report", () => {
  const passing = "\nRunning Solidity tests\n\n  contracts/test/A.t.sol:ATest\n    ✔ test_One()\n    ✔ testFuzz_Two(uint256) (runs: 256)\n";

  it("is none while tests pass, whatever else is printed", () => {
    expect(firstFailure(`${passing}\n  2 passing\n`)).to.equal(undefined);
    expect(firstFailure("Warning: 1) not a test\n")).to.equal(undefined);
  });

  it("names the contract and the test", () => {
    const failing = "\n  contracts/test/B.t.sol:BTest\n    ✔ test_Three()\n    1) testFuzz_Four(uint256)\n    2) test_Five()\n";
    expect(firstFailure(passing + failing)).to.equal("BTest testFuzz_Four(uint256)");
  });
});

describe("journal of a mutation run", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "yield-keeper-journal-"));
  after(() => rmSync(folder, { recursive: true }));

  it("lets another run go on, over the same contracts only", () => {
    const file = path.join(folder, "journal.jsonl");
    const [survivor] = outcomes(0, "A") as [Outcome];
    openJournal(file, "one").add(survivor);
    expect(openJournal(file, "one").get("A")).to.deep.equal(survivor);
    expect(openJournal(file, "one").get("B")).to.equal(undefined);
    expect(() => openJournal(file, "two")).to.throw(OtherContractsError);
  });
});
