import type { Eip1193Provider } from "../local-mainnet/provider.ts";
import { findObstacle } from "./admission.ts";
import type { Obstacle, SignedTransaction } from "./bundle.ts";
import { type BlockTag, readBlock } from "./pendingBlock.ts";
import { type TransactionOutcome, traceTransaction } from "./traceTransaction.ts";

export interface BundleRun {
  /** Of the transactions that were executed, in order. */
  readonly outcomes: readonly TransactionOutcome[];
  /** What kept the next transaction from being executed; null when all were. */
  readonly obstacle: Obstacle | null;
  /** Hashes of the transactions that now wait in the chain's mempool, in order. */
  readonly waiting: readonly string[];
}

export interface RunOptions {
  readonly provider: Eip1193Provider;
  readonly transactions: readonly SignedTransaction[];
  /** An outcome after which the rest is not executed. */
  readonly stopsAt: (outcome: TransactionOutcome) => boolean;
}

/**
 * Executes transactions one after the other on the block that the chain would make now and leaves them in its mempool, since each is to see
 * what those before it do. Only for whoever holds the chain's blocks, and drops or mines what then waits.
 */
export async function runIntoMempool(options: RunOptions): Promise<BundleRun> {
  const waiting: string[] = [];
  try {
    return await runAll(options, waiting);
  } catch (error) {
    await dropFromMempool(options.provider, waiting).catch(() => {});
    throw error;
  }
}

async function runAll({ provider, transactions, stopsAt }: RunOptions, waiting: string[]): Promise<BundleRun> {
  const outcomes: TransactionOutcome[] = [];
  for (const transaction of transactions) {
    const step = await executeOne(provider, transaction, "pending");
    if ("reason" in step) return { outcomes, obstacle: step, waiting };
    outcomes.push(step);
    if (stopsAt(step)) return { outcomes, obstacle: null, waiting };
    try {
      await provider.request({ method: "eth_sendRawTransaction", params: [transaction.raw] });
    } catch (error) {
      return { outcomes, obstacle: toObstacle(error), waiting };
    }
    waiting.push(transaction.hash);
  }
  return { outcomes, obstacle: null, waiting };
}

/** Executes one transaction without a trace on the chain or its mempool. */
export async function executeOne(
  provider: Eip1193Provider,
  transaction: SignedTransaction,
  tag: BlockTag,
): Promise<TransactionOutcome | Obstacle> {
  const block = await readBlock(provider, tag);
  const obstacle = await findObstacle(provider, transaction, block, tag);
  return obstacle ?? traceTransaction(provider, transaction, block, tag).catch(toObstacle);
}

/** The chain's own refusal of a transaction, such as too little gas to begin with; whatever else failed is thrown on. */
function toObstacle(error: unknown): Obstacle {
  const { code, message } = error as { readonly code?: unknown; readonly message?: string };
  if (typeof code !== "number") throw error;
  return { reason: "not-accepted", detail: message ?? `error ${code}` };
}

/** Takes transactions out of the chain's mempool, the last first, as each stands on those before it. */
export async function dropFromMempool(provider: Eip1193Provider, hashes: readonly string[]): Promise<void> {
  for (const hash of hashes.toReversed()) await provider.request({ method: "hardhat_dropTransaction", params: [hash] });
}
