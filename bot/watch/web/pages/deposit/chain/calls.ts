import type { Interface, Result } from "ethers/abi";
import type { Eip1193Provider } from "../wallet/eip1193.ts";

/** A function of a contract with its arguments. `name` is its whole signature where the contract has several of that name. */
export interface Call {
  readonly to: string;
  readonly abi: Interface;
  readonly name: string;
  readonly args?: readonly unknown[];
}

export interface ReadOptions {
  /** Asks what would happen if this account sent it. */
  readonly from?: string;
  /** A block, in hexadecimal: what is read at one block fits together. The latest without. */
  readonly block?: string;
}

/** What the contract answers, through the wallet's node. */
export async function read(provider: Eip1193Provider, call: Call, { from, block = "latest" }: ReadOptions = {}): Promise<Result> {
  const data = encode(call);
  const transaction = from === undefined ? { to: call.to, data } : { from, to: call.to, data };
  const answer = await provider.request({ method: "eth_call", params: [transaction, block] });
  if (typeof answer !== "string" || answer === "0x") throw new NoContractError(call.to);
  return call.abi.decodeFunctionResult(call.name, answer);
}

/** Its first answer. */
export async function readOne<Value>(provider: Eip1193Provider, call: Call, options: ReadOptions = {}): Promise<Value> {
  return (await read(provider, call, options))[0] as Value;
}

export function encode({ abi, name, args = [] }: Call): string {
  return abi.encodeFunctionData(name, args);
}

/** A number that the node answers in hexadecimal. */
export async function readNumber(provider: Eip1193Provider, method: string, params: readonly unknown[] = []): Promise<bigint> {
  return BigInt((await provider.request({ method, params })) as string);
}

/** There is no contract where one should be: the node is of another chain, or has not caught up. */
export class NoContractError extends Error {
  constructor(address: string) {
    super(`There is no contract at ${address} on the wallet's network.`);
    this.name = "NoContractError";
  }
}
