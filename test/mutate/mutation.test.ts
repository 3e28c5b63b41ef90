import { expect } from "chai";
import { allMutations } from "../../scripts/mutate/candidates.ts";
import type { Compilation } from "../../scripts/mutate/compilation.ts";
import { applyMutation, type Mutation } from "../../scripts/mutate/mutation.ts";
import { compiledJob, errorsIn } from "./compiled.ts";

const BODY = `
/// @notice Ein Konto für Münzen: a < b, ++i, if (x) revert; 1 + 1 — nothing in comments is code.
interface IOther {
  function limit() external view returns (uint256);
}

contract Account {
  /* état: balance == 0 && total > 1 */
  uint256 public constant LIMIT = 1_000;
  mapping(address owner => uint256) public balances;
  event Moved(address from, address to, uint256 amount);
  error TooMuch(uint256 amount, uint256 limit);

  modifier limited(uint256 amount) {
    if (amount > LIMIT) revert TooMuch(amount, LIMIT);
    _;
  }

  function move(address to, uint256 amount) external limited(amount) returns (bool) {
    balances[msg.sender] -= amount; // – amount += amount
    balances[to] += amount;
    emit Moved(msg.sender, to, amount);
    return balances[to] >= amount && amount != 0;
  }

  function sum(uint256[] calldata amounts) external pure returns (uint256 total) {
    for (uint256 i = 0; i < amounts.length; ++i) total += amounts[i];
    for (uint256 i = 0; i < amounts.length; ++i) total += amounts[i];
  }
}
`;

function compilation(bodies: Readonly<Record<string, string>>): Compilation {
  return { jobs: [compiledJob(bodies)], fingerprint: "" };
}

function mutationsIn(body: string): { readonly mutations: readonly Mutation[]; readonly source: string } {
  const { jobs } = compilation({ "contracts/Account.sol": body });
  return {
    mutations: allMutations({ jobs, fingerprint: "" }),
    source: jobs[0]?.input.sources["project/contracts/Account.sol"]?.content ?? "",
  };
}

describe("mutations", () => {
  const { mutations, source } = mutationsIn(BODY);

  it("say truly where they are and what stands there", () => {
    for (const mutation of mutations) {
      const { span, original, line } = mutation;
      expect(Buffer.from(source).toString("utf8", span.start, span.end)).to.equal(original);
      expect(
        source
          .split("\n")
          .slice(line - 1)
          .join("\n"),
      ).to.include(original);
    }
  });

  it("change code: neither comments nor interfaces", () => {
    const comments = (text: string) => [...text.matchAll(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g)].map(([comment]) => comment);
    for (const mutation of mutations) {
      expect(applyMutation(source, mutation)).to.not.equal(source);
      expect(comments(applyMutation(source, mutation))).to.deep.equal(comments(source));
      expect(mutation.id).to.include(":Account.");
    }
  });

  it("compile, since they are changes of the syntax tree", () => {
    const failures = mutations.filter((mutation) => errorsIn(applyMutation(source, mutation)).length > 0);
    expect(failures.map(({ id }) => id)).to.deep.equal([]);
  });

  it("have one id each, which survives changes around the function", () => {
    const ids = mutations.map(({ id }) => id);
    expect(new Set(ids).size).to.equal(ids.length);
    const moved = mutationsIn(`\nfunction before(uint256 a) pure returns (uint256) { return a + 1; }\n${BODY}`).mutations;
    expect(moved.map(({ id }) => id)).to.include.members(ids);
    expect(moved.map(({ line }) => line)).to.not.deep.equal(mutations.map(({ line }) => line));
  });

  it("leave tests and mocks alone", () => {
    const both = { "contracts/Account.sol": BODY, "contracts/test/mocks/Mock.sol": "contract Mock { uint256 public a = 1 + 1; }" };
    expect(new Set(allMutations(compilation(both)).map(({ file }) => file))).to.deep.equal(new Set(["contracts/Account.sol"]));
  });
});
