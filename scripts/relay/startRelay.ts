import { type Eip1193Provider, readHead } from "../local-mainnet/provider.ts";
import { createBlockBuilder } from "./blockBuilder.ts";
import { createBundlePool } from "./bundlePool.ts";
import { exclusively } from "./chainHold.ts";
import { type BundleModes, createModeSwitch, type RefusingMode, type RelayMode } from "./modes.ts";
import { serveRelay } from "./relayServer.ts";
import { createReport, type RelayReport } from "./report.ts";
import { createRpcMethods } from "./rpcMethods.ts";
import { settlePassed } from "./settlePassed.ts";
import { startSlotClock } from "./slotClock.ts";
import { createStats } from "./stats.ts";

const MAINNET_SECONDS_PER_BLOCK = 12;

export interface RelayOptions {
  /**
   * A Hardhat chain, in this process or over HTTP, whose mempool keeps the order of arrival (`mining.mempool.order: "fifo"`), as local mainnets
   * and their forks do. Relays of one chain share one provider object, by which they wait for each other.
   */
  readonly provider: Eip1193Provider;
  /** Time from block to block while anything waits for one, milliseconds; null for blocks by `buildBlock` alone. */
  readonly slotMilliseconds: number | null;
  /** By how much the chain's clock goes on with each block; 12 by default. */
  readonly secondsPerBlock?: number;
  /** Any free one by default. */
  readonly port?: number;
  /** Gives single bundles a mode of their own. */
  readonly bundleModes?: BundleModes;
  /** The wall clock, for statistics. */
  readonly now?: () => Date;
}

/** A Flashbots-like relay and block builder for a local chain. */
export interface Relay {
  readonly url: string;
  /** From now on, for what comes; bundles that are here keep the mode in which they came. */
  setMode(mode: RelayMode): void;
  /** Makes one block now, with whatever targets it. */
  buildBlock(): Promise<void>;
  /** Runs what must not meet a block in the making: a reorg, or setting the next timestamp and then sending a transaction. */
  betweenBlocks<T>(work: () => Promise<T>): Promise<T>;
  report(): RelayReport;
  /** At once, also with open connections; a block in the making is finished. */
  close(): Promise<void>;
}

/**
 * Starts a relay on this machine.
 * @throws PortInUseError
 */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const {
    provider,
    slotMilliseconds,
    secondsPerBlock = MAINNET_SECONDS_PER_BLOCK,
    port = 0,
    bundleModes,
    now = () => new Date(),
  } = options;
  const pool = createBundlePool();
  const modes = createModeSwitch(bundleModes);
  const builder = createBlockBuilder({ provider, pool, modes, secondsPerBlock, now });
  const methods = createRpcMethods({ provider, pool, modes, stats: createStats(pool, now), now });
  const refused: Partial<Record<RefusingMode["kind"], number>> = {};
  let failedSlots: RelayReport["failedSlots"] = { count: 0, lastMessage: null };

  const server = await serveRelay({
    methods,
    port,
    onRefused: ({ kind }) => {
      refused[kind] = (refused[kind] ?? 0) + 1;
    },
  });

  /** A chain that fails for a while misses slots; the clock goes on. What belongs together comes within half a slot. */
  async function slot(slotLength: number): Promise<void> {
    const newest = Math.max(...pool.open().map(({ bundle }) => bundle.receivedAt.getTime()));
    if (pool.open().length === 0 || now().getTime() - newest < slotLength / 2) return;
    try {
      await exclusively(provider, async () => settlePassed(provider, pool, (await readHead(provider)).number));
      if (pool.open().length === 0) return;
      await builder.buildBlock();
    } catch (error) {
      failedSlots = { count: failedSlots.count + 1, lastMessage: (error as Error).message };
    }
  }

  const clock = slotMilliseconds === null ? null : startSlotClock(slotMilliseconds, () => slot(slotMilliseconds));
  return {
    url: server.url,
    setMode: modes.set,
    buildBlock: builder.buildBlock,
    betweenBlocks: (work) => exclusively(provider, work),
    report: () => createReport(pool.entries, { refused, failedSlots }),
    async close() {
      await server.close();
      await clock?.stop();
    },
  };
}
