import { type Eip1193Provider, readHead } from "../local-mainnet/provider.ts";
import type { Obstacle, SignedTransaction } from "./bundle.ts";
import { bundleHashOf } from "./bundle.ts";
import { holdingBlocks } from "./chainHold.ts";
import { type BlockTag, readBlock } from "./pendingBlock.ts";
import { invalidParams, RelayRpcError, SERVER_ERROR } from "./rpcError.ts";
import { dropFromMempool, executeOne, runIntoMempool } from "./simulateBundle.ts";
import type { TransactionOutcome } from "./traceTransaction.ts";

export interface CallBundle {
  readonly transactions: readonly SignedTransaction[];
  /** The state to execute on: "latest" and "pending" mean the head's, with the number and fee of the next block. */
  readonly stateBlock: BlockTag;
  /** The block's timestamp, unix seconds; null leaves it to the chain. */
  readonly timestampSeconds: number | null;
}

/** eth_callBundle's answer: amounts in wei as decimal text. */
export interface CallBundleAnswer {
  readonly bundleGasPrice: string;
  readonly bundleHash: string;
  readonly coinbaseDiff: string;
  readonly ethSentToCoinbase: string;
  readonly gasFees: string;
  readonly results: readonly Readonly<Record<string, string | number | null>>[];
  readonly stateBlockNumber: number;
  readonly totalGasUsed: number;
}

/**
 * Executes a bundle at the top of a block. A transaction that reverts is a result; one that cannot be executed makes the whole call fail.
 * https://docs.flashbots.net/flashbots-auction/advanced/rpc-endpoint#eth_callbundle
 * @throws RelayRpcError in a node's words, such as "err: nonce too low: …".
 */
export async function callBundle(
  provider: Eip1193Provider,
  { transactions, stateBlock, timestampSeconds }: CallBundle,
): Promise<CallBundleAnswer> {
  const head = await readHead(provider);
  const isHead = stateBlock === "latest" || stateBlock === "pending" || Number(stateBlock) === head.number;
  if (!isHead && Number(stateBlock) > head.number) throw new RelayRpcError(SERVER_ERROR, `err: header not found: block ${stateBlock}`);
  const outcomes = isHead
    ? await atTimestamp(provider, timestampSeconds, () => execute(provider, transactions))
    : [await executeOnPast(provider, transactions, stateBlock)];
  return toAnswer(transactions, outcomes, isHead ? head.number : Number(stateBlock));
}

async function execute(provider: Eip1193Provider, transactions: readonly SignedTransaction[]): Promise<readonly TransactionOutcome[]> {
  const [only] = transactions;
  if (only !== undefined && transactions.length === 1) return [outcomeOf(await executeOne(provider, only, "pending"))];
  return holdingBlocks(provider, async () => {
    const run = await runIntoMempool({ provider, transactions, stopsAt: () => false });
    await dropFromMempool(provider, run.waiting);
    if (run.obstacle !== null) throw toError(run.obstacle);
    return run.outcomes;
  });
}

/** On a state that is no longer the head's nothing can be put, so that a second transaction would not see the first. */
async function executeOnPast(
  provider: Eip1193Provider,
  transactions: readonly SignedTransaction[],
  stateBlock: BlockTag,
): Promise<TransactionOutcome> {
  const [only] = transactions;
  if (only === undefined || transactions.length > 1) throw invalidParams("several transactions can be simulated on the head's state only");
  return outcomeOf(await executeOne(provider, only, stateBlock));
}

/** Sets the next block's timestamp for the time of `work` and leaves it as it was. */
async function atTimestamp<T>(provider: Eip1193Provider, timestampSeconds: number | null, work: () => Promise<T>): Promise<T> {
  if (timestampSeconds === null) return work();
  const setNext = (seconds: number) => provider.request({ method: "evm_setNextBlockTimestamp", params: [seconds] });
  const { timestampSeconds: before } = await readBlock(provider, "pending");
  try {
    await setNext(timestampSeconds);
  } catch (error) {
    throw invalidParams(`timestamp: ${(error as Error).message}`);
  }
  try {
    return await work();
  } finally {
    await setNext(before);
  }
}

function outcomeOf(step: TransactionOutcome | Obstacle): TransactionOutcome {
  if ("reason" in step) throw toError(step);
  return step;
}

function toError({ detail }: Obstacle): RelayRpcError {
  return new RelayRpcError(SERVER_ERROR, `err: ${detail}`);
}

function toAnswer(
  transactions: readonly SignedTransaction[],
  outcomes: readonly TransactionOutcome[],
  stateBlockNumber: number,
): CallBundleAnswer {
  const sum = (amount: (outcome: TransactionOutcome) => bigint) => outcomes.reduce((total, outcome) => total + amount(outcome), 0n);
  const totalGasUsed = sum(({ gasUsed }) => gasUsed);
  const coinbaseDiff = sum(({ coinbaseDiffWei }) => coinbaseDiffWei);
  const gasFees = sum(({ gasFeesWei }) => gasFeesWei);
  return {
    bundleGasPrice: String(coinbaseDiff / totalGasUsed),
    bundleHash: bundleHashOf(transactions),
    coinbaseDiff: String(coinbaseDiff),
    ethSentToCoinbase: String(coinbaseDiff - gasFees),
    gasFees: String(gasFees),
    results: outcomes.map(toResult),
    stateBlockNumber,
    totalGasUsed: Number(totalGasUsed),
  };
}

function toResult(outcome: TransactionOutcome): Readonly<Record<string, string | number | null>> {
  const { hash, from, to, gasUsed, gasFeesWei, coinbaseDiffWei, output, error, revert } = outcome;
  return {
    txHash: hash,
    fromAddress: from,
    toAddress: to,
    gasUsed: Number(gasUsed),
    gasFees: String(gasFeesWei),
    gasPrice: String(coinbaseDiffWei / gasUsed),
    coinbaseDiff: String(coinbaseDiffWei),
    ethSentToCoinbase: String(coinbaseDiffWei - gasFeesWei),
    ...(error === null ? { value: output } : { error, ...(revert === null ? {} : { revert }) }),
  };
}
