import { Interface, type JsonRpcApiProvider, type Result } from "ethers";
import { KeeperError } from "../core/errors.ts";
import type { Address } from "../core/units.ts";
import { RequestTooLargeError, UnexpectedAnswerError } from "./errors.ts";
import { aggregate3Bytes, type Call3Result, decodeAggregate3, encodeAggregate3 } from "./multicall3.ts";

/**
 * Multicall3, at the same address on every chain that matters (https://www.multicall3.com). All reads of a tick travel in one eth_call
 * to it, so they see one block and cost one request however many markets there are.
 */
export const MULTICALL3_ADDRESS: Address = "0xcA11bde05977b3631167028862bE2a173976CA11";

const multicall3 = new Interface([
  "function getCurrentBlockTimestamp() view returns (uint256 timestamp)",
  "function getBlockHash(uint256 blockNumber) view returns (bytes32 blockHash)",
]);

/** One contract read and how its answer becomes a value. */
export interface ContractRead<Value> {
  readonly target: Address;
  readonly callData: string;
  readonly describe: string;
  decode(returnData: string): Value;
}

/** A read that the contract refused (reverted, or no code there) is a value too: callers decide whether that is a failure. */
export type ReadResult<Value> = { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly reason: string };

/** Reads by name, and their results under the same names. */
export type Reads = Readonly<Record<string, ContractRead<unknown>>>;
export type Results<R extends Reads> = {
  readonly [Name in keyof R]: R[Name] extends ContractRead<infer Value> ? ReadResult<Value> : never;
};

/** Describes the call `name(...args)`; `pick` turns ethers' decoded tuple into the value wanted, by default its first member. */
export function contractRead<Value>(
  target: Address,
  abi: Interface,
  name: string,
  args: readonly unknown[] = [],
  pick: (result: Result) => Value = (result) => result[0] as Value,
): ContractRead<Value> {
  return {
    target,
    callData: abi.encodeFunctionData(name, args),
    describe: `${name}() of ${target}`,
    decode: (returnData) => pick(abi.decodeFunctionResult(name, returnData)),
  };
}

/** The time of the block that a batch is read at, unix seconds. */
export const blockTimestampRead: ContractRead<bigint> = contractRead(MULTICALL3_ADDRESS, multicall3, "getCurrentBlockTimestamp");

/** The hash of one of the 256 blocks before the one a batch is read at; zero for any other. */
export function blockHashRead(number: number): ContractRead<string> {
  return contractRead(MULTICALL3_ADDRESS, multicall3, "getBlockHash", [number]);
}

/**
 * Sends all reads of all groups in one eth_call pinned to `blockNumber`; the results come group by group under the reads' names. It takes
 * more requests only when there are too many reads for one (a hundred markets are about a thousand), or while a contract burns the gas of
 * all.
 */
export async function readBatch<const Groups extends readonly Reads[]>(
  provider: JsonRpcApiProvider,
  blockNumber: number,
  groups: Groups,
): Promise<{ readonly [Index in keyof Groups]: Results<Groups[Index]> }> {
  const reads = groups.flatMap((group) => Object.values(group));
  const chunks = chunksOf(reads, readsPerCall.get(provider) ?? MAX_READS_PER_CALL);
  const results = (await Promise.all(chunks.map((chunk) => readTogether(provider, blockNumber, chunk)))).flat();
  let next = 0;
  return groups.map((group) => Object.fromEntries(Object.keys(group).map((name) => [name, results[next++]]))) as never;
}

/**
 * Geth gives an eth_call 50 M gas by default. A read costs 9,500 on average where nothing it touches was touched before (the address book's
 * markets, `eth_estimateGas` of their batch), and 25,000 leaves room for dearer ones.
 */
const MAX_READS_PER_CALL = 2_000;
/** In hexadecimal 960 kB: a proxy in front of a node takes 1 MB where nobody has told it otherwise (nginx, `client_max_body_size`). */
const MAX_CALL_BYTES = 480_000;

/** What a node with tighter limits has taught: the greatest number of reads it is asked for at once. */
const readsPerCall = new WeakMap<JsonRpcApiProvider, number>();

/** The reads in as few parts as may be, about equally many in each. */
export function chunksOf<Read extends ContractRead<unknown>>(reads: readonly Read[], mostReads: number): readonly (readonly Read[])[] {
  const bytes = reads.reduce((sum, read) => sum + aggregate3Bytes(read), 0);
  const parts = Math.max(Math.ceil(reads.length / mostReads), Math.ceil(bytes / MAX_CALL_BYTES), 1);
  const size = Math.ceil(reads.length / parts);
  return Array.from({ length: parts }, (_, part) => reads.slice(part * size, (part + 1) * size)).filter((chunk) => chunk.length > 0);
}

/**
 * One read that burns all gas it is given (an invalid opcode) leaves the others a 64th part of it. When the node runs out of gas, the two
 * halves are read by themselves, down to the read that is to blame. When none is, there were too many for this node, which is remembered.
 */
async function readTogether(
  provider: JsonRpcApiProvider,
  blockNumber: number,
  reads: readonly ContractRead<unknown>[],
): Promise<readonly ReadResult<unknown>[]> {
  const data = encodeAggregate3(reads);
  let answer: string;
  try {
    answer = await provider.send("eth_call", [{ to: MULTICALL3_ADDRESS, data }, `0x${blockNumber.toString(16)}`]);
  } catch (error) {
    if (error instanceof RequestTooLargeError && reads.length > 1) return readHalves(provider, blockNumber, reads);
    if (error instanceof KeeperError) throw error;
    const reason = nodeMessage(error);
    // Geth: "out of gas", Nethermind: "OutOfGas", Hardhat: "Transaction ran out of gas".
    if (!/out ?of ?gas/i.test(reason)) throw new UnexpectedAnswerError("The node", reason, error);
    const [first, ...others] = reads;
    if (first !== undefined && others.length === 0) return [{ ok: false, reason: `${first.describe}${RAN_OUT_OF_GAS}` }];
    return readHalves(provider, blockNumber, reads);
  }
  if (answer === "0x") {
    throw new UnexpectedAnswerError("Multicall3", `no contract at ${MULTICALL3_ADDRESS} at block ${blockNumber}`);
  }
  const results = decodeAggregate3(answer, reads.length);
  return reads.map((read, index) => decodeOne(read, results[index] as Call3Result));
}

const RAN_OUT_OF_GAS = " ran out of gas";

async function readHalves(
  provider: JsonRpcApiProvider,
  blockNumber: number,
  reads: readonly ContractRead<unknown>[],
): Promise<readonly ReadResult<unknown>[]> {
  const half = Math.ceil(reads.length / 2);
  const results = [
    ...(await readTogether(provider, blockNumber, reads.slice(0, half))),
    ...(await readTogether(provider, blockNumber, reads.slice(half))),
  ];
  const blamed = results.some((result) => !result.ok && result.reason.endsWith(RAN_OUT_OF_GAS));
  if (!blamed) readsPerCall.set(provider, Math.min(half, readsPerCall.get(provider) ?? half));
  return results;
}

/** What the node itself said; ethers' own message repeats the whole call. */
function nodeMessage(error: unknown): string {
  const { info, shortMessage } = error as { info?: { error?: { message?: string } }; shortMessage?: string };
  return info?.error?.message ?? shortMessage ?? String(error);
}

/** The value of a read that must succeed. */
export function required<Value>(result: ReadResult<Value>): Value {
  if (!result.ok) throw new UnexpectedAnswerError("A contract read", result.reason);
  return result.value;
}

/** The value of a read that a contract may not offer. */
export function optional<Value>(result: ReadResult<Value>): Value | null {
  return result.ok ? result.value : null;
}

function decodeOne<Value>(read: ContractRead<Value>, result: Call3Result): ReadResult<Value> {
  if (!result.success) return { ok: false, reason: `${read.describe} reverted` };
  try {
    return { ok: true, value: read.decode(result.returnData) };
  } catch {
    return { ok: false, reason: `${read.describe} answered something else than its ABI says` };
  }
}
