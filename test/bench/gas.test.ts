import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { type GasFigures, gasSnapshot, gasText } from "../../scripts/bench/gas.ts";

const BENCH = path.join(import.meta.dirname, "../../scripts/bench/main.ts");

describe("npm run bench -- gas", () => {
  let figures: GasFigures;
  before(async function () {
    this.timeout(180_000);
    const { stdout } = await promisify(execFile)(process.execPath, [BENCH, "gas", "--json"]);
    figures = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
  });

  it("measures what the snapshot says, to the unit; `npm run bench -- gas --update` rewrites it", () => {
    expect(figures).to.deep.equal(gasSnapshot());
  });

  it("finds that a leg costs about the same however many there are", () => {
    const { "2": two, "4": four, "8": eight, "16": sixteen } = figures.rebalance as Record<string, number>;
    const slopes = [((four ?? 0) - (two ?? 0)) / 2, ((eight ?? 0) - (four ?? 0)) / 4, ((sixteen ?? 0) - (eight ?? 0)) / 8];
    expect(Math.max(...slopes)).to.be.at.most(1.1 * Math.min(...slopes));
  });

  it("finds both halves of the vault small enough to be deployed", () => {
    for (const size of Object.values(figures.bytes)) expect(size).to.be.at.most(24_576);
  });

  it("says all of it to a person", () => {
    const said = gasText(figures).replaceAll(",", "");
    const numbers = JSON.stringify(Object.values(figures)).match(/\d{3,}/g) ?? [];
    for (const number of numbers) expect(said).to.include(number);
  });
});
