import { confirmHead } from "./confirmHead.ts";
import { InvalidOptionError } from "./errors.ts";
import { createHttpProvider } from "./httpProvider.ts";
import { readHead } from "./provider.ts";
import { startLocalMainnet } from "./startLocalMainnet.ts";

/** The chain that tests and the demo fork. */
export interface Upstream {
  readonly rpcUrl: string;
  /** The block to pin. */
  readonly blockNumber: number;
  /** False on the real mainnet: whatever names a stand-in must be skipped there. */
  readonly isLocal: boolean;
  close(): Promise<void>;
}

/** The real mainnet's head may still be reorganised: without a wish, a fork is pinned this far below. */
const CONFIRMATIONS = 64;

/**
 * The real mainnet if `MAINNET_RPC_URL` is set, pinned at `MAINNET_FORK_BLOCK` or a little below its head; otherwise a local mainnet,
 * started for the purpose.
 * @throws InvalidOptionError for a block that is no number; UpstreamError when the node does not answer.
 */
export async function openUpstream(environment: Readonly<Record<string, string | undefined>> = process.env): Promise<Upstream> {
  const rpcUrl = environment.MAINNET_RPC_URL;
  if (rpcUrl === undefined || rpcUrl === "") {
    const { provider, rpcUrl: localUrl, close } = await startLocalMainnet();
    return { rpcUrl: localUrl, blockNumber: await confirmHead(provider), isLocal: true, close };
  }
  const wanted = environment.MAINNET_FORK_BLOCK;
  if (wanted !== undefined && !/^\d+$/.test(wanted)) throw new InvalidOptionError("MAINNET_FORK_BLOCK", wanted, "a block number");
  const blockNumber = wanted === undefined ? (await readHead(createHttpProvider(rpcUrl))).number - CONFIRMATIONS : Number(wanted);
  return { rpcUrl, blockNumber, isLocal: false, close: async () => {} };
}
