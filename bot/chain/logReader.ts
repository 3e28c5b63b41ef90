import type { JsonRpcApiProvider } from "ethers";
import type { Address } from "../core/units.ts";
import { UnexpectedAnswerError } from "./errors.ts";

/** A log as nodes give it. */
export interface ContractLog {
  readonly blockNumber: string;
  readonly topics: readonly string[];
  readonly data: string;
}

export interface ReadLogs {
  /** In the order in which they were written. */
  readonly logs: readonly ContractLog[];
  /** They are of this block and later. */
  readonly fromBlock: number;
  /** Whether there are none before. */
  readonly areAll: boolean;
}

/** All logs of one contract with any of these first topics: each call reads what is new, and further back as long as that is not all. */
export interface LogReader {
  upTo(blockNumber: number): Promise<ReadLogs>;
}

export interface LogFilter {
  readonly address: Address;
  readonly topics: readonly string[];
}

/** A reorganisation may replace what is younger; finality comes after 64 blocks. */
const FINAL_AFTER_BLOCKS = 64;
/** What most nodes allow that limit the blocks one may ask about. Others are asked about fewer. */
const USUAL_BLOCKS = 10_000;
const FEWEST_BLOCKS = 100;
/** Of one call: a node of the usual limit shows half a year of mainnet in three. */
const MOST_REQUESTS = 50;

/**
 * Asks about the whole chain at first, which a node of one's own answers at once, and about fewer blocks where that is refused. Logs of final
 * blocks are kept. Not to be called again before it has answered.
 */
export function createLogReader(provider: JsonRpcApiProvider, { address, topics }: LogFilter): LogReader {
  let mostBlocks = Number.POSITIVE_INFINITY;
  /** Of the blocks from `low` to `high`, which are final; none at first. */
  let kept: { readonly low: number; readonly high: number; readonly logs: readonly ContractLog[] } | null = null;

  async function read(from: number, to: number): Promise<readonly ContractLog[]> {
    return provider.send("eth_getLogs", [{ address, topics: [topics], fromBlock: hex(from), toBlock: hex(to) }]);
  }

  /** Fewer blocks from now on; throws the reason when there is nothing left to try. */
  function askLess(refusal: unknown): void {
    if (mostBlocks <= FEWEST_BLOCKS) throw new UnexpectedAnswerError("eth_getLogs", String(refusal), refusal);
    mostBlocks = mostBlocks > USUAL_BLOCKS ? USUAL_BLOCKS : Math.max(FEWEST_BLOCKS, Math.floor(mostBlocks / 2));
  }

  async function wasBornLater(blockNumber: number): Promise<boolean> {
    try {
      return (await provider.send("eth_getCode", [address, hex(blockNumber)])) === "0x";
    } catch {
      // Few nodes keep states of long ago.
      return false;
    }
  }

  return {
    async upTo(blockNumber) {
      const final = Math.max(-1, blockNumber - FINAL_AFTER_BLOCKS);
      if (kept === null || kept.high > blockNumber) kept = { low: final + 1, high: final, logs: [] };
      let requests = 0;
      const newer: ContractLog[] = [];
      for (let next = kept.high + 1; next <= blockNumber; ) {
        const to = Math.min(blockNumber, next + mostBlocks - 1);
        try {
          newer.push(...(await read(next, to)));
          next = to + 1;
        } catch (error) {
          askLess(error);
        }
        requests += 1;
      }
      kept = {
        low: kept.low,
        high: Math.max(kept.high, final),
        logs: [...kept.logs, ...newer.filter((log) => Number(log.blockNumber) <= final)],
      };
      for (; kept.low > 0 && requests < MOST_REQUESTS; requests++) {
        const from: number = Math.max(0, kept.low - mostBlocks);
        try {
          kept = { ...kept, low: from, logs: [...(await read(from, kept.low - 1)), ...kept.logs] };
        } catch (error) {
          // A node that has forgotten what was long ago: what is newer is known all the same.
          if (mostBlocks <= FEWEST_BLOCKS) break;
          askLess(error);
        }
      }
      if (kept.low > 0 && (await wasBornLater(kept.low - 1))) kept = { ...kept, low: 0 };
      const fresh = newer.filter((log) => Number(log.blockNumber) > final);
      return { logs: [...kept.logs, ...fresh], fromBlock: kept.low, areAll: kept.low === 0 };
    },
  };
}

function hex(number: number): string {
  return `0x${number.toString(16)}`;
}
