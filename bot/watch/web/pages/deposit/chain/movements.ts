import type { Eip1193Provider } from "../wallet/eip1193.ts";
import { vaultAbi } from "./abi.ts";

/** What an account did in the vault. */
export interface Movement {
  readonly kind: "deposit" | "withdrawal" | "forced";
  readonly blockNumber: number;
  readonly transactionHash: string;
  readonly logIndex: number;
  /** What was paid in, paid out, or paid into idle by an adapter. */
  readonly assets: bigint;
  /** Made by a deposit, burned by the others. */
  readonly shares: bigint;
  /** What leaving cost beyond the marks; zero but for withdrawals that accepted it. */
  readonly loss: bigint;
}

interface Log {
  readonly topics: readonly string[];
  readonly data: string;
  readonly blockNumber: string;
  readonly transactionHash: string;
  readonly logIndex: string;
}

export interface BlockRange {
  readonly fromBlock: number;
  readonly toBlock: number;
}

/** Most blocks in one question: what public nodes answer. One that wants less says so by failing, and is asked for half. */
const LARGEST_RANGE = 10_000;
const SMALLEST_RANGE = 10;

const topic = (name: string) => vaultAbi.getEvent(name)?.topicHash ?? "";

/** The account's movements within the blocks, newest first. Throws what the node says where it answers not even for a few blocks. */
export async function readMovements(
  provider: Eip1193Provider,
  vault: string,
  account: string,
  { fromBlock, toBlock }: BlockRange,
): Promise<readonly Movement[]> {
  const owner = `0x${account.slice(2).toLowerCase().padStart(64, "0")}`;
  // The owner is the second word of these events, and the third of those.
  const filters = [
    [[topic("Deposit"), topic("ExitLoss")], null, owner],
    [[topic("Withdraw"), topic("ForceDeallocated")], null, null, owner],
  ];
  const logs: Log[] = [];
  let last = toBlock;
  let range = LARGEST_RANGE;
  while (last >= fromBlock) {
    const first = Math.max(fromBlock, last - range + 1);
    try {
      const blocks = { fromBlock: first, toBlock: last };
      const found = await Promise.all(filters.map((topics) => logsOf(provider, vault, topics, blocks)));
      logs.push(...found.flat());
      last = first - 1;
    } catch (error) {
      if (range <= SMALLEST_RANGE) throw error;
      // Half, of what was asked: near the end it may have been less than a range.
      range = Math.max(SMALLEST_RANGE, Math.floor(Math.min(range, last - first + 1) / 2));
    }
  }
  return movementsOf(logs);
}

async function logsOf(provider: Eip1193Provider, address: string, topics: unknown, { fromBlock, toBlock }: BlockRange): Promise<Log[]> {
  const hex = (block: number) => `0x${block.toString(16)}`;
  const filter = { address, topics, fromBlock: hex(fromBlock), toBlock: hex(toBlock) };
  return (await provider.request({ method: "eth_getLogs", params: [filter] })) as Log[];
}

/** Newest first. A loss is told by an event of its own, before that of its withdrawal. */
function movementsOf(logs: readonly Log[]): readonly Movement[] {
  const movements: Movement[] = [];
  let loss: { readonly transactionHash: string; readonly amount: bigint } | null = null;
  for (const log of [...logs].sort(byPlace)) {
    const parsed = vaultAbi.parseLog({ topics: [...log.topics], data: log.data });
    if (parsed === null) continue;
    if (parsed.name === "ExitLoss") {
      loss = { transactionHash: log.transactionHash, amount: parsed.args.loss };
      continue;
    }
    movements.push({
      kind: parsed.name === "Deposit" ? "deposit" : parsed.name === "Withdraw" ? "withdrawal" : "forced",
      blockNumber: Number(log.blockNumber),
      transactionHash: log.transactionHash,
      logIndex: Number(log.logIndex),
      assets: parsed.args.assets,
      shares: parsed.args.shares,
      loss: parsed.name === "Withdraw" && loss?.transactionHash === log.transactionHash ? loss.amount : 0n,
    });
    if (parsed.name === "Withdraw") loss = null;
  }
  return movements.reverse();
}

function byPlace(one: Log, other: Log): number {
  return Number(one.blockNumber) - Number(other.blockNumber) || Number(one.logIndex) - Number(other.logIndex);
}

/** When blocks were, unix seconds, by their numbers; those that the node does not tell are missing. */
export async function readBlockTimes(provider: Eip1193Provider, numbers: readonly number[]): Promise<ReadonlyMap<number, number>> {
  const times = await Promise.all(
    [...new Set(numbers)].map(async (number) => {
      const block = await provider
        .request({ method: "eth_getBlockByNumber", params: [`0x${number.toString(16)}`, false] })
        .catch(() => null);
      return block === null ? [] : [[number, Number((block as { timestamp: string }).timestamp)] as const];
    }),
  );
  return new Map(times.flat());
}
