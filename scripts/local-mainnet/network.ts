import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import type { NetworkConnection } from "hardhat/types/network";
import { DEVELOPMENT_MNEMONIC } from "./accounts.ts";
import { PROJECT_ROOT } from "./projectRoot.ts";

export const DEVELOPMENT_ACCOUNT_COUNT = 10;

/** Mainnet's chain id and its own accounts; transactions are mined in the order they come. */
const NETWORK = {
  chainId: 1,
  accounts: { mnemonic: DEVELOPMENT_MNEMONIC, count: DEVELOPMENT_ACCOUNT_COUNT },
  mining: { auto: true, mempool: { order: "fifo" } },
} as const;

/** Hardhat takes the hardfork from mainnet's history by block number; a chain of our own has been on Osaka from its first block. */
const OSAKA_FROM_GENESIS = { 1: { name: "Local mainnet", chainType: "l1", hardforkHistory: { osaka: { blockNumber: 0 } } } } as const;

/**
 * Hardhat reads all of the project's build output, 100 MB, for every chain, to name in its errors where in the source a call reverted: a
 * second or two of a processor and hundreds of megabytes. Mainnet's nodes name no lines either, so it is given none to read.
 */
const NO_ARTIFACTS = "cache/no-artifacts";

/** An empty chain with id 1. */
export async function createEmptyNetwork(genesisTimeSeconds: number): Promise<NetworkConnection<"l1">> {
  const hre = await createHardhatRuntimeEnvironment(
    { chainDescriptors: OSAKA_FROM_GENESIS, paths: { artifacts: NO_ARTIFACTS } },
    {},
    PROJECT_ROOT,
  );
  return hre.network.create({
    chainType: "l1",
    override: { ...NETWORK, initialDate: new Date(genesisTimeSeconds * 1000), initialBaseFeePerGas: 1_000_000_000n },
  });
}

export interface ForkNetworkOptions {
  readonly rpcUrl: string;
  readonly blockNumber: number;
  /** Time of the forked block: the fork's clock goes on from there. */
  readonly blockTimeSeconds: number;
  /** Whether the upstream is a chain of our own rather than the real mainnet. */
  readonly isLocalUpstream: boolean;
  /** What the fork says it is, for a chain that is not mainnet; mainnet's unless given. */
  readonly chainId?: number;
  /** Where answers of the upstream are kept between runs. */
  readonly cacheDirectory: string;
}

/** A fork of the chain behind `rpcUrl` at one block. */
export async function createForkNetwork(options: ForkNetworkOptions): Promise<NetworkConnection<"l1">> {
  const { chainId = NETWORK.chainId } = options;
  const hre = await createHardhatRuntimeEnvironment(
    {
      ...(options.isLocalUpstream ? { chainDescriptors: { ...OSAKA_FROM_GENESIS, [chainId]: OSAKA_FROM_GENESIS[1] } } : {}),
      paths: { cache: options.cacheDirectory, artifacts: NO_ARTIFACTS },
    },
    {},
    PROJECT_ROOT,
  );
  return hre.network.create({
    chainType: "l1",
    override: {
      ...NETWORK,
      chainId,
      initialDate: new Date((options.blockTimeSeconds + 1) * 1000),
      forking: { url: options.rpcUrl, blockNumber: options.blockNumber },
    },
  });
}
