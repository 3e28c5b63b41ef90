import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { VETO_REASONS } from "../../../bot/core/risk.ts";
import { contractReason } from "../../../bot/risk/vetoes/contractReason.ts";

/** Where a contract says what is wrong with a market: literals that are returned or assigned as a bytes32 reason. */
const STATEMENTS = [
  /return \((?:false, )?(?:bytes32\()?"([^"]*)"/g,
  /return "([^"]*)";/g,
  /bytes32\("([^"]*)"\)/g,
  /\breason = "([^"]*)"/g,
];

/** The adapters and the monitor; what the vault itself trips on ("price-fall", "outflow", "guardian") is about no market. */
function sources(): readonly string[] {
  const adapters = readdirSync("contracts/adapters").map((file) => path.join("contracts/adapters", file));
  return [...adapters, "contracts/BreakerMonitor.sol"];
}

function withoutComments(source: string): string {
  return source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/\/\/.*$/gm, "");
}

function reasonsIn(file: string): readonly string[] {
  const code = withoutComments(readFileSync(file, "utf8"));
  return STATEMENTS.flatMap((statement) => [...code.matchAll(statement)].map(([, text = ""]) => text)).filter((text) => text !== "");
}

describe("vetoes: the contracts' words", () => {
  const said = new Map(sources().map((file) => [path.basename(file), reasonsIn(file)]));

  it("are found in every contract that has any", () => {
    for (const file of ["AaveV3Adapter", "CompoundV3Adapter", "CurveMarket", "CurveAdapter", "ERC4626Position", "SkySavingsAdapter"])
      expect(said.get(`${file}.sol`), file).not.empty;
    expect(said.get("UniswapV3Adapter.sol")).include.members(["locked", "oracle-stale", "off-peg", "oracle-deviates"]);
    expect(said.get("BreakerMonitor.sol")).include.members([
      "adapter-unreadable",
      "adapter-unhealthy",
      "exit-liquidity",
      "price-unreadable",
      "price-stale",
      "off-peg",
      "price-deviates",
    ]);
  });

  it("leave no literal with a hyphen or of a reason's form unread", () => {
    for (const file of sources()) {
      const code = withoutComments(readFileSync(file, "utf8")).replace(/^(import|pragma).*$/gm, "");
      const literals = [...code.matchAll(/"([a-z]+(?:-[a-z]+)*)"/g)].map(([, text = ""]) => text);
      expect(said.get(path.basename(file)), file).include.members(literals.filter((text) => text !== "memory-safe"));
    }
  });

  it("are all reasons of a veto, letter by letter", () => {
    for (const [file, reasons] of said) for (const reason of reasons) expect(VETO_REASONS, file).include(reason);
    for (const reason of [...said.values()].flat()) expect(contractReason(reason)).deep.equal({ reason, unknownText: null });
  });

  it("fit into a bytes32", () => {
    for (const reason of VETO_REASONS) expect(Buffer.byteLength(reason)).most(32);
  });
});
