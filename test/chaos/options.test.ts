import { expect } from "chai";
import { ALL_FAULTS } from "../../scripts/chaos/faults/allFaults.ts";
import { readOptions } from "../../scripts/chaos/options.ts";

describe("the chaos suite's options", () => {
  it("are a hundred ticks of everything by default", () => {
    expect(readOptions([])).to.deep.equal({ ticks: 100, seed: "1", faults: ALL_FAULTS, json: false });
  });

  it("choose ticks, seed, faults and output", () => {
    const options = readOptions(["--ticks", "7", "--seed", "x", "--only", "reorg,kill-at-call", "--json"]);
    expect(options).to.include({ ticks: 7, seed: "x", json: true });
    expect(options?.faults.map(({ kind }) => kind)).to.deep.equal(["reorg", "kill-at-call"]);
  });

  for (const args of [["--ticks", "0"], ["--ticks", "many"], ["--only", "rain"], ["--unknown"]]) {
    it(`refuse ${args.join(" ")}`, () =>
      expect(() => readOptions(args))
        .to.throw()
        .with.property("exitCode", 2));
  }

  it("ask for help", () => expect(readOptions(["--help"])).to.equal(null));

  it("have kinds that differ", () => {
    expect(new Set(ALL_FAULTS.map(({ kind }) => kind)).size).to.equal(ALL_FAULTS.length);
  });
});
