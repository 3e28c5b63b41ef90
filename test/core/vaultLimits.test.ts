import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { DEFAULT_LIMITS } from "../../bot/config/vaultDefaults.ts";
import { LIMIT_CEILINGS, LIMIT_NAMES, limitsOf, limitValues } from "../../bot/core/vaultLimits.ts";

const SOURCE = readFileSync(path.join(import.meta.dirname, "../../contracts/libraries/PackedLimits.sol"), "utf8");

describe("core: the vault's limits", () => {
  it("have the names and the order of the contract's", () => {
    const body = /enum Limit \{([^}]*)\}/.exec(SOURCE)?.[1] ?? "";
    const names = [...body.matchAll(/^ {4}(\w+),?$/gm)].map(([, name = ""]) => name[0]?.toLowerCase() + name.slice(1));
    expect(LIMIT_NAMES).to.deep.equal(names);
  });

  it("have the contract's ceilings", () => {
    const ceilings = [...SOURCE.matchAll(/\(([\d_]+) << \(BITS \* uint8\(Limit\.\w+\)\)\)/g)].map(([, value = ""]) =>
      Number(value.replaceAll("_", "")),
    );
    expect(limitValues(LIMIT_CEILINGS)).to.deep.equal(ceilings);
  });

  it("come back from their values", () => {
    expect(limitsOf(limitValues(DEFAULT_LIMITS))).to.deep.equal(DEFAULT_LIMITS);
  });

  it("have defaults below the ceilings", () => {
    for (const name of LIMIT_NAMES) expect(DEFAULT_LIMITS[name], name).to.be.at.most(LIMIT_CEILINGS[name]);
  });
});
