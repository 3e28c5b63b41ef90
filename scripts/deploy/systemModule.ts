import { buildModule } from "@nomicfoundation/ignition-core";
import { artifactOf } from "./artifacts.ts";

/** Marks a contract whose code is another's creation code, version 0 without data (ERC-5202). */
export const BLUEPRINT_PREAMBLE = "fe7100";

/**
 * What all vaults of a chain share: the second half of their code, the blueprint of the first, and the factory that creates them. Made when
 * asked for, since it needs compiled contracts.
 */
export function systemModule() {
  return buildModule("VaultSystem", (m) => {
    const settings = m.contract("VaultSettings", artifactOf("VaultSettings"));
    const vault = artifactOf("YieldVault");
    const blueprint = m.contract("YieldVaultBlueprint", {
      ...vault,
      contractName: "YieldVaultBlueprint",
      abi: [],
      bytecode: deploying(`${BLUEPRINT_PREAMBLE}${vault.bytecode.slice(2)}`),
    });
    const factory = m.contract("VaultFactory", artifactOf("VaultFactory"), [blueprint, settings]);
    return { settings, blueprint, factory };
  });
}

/** Creation code for a contract with exactly this code: PUSH2 length, DUP1, PUSH1 10, RETURNDATASIZE, CODECOPY, RETURNDATASIZE, RETURN. */
function deploying(code: string): string {
  const length = (code.length / 2).toString(16).padStart(4, "0");
  return `0x61${length}80600a3d393df3${code}`;
}
