import { type Eip1193Provider, readHead } from "../local-mainnet/provider.ts";
import type { Bundle, MissReason, Obstacle } from "./bundle.ts";
import type { BundlePool, PoolEntry } from "./bundlePool.ts";
import { exclusively, holdingBlocks } from "./chainHold.ts";
import type { ModeSwitch, RelayMode } from "./modes.ts";
import { settlePassed } from "./settlePassed.ts";
import { dropFromMempool, runIntoMempool } from "./simulateBundle.ts";

export interface BlockBuilderDeps {
  readonly provider: Eip1193Provider;
  readonly pool: BundlePool;
  readonly modes: ModeSwitch;
  readonly secondsPerBlock: number;
  readonly now: () => Date;
}

export interface BlockBuilder {
  /** Makes one block with whatever targets it, whole or not at all, in the order in which it came. */
  buildBlock(): Promise<void>;
}

/** A bundle in the mempool, ready for the next block. */
interface Placed {
  readonly entry: PoolEntry;
  /** What it put there; nothing if it came twice and the first is there already. */
  readonly hashes: readonly string[];
}

/** What no later block changes. */
const FINAL: ReadonlySet<MissReason> = new Set(["nonce-used", "already-included"]);

export function createBlockBuilder({ provider, pool, modes, secondsPerBlock, now }: BlockBuilderDeps): BlockBuilder {
  const request = (method: string, ...params: readonly unknown[]) => provider.request({ method, params });

  async function build(): Promise<void> {
    await letCompetitorsIn();
    const head = await readHead(provider);
    await settlePassed(provider, pool, head.number);
    const blockNumber = head.number + 1;
    const timestampSeconds = head.timestampSeconds + secondsPerBlock;
    await request("evm_setNextBlockTimestamp", timestampSeconds);
    const placed: Placed[] = [];
    try {
      for (const entry of pool.due(blockNumber)) await consider(entry, placed, blockNumber, timestampSeconds);
      for (const { entry } of await mine(placed, timestampSeconds)) seal(entry, blockNumber);
    } catch (error) {
      // A bundle never waits where anyone could mine it, whatever went wrong.
      await dropFromMempool(
        provider,
        placed.flatMap(({ hashes }) => hashes),
      ).catch(() => {});
      throw error;
    }
    await settlePassed(provider, pool, blockNumber);
  }

  async function letCompetitorsIn(): Promise<void> {
    const blockNumber = (await readHead(provider)).number + 1;
    const competing = new Set(pool.due(blockNumber).map(({ bundle }) => bundle.mode));
    for (const mode of competing) if (mode.kind === "competing") await mode.compete(blockNumber);
  }

  async function consider(entry: PoolEntry, placed: Placed[], blockNumber: number, timestampSeconds: number): Promise<void> {
    entry.consideredAt ??= now();
    const obstacle = obstacleWithoutState(entry.bundle, blockNumber, timestampSeconds);
    const result = obstacle ?? (isPlaced(entry.bundle, placed) ? { entry, hashes: [] } : await place(entry));
    if (!("reason" in result)) placed.push(result);
    else if (FINAL.has(result.reason)) entry.fate = { kind: "missed", ...result };
    else entry.lastObstacle = result;
  }

  function obstacleWithoutState(
    { mode, minTimestampSeconds, maxTimestampSeconds }: Bundle,
    blockNumber: number,
    timestampSeconds: number,
  ): Obstacle | null {
    if (modes.leavesOut(mode, blockNumber)) return droppedBy(mode);
    if (timestampSeconds < (minTimestampSeconds ?? timestampSeconds) || timestampSeconds > (maxTimestampSeconds ?? timestampSeconds)) {
      const bounds = `${minTimestampSeconds ?? "any"} to ${maxTimestampSeconds ?? "any"}`;
      return { reason: "outside-time-bounds", detail: `block ${blockNumber} has timestamp ${timestampSeconds}, wanted was ${bounds}` };
    }
    return null;
  }

  async function place(entry: PoolEntry): Promise<Placed | Obstacle> {
    const { transactions, mayRevert } = entry.bundle;
    const forbidden = (outcome: { readonly hash: string; readonly error: string | null }) =>
      outcome.error !== null && !mayRevert.has(outcome.hash);
    const run = await runIntoMempool({ provider, transactions, stopsAt: forbidden });
    entry.outcomes = run.outcomes;
    const reverted = run.outcomes.find(forbidden);
    if (run.obstacle === null && reverted === undefined) return { entry, hashes: run.waiting };
    await dropFromMempool(provider, run.waiting);
    if (run.obstacle !== null) return run.obstacle;
    return {
      reason: "reverted",
      detail: `transaction ${reverted?.hash}: ${reverted?.error}${reverted?.revert == null ? "" : `: ${reverted.revert}`}`,
    };
  }

  /**
   * Makes the block. Others may have sent transactions since the bundles were tried, which come before or between them: a bundle that therefore
   * is not as it was tried is taken out, and the block is made again.
   */
  async function mine(placed: readonly Placed[], timestampSeconds: number): Promise<readonly Placed[]> {
    let kept = placed;
    for (;;) {
      const snapshot = kept.length === 0 ? null : await request("evm_snapshot");
      await request("evm_mine");
      const spoilt = await findSpoilt(kept);
      if (spoilt === null) return kept;
      await request("evm_revert", snapshot);
      await dropFromMempool(provider, spoilt.hashes);
      spoilt.entry.lastObstacle = { reason: "reverted", detail: "another transaction came before it while the block was made" };
      kept = kept.filter((one) => one !== spoilt);
      await request("evm_setNextBlockTimestamp", timestampSeconds);
    }
  }

  /** The first bundle that is not in its block, in its order, with no other reverts than it allows; null when all are. */
  async function findSpoilt(placed: readonly Placed[]): Promise<Placed | null> {
    for (const one of placed) {
      let lastIndex = -1;
      for (const { hash } of one.entry.bundle.transactions) {
        const receipt = (await request("eth_getTransactionReceipt", hash)) as Receipt | null;
        if (receipt === null || Number(receipt.transactionIndex) < lastIndex) return one;
        if (Number(receipt.status) === 0 && !one.entry.bundle.mayRevert.has(hash)) return one;
        lastIndex = Number(receipt.transactionIndex);
      }
    }
    return null;
  }

  function seal(entry: PoolEntry, blockNumber: number): void {
    entry.sealedAt = now();
    entry.fate = { kind: "included", blockNumber, transactionHashes: entry.bundle.transactions.map(({ hash }) => hash) };
  }

  return { buildBlock: () => exclusively(provider, () => holdingBlocks(provider, build)) };
}

interface Receipt {
  readonly status: string;
  readonly transactionIndex: string;
}

/** Whether all its transactions are in the coming block already, because the same bundle was sent twice. */
function isPlaced({ transactions }: Bundle, placed: readonly Placed[]): boolean {
  const hashes = new Set(placed.flatMap((one) => one.hashes));
  return transactions.every(({ hash }) => hashes.has(hash));
}

function droppedBy(mode: RelayMode): Obstacle {
  return { reason: "dropped-by-mode", detail: `the relay was set to ${mode.kind}` };
}
