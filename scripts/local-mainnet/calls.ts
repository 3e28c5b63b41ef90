import { Interface, type Result } from "ethers";
import type { Address } from "../../bot/core/units.ts";
import { mainnetAddresses } from "./addresses.ts";
import type { Eip1193Provider } from "./provider.ts";

/** One read: `fragment` is a human-readable ABI fragment such as "function balanceOf(address) view returns (uint256)". */
export interface ContractRead {
  readonly to: Address;
  readonly fragment: string;
  readonly args?: readonly unknown[];
}

const AGGREGATE3 =
  "function aggregate3((address target, bool allowFailure, bytes callData)[] calls) payable returns ((bool success, bytes returnData)[])";

const parsedFragments = new Map<string, Interface>();

/** ABI-encodes a call of `fragment`. */
export function encodeCall(fragment: string, args: readonly unknown[] = []): string {
  const [abi, name] = parse(fragment);
  return abi.encodeFunctionData(name, args);
}

/** Calls `fragment` at the latest block. A single return value comes bare, several as ethers' `Result`. */
export async function readContract<T = bigint>(provider: Eip1193Provider, read: ContractRead): Promise<T> {
  const data = encodeCall(read.fragment, read.args);
  const answer = (await provider.request({ method: "eth_call", params: [{ to: read.to, data }, "latest"] })) as string;
  return decode(read.fragment, answer) as T;
}

/** Makes several reads at one block by Multicall3. All of them must succeed. */
export async function readContracts<T extends readonly unknown[]>(provider: Eip1193Provider, reads: readonly ContractRead[]): Promise<T> {
  const calls = reads.map((read) => ({ target: read.to, allowFailure: false, callData: encodeCall(read.fragment, read.args) }));
  const answers = await readContract<Result>(provider, { to: mainnetAddresses.multicall3, fragment: AGGREGATE3, args: [calls] });
  return reads.map((read, index) => decode(read.fragment, answers[index].returnData)) as unknown as T;
}

function parse(fragment: string): readonly [Interface, string] {
  let abi = parsedFragments.get(fragment);
  if (abi === undefined) {
    abi = new Interface([fragment]);
    parsedFragments.set(fragment, abi);
  }
  const [parsed] = abi.fragments;
  if (parsed?.type !== "function") throw new Error(`Not a function: ${fragment}`);
  return [abi, parsed.format("sighash")];
}

function decode(fragment: string, data: string): unknown {
  const [abi, name] = parse(fragment);
  const result = abi.decodeFunctionResult(name, data);
  return result.length === 1 ? result[0] : result;
}
