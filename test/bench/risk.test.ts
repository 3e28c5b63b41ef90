import { expect } from "chai";
import { openLibxgboost } from "../../bot/boosting/libxgboost.ts";
import { measureRisk, type RiskFigures, type RiskScale, riskText } from "../../scripts/bench/risk/risk.ts";
import { syntheticRows } from "../../scripts/bench/risk/syntheticRows.ts";

const SCALE: RiskScale = { rows: 400, columns: 5, classes: 3, rounds: 8, maxDepth: 3, repetitions: 3 };

describe("npm run bench -- risk", () => {
  const figures = measureRisk(SCALE, null);

  it("has the form that is promised, its parts measured, and null for a library that is not there", () => {
    expect(figures).to.include({
      trainSecondsLibxgboost: null,
      rowsPerSecondLibxgboost: null,
      singleRowMicrosLibxgboost: null,
      logLossLibxgboost: null,
    });
    for (const name of ["trainSeconds", "rowsPerSecond", "singleRowMicros", "logLoss"] as const) expect(figures[name]).to.be.greaterThan(0);
  });

  it("trains what says more than nothing", () => {
    expect(figures.logLoss).to.be.below(Math.log(3));
  });

  it("measures libxgboost on the same task", function () {
    const { library, ...opened } = openLibxgboost();
    if (library === null) {
      console.log(`    skipped: ${"reason" in opened && opened.reason} (Debian and Ubuntu: apt-get install libxgboost0)`);
      return this.skip();
    }
    const both = measureRisk(SCALE, library);
    expect(both.logLoss).to.equal(figures.logLoss);
    expect((both.logLossLibxgboost ?? 0) / both.logLoss).to.be.within(0.95, 1.05);
    expectAllSaid(both, riskText(both, SCALE, library));
  });

  it("says all of it to a person, and why something is missing", () => {
    const said = riskText(figures, SCALE, { reason: "it is not installed" });
    expectAllSaid(figures, said);
    expect(said).to.include("it is not installed");
  });

  it("trains on the same rows each time, of three classes and with values that are not known", () => {
    const rows = syntheticRows(1, 1_000, 5);
    expect(syntheticRows(1, 1_000, 5)).to.deep.equal(rows);
    expect(syntheticRows(2, 1_000, 5).features).not.to.deep.equal(rows.features);
    for (const label of [0, 1, 2]) expect(rows.labels.filter((own) => own === label).length).to.be.above(100);
    expect(rows.features.filter(Number.isNaN).length / rows.features.length).to.be.within(0.07, 0.13);
  });
});

function expectAllSaid(figures: RiskFigures, said: string): void {
  for (const number of JSON.stringify(figures).match(/(?<=:)[\d.]+/g) ?? []) expect(said.replaceAll(",", "")).to.include(number);
}
