import { expect } from "chai";
import { allMutations } from "../../scripts/mutate/candidates.ts";
import { type Compiler, openCompiler } from "../../scripts/mutate/compiler.ts";
import { dependentsIn } from "../../scripts/mutate/dependents.ts";
import { compileMutant } from "../../scripts/mutate/mutant.ts";
import { compiledJob } from "./compiled.ts";

const job = compiledJob({
  "contracts/Counter.sol": `
    contract Counter {
      uint256 public total;
      uint256 private immutable _first = 1;
      function add(uint256 a) external { total += a; }
      function unused(uint256 a) private pure returns (uint256) { return a - 1; }
      function pick(address payable a, address payable b) external pure returns (address payable) { if (a == b) return a; else return b; }
      function number() external pure returns (uint8) { return 99; }
      function large() external pure returns (uint8) { return 200; }
    }
    contract Other { uint256 public constant VALUE = 7; }`,
});

describe("compiled mutants", () => {
  const compilation = { jobs: [job], fingerprint: "" };
  const dependents = new Map([[job, dependentsIn(job)]]);
  let compiler: Compiler;
  before(() => {
    compiler = openCompiler();
  });
  after(() => compiler.close());

  const compiled = (operator: string, original: string) => {
    const mutation = allMutations(compilation).find((one) => one.operator === operator && one.original === original);
    if (mutation === undefined) throw new Error(`There is no ${operator} of ${original}`);
    return compileMutant(mutation, compilation, dependents, compiler);
  };

  it("hold the artifacts that changed, and no others", async () => {
    const mutant = await compiled("compound-assignment", "total += a");
    expect("changed" in mutant && mutant.changed.map(({ file }) => file.contractName)).to.deep.equal(["Counter"]);
    const other = await compiled("number", "7");
    expect("changed" in other && other.changed.map(({ file }) => file.contractName)).to.deep.equal(["Other"]);
  });

  it("are none where the bytecode stays the same but for its metadata", async () => {
    expect(await compiled("arithmetic", "a - 1")).to.include({ why: "same bytecode" });
  });

  it("are none where the types do not fit", async () => {
    expect(await compiled("number", "200")).to.include({ why: "does not compile" });
  });
});
