import { type MainnetAddresses, mainnetAddresses } from "./addresses.ts";
import { deployAave } from "./deploy/aave.ts";
import { deployCompound } from "./deploy/compound.ts";
import { deployCurve, deployCurveRewards } from "./deploy/curve.ts";
import { deployFeeds } from "./deploy/feeds.ts";
import { deployLido } from "./deploy/lido.ts";
import { deployMaker } from "./deploy/maker.ts";
import { deployMulticall3 } from "./deploy/multicall3.ts";
import { openPositions } from "./deploy/positions.ts";
import { deployRewards } from "./deploy/rewards.ts";
import { deploySky } from "./deploy/sky.ts";
import { deployTokens } from "./deploy/tokens.ts";
import { deployUniswap } from "./deploy/uniswap.ts";
import { createImpersonator, type Impersonator } from "./impersonation.ts";
import { createEmptyNetwork } from "./network.ts";
import { type Eip1193Provider, readHead, toQuantity } from "./provider.ts";
import { serveRpc } from "./rpcServer.ts";

/** 2026-01-01T00:00:00Z: fixed, so that the same chain comes out every time. */
export const DEFAULT_START_TIME_SECONDS = 1_767_225_600;

/** Deployments begin here, above all block numbers that mark a hardfork on mainnet. */
export const FIRST_BLOCK = 22_999_700;

/** The head when it is ready, however many blocks the deployments took: seeded lives and what is measured on them depend on its number. */
const HEAD_BLOCK = 23_000_280;

const SECONDS_PER_BLOCK = 12;

/** A node's clients step back up to 32 blocks from the head on chain 1: they find real blocks with the whole state there. */
const LEAST_PADDING_BLOCKS = 40;

/** Time kept free before the start for the blocks of the deployment. */
const DEPLOYMENT_SECONDS = 86_400;

const INITIAL_BASE_FEE_WEI = 1_300_000_000n;

/** 4.5 % a year, compounded each second, RAY. */
const INITIAL_SSR_RAY = 1_000_000_001_395_766_281_313_196_627n;

/** 2.75 % a year, compounded each second, RAY. */
const INITIAL_DSR_RAY = 1_000_000_000_860_244_400_048_238_899n;

export interface LocalMainnetOptions {
  /** Timestamp of the head when it is ready, unix seconds. */
  readonly startTimeSeconds?: number;
  /** Port of the JSON-RPC server; any free one by default. */
  readonly port?: number;
}

export interface LocalMainnet {
  readonly provider: Eip1193Provider;
  readonly rpcUrl: string;
  readonly addresses: MainnetAddresses;
  /** The head when it was ready; the same on every start. */
  readonly blockNumber: number;
  close(): Promise<void>;
}

/** Starts a chain with id 1 that carries the protocols at their mainnet addresses, and serves it on this machine. */
export async function startLocalMainnet(options: LocalMainnetOptions = {}): Promise<LocalMainnet> {
  const startTimeSeconds = options.startTimeSeconds ?? DEFAULT_START_TIME_SECONDS;
  const deploymentTimeSeconds = startTimeSeconds - DEPLOYMENT_SECONDS;
  const network = await createEmptyNetwork(deploymentTimeSeconds - FIRST_BLOCK);
  const { provider } = network;
  try {
    // Blocks that exist by number only: nothing happened in them, and no fork needs their state.
    await provider.request({ method: "hardhat_mine", params: [toQuantity(FIRST_BLOCK - 1), "0x1"] });
    await deployProtocols(createImpersonator(provider, SECONDS_PER_BLOCK));
    await pad(provider, startTimeSeconds);
    const server = await serveRpc(provider, options.port);
    const { number: blockNumber } = await readHead(provider);
    return {
      provider,
      rpcUrl: server.rpcUrl,
      addresses: mainnetAddresses,
      blockNumber,
      close: async () => {
        await server.close();
        await network.close();
      },
    };
  } catch (error) {
    await network.close();
    throw error;
  }
}

async function deployProtocols(impersonator: Impersonator): Promise<void> {
  await deployMulticall3(impersonator);
  await deployTokens(impersonator);
  await deployFeeds(impersonator);
  await deploySky(impersonator, INITIAL_SSR_RAY);
  await deployCompound(impersonator);
  await deployAave(impersonator);
  await deployUniswap(impersonator);
  await deployCurve(impersonator);
  await openPositions(impersonator);
  await deployRewards(impersonator);
  // What comes last leaves blocks, addresses and interest of all above as they are.
  await deployCurveRewards(impersonator);
  await deployMaker(impersonator, INITIAL_DSR_RAY);
  await deployLido(impersonator);
}

async function pad(provider: Eip1193Provider, startTimeSeconds: number): Promise<void> {
  const paddingBlocks = HEAD_BLOCK - (await readHead(provider)).number;
  if (paddingBlocks < LEAST_PADDING_BLOCKS) throw new Error(`Deployments leave ${paddingBlocks} blocks: lower FIRST_BLOCK`);
  for (let remaining = paddingBlocks - 1; remaining >= 0; remaining--) {
    await provider.request({ method: "evm_setNextBlockTimestamp", params: [startTimeSeconds - remaining * SECONDS_PER_BLOCK] });
    await provider.request({ method: "hardhat_setNextBlockBaseFeePerGas", params: [toQuantity(INITIAL_BASE_FEE_WEI)] });
    await provider.request({ method: "evm_mine", params: [] });
  }
}
