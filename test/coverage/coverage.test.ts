import { expect } from "chai";
import { parseLcov } from "../../scripts/coverage/lcov.ts";
import { coverageReport } from "../../scripts/coverage/report.ts";
import { statementLines } from "../../scripts/coverage/statementLines.ts";

const SOURCE = `pragma solidity ^0.8.28;
import "./not-needed.sol";
/// @dev return 1;
contract Subject {
    error Bad(); // declared, not run
    uint256 internal state = 1;

    modifier locked() {
        state = 2;
        _;
    }

    function f(
        uint256 a
    ) external locked returns (uint256) {
        unchecked {
            a += 1;
        }
        if (a > 2) revert Bad();
        for (uint256 i = 0; i < a; ++i) {
            state = i == 0
                ? 1
                : 2;
        }
        assembly {
            a := add(a, 1)
        }
        return a;
    }
}
`;

describe("line coverage", () => {
  it("counts the lines on which a statement begins", () => {
    expect(statementLines(SOURCE)).to.deep.equal([9, 17, 19, 20, 21, 25, 26, 28]);
  });

  it("is the share of them that ran", () => {
    const tracefile =
      "TN:\nSF:contracts/A.sol\nDA:1,1\nDA:2,0\nDA:3,1\nLH:2\nLF:3\nend_of_record\nSF:contracts/B.sol\nDA:7,1\nend_of_record\n";
    const statements = new Map([
      ["contracts/A.sol", [1, 2]],
      ["contracts/B.sol", [7]],
      ["contracts/NeverRun.sol", [4]],
    ]);
    expect(coverageReport(statements, parseLcov(tracefile))).to.deep.equal({
      lines: 4,
      covered: 2,
      percent: 50,
      files: {
        "contracts/A.sol": { lines: 2, covered: 1, percent: 50, missing: [2] },
        "contracts/B.sol": { lines: 1, covered: 1, percent: 100, missing: [] },
        "contracts/NeverRun.sol": { lines: 1, covered: 0, percent: 0, missing: [4] },
      },
    });
  });

  it("is 100 % of nothing less than all lines", () => {
    const lines = Array.from({ length: 30_000 }, (_, index) => index + 1);
    const counts = new Map([["contracts/A.sol", new Map(lines.slice(1).map((line) => [line, 1] as const))]]);
    expect(coverageReport(new Map([["contracts/A.sol", lines]]), counts).percent).to.equal(99.99);
  });
});
