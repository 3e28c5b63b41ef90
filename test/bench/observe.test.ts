import { expect } from "chai";
import fc from "fast-check";
import { median } from "../../scripts/bench/observe/median.ts";
import { measureObserve, type ObserveFigures, observeText } from "../../scripts/bench/observe/observe.ts";

describe("npm run bench -- observe", () => {
  const store = { rowsPerSecond: 60_000, latestPanelMs: 12.5, oneYearMs: 34.5 };
  let figures: ObserveFigures;
  let askedRows: number;

  before(async function () {
    this.timeout(120_000);
    figures = await measureObserve({
      rows: 1_000,
      ticks: 20,
      runs: 2,
      measureStore: async ({ rows }) => {
        askedRows = rows;
        return store;
      },
    });
  });

  it("finds that a hundred markets take as few requests as ten, and no more than three", () => {
    expect(figures.rpcCallsPerTick).to.deep.equal({ "10": 2, "100": 2 });
  });

  it("has the form that is promised, its parts measured", () => {
    expect(Object.keys(figures)).to.deep.equal(["rpcCallsPerTick", "tickMs", "rowsPerSecond", "latestPanelMs", "oneYearMs", "rssGrowthMB"]);
    expect(figures).to.include(store);
    expect(askedRows).to.equal(1_000);
    expect(figures.tickMs[10]).to.be.greaterThan(0);
    expect(figures.tickMs[100]).to.be.greaterThan(figures.tickMs[10]);
    expect(figures.rssGrowthMB).to.satisfy(Number.isFinite);
  });

  it("says all of it to a person", () => {
    const said = observeText(figures, { rows: 1_000, ticks: 20 }).replaceAll(",", "");
    for (const number of JSON.stringify(figures).match(/(?<=:)-?[\d.]+/g) ?? []) expect(said).to.include(number);
  });

  it("takes the middle for the median", () => {
    expect(median([3, 1, 2])).to.equal(2);
    expect(median([4, 1, 3, 2])).to.equal(2.5);
    fc.assert(
      fc.property(fc.array(fc.integer(), { minLength: 1 }), (all) => {
        const middle = median(all);
        expect(all.filter((one) => one < middle).length).to.be.at.most(all.length / 2);
        expect(all.filter((one) => one > middle).length).to.be.at.most(all.length / 2);
      }),
    );
  });
});
