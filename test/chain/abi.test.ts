import { readFileSync } from "node:fs";
import path from "node:path";
import { expect } from "chai";
import { type ErrorFragment, type FunctionFragment, Interface } from "ethers";
import {
  adapterAbi,
  breakerMonitorAbi,
  erc20Abi,
  monitorBoundsAbi,
  timelockedAbi,
  uniswapV3PoolAbi,
  yieldVaultAbi,
} from "../../bot/chain/abi.ts";
import { vaultInterface } from "../../bot/execute/vaultAbi.ts";
import { compiledProject, genuineArtifact } from "../../scripts/local-mainnet/artifacts.ts";

const ARTIFACTS = path.join(import.meta.dirname, "../../artifacts/contracts");

/** What the compiler says of a contract; `source` is its file under contracts/. */
function compiled(source: string): Interface {
  const file = path.join(ARTIFACTS, `${source}.sol`, `${path.basename(source)}.json`);
  return new Interface(JSON.parse(readFileSync(file, "utf8")).abi);
}

/** Name, inputs and outputs in canonical form, with the names of struct members: what decoding depends on. */
function shapeOf(fragment: FunctionFragment): string {
  const named = fragment.outputs.map((output) => output.format("full").replace(/ (memory|calldata)/g, ""));
  return `${fragment.format("sighash")} → ${named.map((text) => text.replace(/(uint|int)\d+/g, "$1")).join(",")}`;
}

/** What a vault answers to: what it does not know it passes on to its settings. */
function wholeVault(): Interface {
  return new Interface([...compiled("YieldVault").fragments, ...compiled("VaultSettings").fragments]);
}

describe("ABI fragments of the keeper", () => {
  before(async () => {
    await compiledProject();
  });

  function expectAllIn(ours: Interface, contract: Interface): void {
    ours.forEachFunction((fragment) => {
      const real = contract.getFunction(fragment.selector);
      expect(real, fragment.format("full")).to.not.equal(null);
      if (real !== null && fragment.outputs.some((output) => output.baseType === "tuple")) {
        expect(shapeOf(fragment)).to.equal(shapeOf(real));
      } else {
        expect(real?.outputs.length).to.equal(fragment.outputs.length);
      }
    });
  }

  it("are those of the compiled vault, both halves of its code together", () => expectAllIn(yieldVaultAbi, wholeVault()));

  it("are those of the compiled monitor", () => {
    expectAllIn(breakerMonitorAbi, compiled("interfaces/IBreakerMonitor"));
    expectAllIn(monitorBoundsAbi, compiled("BreakerMonitor"));
  });

  it("are those of the compiled vault that can wait in its timelock", () => expectAllIn(timelockedAbi, wholeVault()));

  it("have the events that tell why a vault closed, what came and went, and who may do what", () => {
    yieldVaultAbi.forEachEvent((fragment) => {
      expect(wholeVault().getEvent(fragment.topicHash)?.format("full")).to.equal(fragment.format("full"));
    });
  });

  it("are those of the genuine Uniswap V3 pool", () => {
    const artifact = genuineArtifact("@uniswap/v3-core/artifacts/contracts/UniswapV3Pool.sol/UniswapV3Pool.json");
    const genuine = new Interface(artifact.abi as never);
    uniswapV3PoolAbi.forEachFunction((fragment) => {
      const outputs = (of: FunctionFragment | null) => of?.outputs.map((output) => output.format("full"));
      expect(outputs(genuine.getFunction(fragment.selector)), fragment.name).to.deep.equal(outputs(fragment));
    });
  });

  it("are those of the compiled adapters", () => {
    for (const name of ["AaveV3Adapter", "CompoundV3Adapter", "ERC4626Adapter", "SkySavingsAdapter"]) {
      expectAllIn(adapterAbi, compiled(`adapters/${name}`));
    }
  });

  it("have every function of ERC-20 that the vault's shares have", () => expectAllIn(erc20Abi, compiled("YieldVault")));

  it("encode a rebalance as the vault decodes it", () => {
    expect(compiled("YieldVault").getFunction(vaultInterface.getFunction("rebalance")?.selector ?? "")).to.not.equal(null);
  });

  it("know every error a rebalance of the vault and its adapters can revert with", () => {
    const known = new Set<string>();
    vaultInterface.forEachError((fragment: ErrorFragment) => known.add(fragment.selector));
    const missing: string[] = [];
    for (const source of [
      "YieldVault",
      "VaultSettings",
      "adapters/AaveV3Adapter",
      "adapters/CompoundV3Adapter",
      "adapters/SkySavingsAdapter",
    ]) {
      compiled(source).forEachError((fragment) => {
        if (!known.has(fragment.selector)) missing.push(fragment.format("sighash"));
      });
    }
    // Errors of construction, of setting limits, and of shares: no rebalance can surface them.
    const elsewhere = [
      /^ERC20(?!InsufficientBalance|InsufficientAllowance)/,
      /^(ERC4626|ERC2612|ECDSA|InvalidShortString|StringTooLong|InvalidAccountNonce)/,
      /^AccessControlBadConfirmation/,
      /^Adapter(AlreadyEnabled|NotEmpty|NotWrittenOff|OfAnother)/,
      /^(LimitOutOfRange|CapOutOfRange|NotAPermutation|TooMany|InvalidParameters|InvalidRiskIds|UnknownRisk|NothingTripped|ResetTooEarly)/,
      // Of the timelock, and of leaving at a loss.
      /^(AlreadySubmitted|NotSubmitted|Timelock|FunctionAbdicated|ExitLossExceeded)/,
      /^(NoRiskIds|ReserveNotListed|RewardsWithoutReceiver|Source)/,
    ];
    expect([...new Set(missing)].filter((signature) => !elsewhere.some((pattern) => pattern.test(signature)))).to.deep.equal([]);
  });
});
