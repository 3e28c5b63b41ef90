import { expect } from "chai";
import { allMutations } from "../../scripts/mutate/candidates.ts";
import { operators } from "../../scripts/mutate/operators/index.ts";
import { compiledJob } from "./compiled.ts";

/** What an operator makes of a function's body: each original with its replacement. */
function changes(operator: string, body: string): readonly string[] {
  const source = `
    library Math {
      enum Rounding { Floor, Ceil }
      function min(uint256 a, uint256 b) internal pure returns (uint256) { return a < b ? a : b; }
      function max(uint256 a, uint256 b) internal pure returns (uint256) { return a > b ? a : b; }
      function mulDiv(uint256 a, uint256 b, uint256 c) internal pure returns (uint256) { return a * b / c; }
      function mulDiv(uint256 a, uint256 b, uint256 c, Rounding) internal pure returns (uint256) { return a * b / c; }
    }
    contract Subject {
      using Math for uint256;
      error Bad(uint256 a, uint256 b);
      event Done(uint256 a, uint256 b);
      uint256 internal state;
      modifier locked() { _; }
      function pay(address from, address to, uint256 amount) internal { state += amount; }
      ${body}
    }`;
  const mutations = allMutations({ jobs: [compiledJob({ "contracts/Subject.sol": source })], fingerprint: "" });
  const flat = (text: string) => text.replaceAll(/\s+/g, " ").trim();
  return mutations
    .filter((mutation) => mutation.operator === operator && mutation.id.includes(":Subject.f:"))
    .map(({ original, replacement }) => `${flat(original)} → ${flat(replacement)}`);
}

const arguments_ = "uint256 a, uint256 b, bool yes";

/** By operator: a body, and all that the operator makes of it. */
const cases: Readonly<Record<string, readonly (readonly [string, readonly string[]])[]>> = {
  boundary: [["return a < b || a >= b;", ["a < b → a <= b", "a >= b → a > b"]]],
  equality: [["return a == b || a != 1;", ["a == b → a != b", "a != 1 → a == 1"]]],
  logic: [["return yes && (a < b || yes);", ["yes && (a < b || yes) → yes || (a < b || yes)", "a < b || yes → a < b && yes"]]],
  arithmetic: [
    ["return a + b /* less - */ * 2 == 0;", ["a + b /* less - */ * 2 → a - b /* less - */ * 2", "b /* less - */ * 2 → b /* less - */ / 2"]],
  ],
  bits: [["return (a & b) << 1 == 0;", ["(a & b) << 1 → (a & b) >> 1", "a & b → a | b"]]],
  "compound-assignment": [["state += a; state -= b; return yes;", ["state += a → state -= a", "state -= b → state += b"]]],
  step: [["++state; state--; return yes;", ["++state → --state", "state-- → state++"]]],
  "drop-sign": [["return !yes && -int256(a) < 0;", ["!yes → yes", "-int256(a) → int256(a)"]]],
  "negate-condition": [["if (a < b) return yes; return a == b ? yes : !yes;", ["a < b → !(a < b)"]]],
  number: [
    [
      "state = 0 + 99 + 100 + 1e18 + 1 days; uint256[3] memory c; return c[2] == 0x0f;",
      ["0 → 1", "99 → 100", "100 → (2 * 100)", "1e18 → (2 * 1e18)", "1 days → (2 * 1 days)", "2 → 3", "0x0f → 16"],
    ],
  ],
  truth: [["return true;", ["true → false"]]],
  rounding: [
    ["return a.mulDiv(b, 2, Math.Rounding.Ceil) == 1;", ["Math.Rounding.Ceil → Math.Rounding.Floor"]],
    [
      "return a.mulDiv(b, 2) == Math.mulDiv(a, b, 3);",
      ["a.mulDiv(b, 2) → a.mulDiv(b, 2, Math.Rounding.Ceil)", "Math.mulDiv(a, b, 3) → Math.mulDiv(a, b, 3, Math.Rounding.Ceil)"],
    ],
  ],
  extreme: [["return a.min(b) == type(uint256).max;", ["a.min → a.max", "type(uint256).max → type(uint256).min"]]],
  "drop-assignment": [["uint256 c = a; state = c; return yes;", ["= a → ", "state = c; → {}"]]],
  "drop-call": [
    [
      "pay(msg.sender, msg.sender, a); for (uint256 i; i < a; ++i) delete state; return yes;",
      ["pay(msg.sender, msg.sender, a); → {}", "delete state; → {}"],
    ],
  ],
  "drop-event": [["emit Done(a, b) ; return yes;", ["emit Done(a, b) ; → {}"]]],
  "drop-guard": [
    ["if (a < b) revert Bad(a, b); return yes;", ["if (a < b) revert Bad(a, b); → {}"]],
    ["require(a < b); if (yes) { return yes; } if (yes) ++state; return yes;", ["require(a < b); → {}", "if (yes) { return yes; } → {}"]],
    ["if (yes) ++state; else { revert Bad(a, b); } return yes;", ["{ revert Bad(a, b); } → {}"]],
  ],
  "swap-arguments": [
    [
      "pay(msg.sender, address(this), a); if (yes) revert Bad(a, b); return a.min(b) == Math.max(a, b);",
      ["msg.sender, address(this) → address(this), msg.sender", "a, b → b, a"],
    ],
  ],
  "answer-zero": [
    ["return a < b;", ["a < b → !(a < b)"]],
    ["return true;", []],
  ],
  assembly: [
    [
      'assembly ("memory-safe") { b := and(a, gt(b, 0x1f)) } return yes;',
      ["b := and(a, gt(b, 0x1f)) → ", "and(a, gt(b, 0x1f)) → or(a, gt(b, 0x1f))", "gt(b, 0x1f) → lt(b, 0x1f)", "0x1f → 0x20"],
    ],
  ],
};

describe("mutation operators", () => {
  for (const [operator, examples] of Object.entries(cases)) {
    for (const [body, expected] of examples) {
      it(`${operator}: ${body}`, () => {
        expect(changes(operator, `function f(${arguments_}) external returns (bool) { ${body} }`)).to.have.members(expected);
      });
    }
  }

  it("drop-modifier: takes off modifiers, never a base's constructor", () => {
    const body = `function f() external locked {} }
      contract Child is Subject { constructor() Subject() {}`;
    expect(changes("drop-modifier", body)).to.deep.equal(["locked → "]);
  });

  it("all have an example here", () => {
    expect([...Object.keys(cases), "drop-modifier"]).to.have.members(operators.map(({ name }) => name));
  });
});
