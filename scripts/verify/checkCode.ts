import { concat, getAddress, getCreate2Address, isAddress, type JsonRpcApiProvider, keccak256 } from "ethers";
import type { Address } from "../../bot/core/units.ts";
import type { DeploymentRecord } from "../deploy/readRecord.ts";
import { BLUEPRINT_PREAMBLE } from "../deploy/systemModule.ts";
import { vaultSalt } from "../deploy/vaultModule.ts";
import type { CodeRange, Compilation } from "./compilation.ts";
import type { DeployedContract } from "./deployedContracts.ts";
import { NotOnChainError, SourcesDifferError } from "./errors.ts";

export interface CompiledContract extends DeployedContract {
  readonly compilation: Compilation;
}

/**
 * Makes sure that what is compiled here is what stands on chain, to the last byte, constructor arguments included: an explorer compares the
 * same. Returns the address of the blueprint.
 * @throws NotOnChainError, SourcesDifferError
 */
export async function checkCode(
  provider: JsonRpcApiProvider,
  record: DeploymentRecord,
  contracts: readonly CompiledContract[],
): Promise<Address> {
  const vault = contracts.find(({ address }) => address === record.vault.address);
  const blueprint = record.factory.constructorArguments[0];
  if (vault === undefined || !isAddress(blueprint)) throw new TypeError("the record names no vault or no blueprint");
  const blueprintAddress = getAddress(blueprint);
  const [codes, blueprintCode, transactions] = await Promise.all([
    Promise.all(contracts.map(({ address }) => provider.getCode(address))),
    provider.getCode(blueprintAddress),
    Promise.all(contracts.map(({ transactionHash: hash }) => (hash === null ? null : provider.getTransaction(hash)))),
  ]);

  const missing = contracts.filter((_contract, index) => codes[index] === "0x").map(({ address }) => address);
  if (missing.length > 0) throw new NotOnChainError(missing, record.chainId);

  const differences = contracts.flatMap((contract, index) => {
    const { name, compilation, constructorArguments } = contract;
    const what = `${name} at ${contract.address}`;
    if (!isSameCode(codes[index] as string, compilation)) return [`${what} has another code`];
    if (constructorArguments === null) return [`${what} has a constructor that takes other arguments than the recorded ones`];
    const creation = concat([compilation.creationCode, constructorArguments]);
    const transaction = transactions[index];
    const isCreation = contract === vault ? isBornOf(creation, record) : transaction?.to !== null || transaction.data === creation;
    return isCreation ? [] : [`${what} was created with other constructor arguments than the recorded ones`];
  });
  if (blueprintCode !== `0x${BLUEPRINT_PREAMBLE}${vault.compilation.creationCode.slice(2)}`) {
    differences.push(`YieldVaultBlueprint at ${blueprintAddress} holds the creation code of another vault`);
  }
  if (differences.length > 0) throw new SourcesDifferError(differences, record.gitCommit);
  return blueprintAddress;
}

/** The factory creates by CREATE2: the vault's address follows from its creation code. */
function isBornOf(creation: string, { factory, symbol, vault }: DeploymentRecord): boolean {
  return getCreate2Address(factory.address, vaultSalt(symbol), keccak256(creation)) === vault.address;
}

/** Whether both are the same apart from immutables, which the constructor has put into the code on chain. */
export function isSameCode(onChain: string, { runtimeCode, immutables }: Pick<Compilation, "runtimeCode" | "immutables">): boolean {
  return onChain.length === runtimeCode.length && masked(onChain, immutables) === masked(runtimeCode, immutables);
}

function masked(code: string, ranges: readonly CodeRange[]): string {
  let result = code;
  for (const { start, length } of ranges) {
    const [from, to] = [2 + start * 2, 2 + (start + length) * 2];
    result = `${result.slice(0, from)}${"0".repeat(to - from)}${result.slice(to)}`;
  }
  return result;
}
