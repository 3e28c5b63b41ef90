import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { StaleForkError, UpstreamError } from "./errors.ts";
import { createHttpProvider } from "./httpProvider.ts";
import { createForkNetwork } from "./network.ts";
import { PROJECT_ROOT } from "./projectRoot.ts";
import { type Eip1193Provider, readBlockHeader } from "./provider.ts";
import { serveRpc } from "./rpcServer.ts";

export interface ForkOptions {
  /** The chain to fork: a local mainnet or the real one. */
  readonly rpcUrl: string;
  /** The block to fork at; it must exist already. */
  readonly blockNumber: number;
  /** Port of the fork's own JSON-RPC server; any free one by default. */
  readonly port?: number;
  /**
   * Where the upstream's answers are kept. By default a new folder that `close` deletes when the upstream is on this machine, since
   * another chain may be served there next time; the project's cache otherwise.
   */
  readonly cacheDirectory?: string;
  /** What the fork says it is; mainnet unless given. */
  readonly chainId?: number;
}

export interface Fork {
  readonly provider: Eip1193Provider;
  readonly rpcUrl: string;
  readonly blockNumber: number;
  close(): Promise<void>;
}

/**
 * Forks a chain at a pinned block and serves the fork on this machine.
 * @throws UpstreamError when the upstream does not answer or lacks the block.
 * @throws StaleForkError when the fork's pinned block is not the upstream's.
 */
export async function forkOf({ rpcUrl, blockNumber, port, cacheDirectory, chainId }: ForkOptions): Promise<Fork> {
  const pinned = await readBlockHeader(createHttpProvider(rpcUrl), blockNumber);
  if (pinned === null) {
    throw new UpstreamError(`The upstream has no block ${blockNumber}`, "Pin a block at or below its head.");
  }
  const isLocalUpstream = isLocal(rpcUrl);
  const cache = await openCache(cacheDirectory, isLocalUpstream);
  const network = await createForkNetwork({
    rpcUrl,
    blockNumber,
    blockTimeSeconds: pinned.timestampSeconds,
    isLocalUpstream,
    cacheDirectory: cache.directory,
    ...(chainId === undefined ? {} : { chainId }),
  });
  const dispose = async () => {
    await network.close();
    await cache.dispose();
  };
  try {
    const forked = await readBlockHeader(network.provider, blockNumber);
    if (forked?.hash !== pinned.hash) throw new StaleForkError(blockNumber, forked?.hash, pinned.hash, cache.directory);
    const server = await serveRpc(network.provider, port);
    return {
      provider: network.provider,
      rpcUrl: server.rpcUrl,
      blockNumber,
      close: async () => {
        await server.close();
        await dispose();
      },
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

function isLocal(rpcUrl: string): boolean {
  return ["127.0.0.1", "localhost", "[::1]"].includes(new URL(rpcUrl).hostname);
}

async function openCache(
  wanted: string | undefined,
  isLocalUpstream: boolean,
): Promise<{ readonly directory: string; dispose(): Promise<void> }> {
  if (wanted !== undefined) return { directory: wanted, dispose: async () => {} };
  if (!isLocalUpstream) return { directory: join(PROJECT_ROOT, "cache"), dispose: async () => {} };
  const directory = await mkdtemp(join(tmpdir(), "local-mainnet-fork-"));
  return { directory, dispose: () => rm(directory, { recursive: true, force: true }) };
}
