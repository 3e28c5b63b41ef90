import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { configuredMarkets } from "../../bot/compose.ts";
import { loadConfiguration } from "../../bot/config/load.ts";
import type { Configuration } from "../../bot/config/schema.ts";
import { createDatabase } from "../../bot/store/administration.ts";
import { openStore, type Store } from "../../bot/store/connection.ts";
import { startEmbeddedServer } from "../../bot/store/embeddedServer.ts";
import { type DevelopmentVault, deployDevelopmentVault } from "../deploy/developmentVault.ts";
import { encodeCall } from "../local-mainnet/calls.ts";
import { confirmHead } from "../local-mainnet/confirmHead.ts";
import { type Fork, forkOf } from "../local-mainnet/forkOf.ts";
import { createImpersonator, type Impersonator } from "../local-mainnet/impersonation.ts";
import { createLife } from "../local-mainnet/life/createLife.ts";
import { createRandom, type Random } from "../local-mainnet/life/random.ts";
import { readHead, toQuantity } from "../local-mainnet/provider.ts";
import { startLocalMainnet } from "../local-mainnet/startLocalMainnet.ts";
import { type ChaosChain, openChaosChain } from "./chain.ts";
import { type ChainReader, createChainReader } from "./invariants/chainReader.ts";
import type { ChaosRules } from "./invariants/record.ts";

const MARKETS = ["1:aave-v3:usdc", "1:compound-v3:usdc", "1:sky-savings:usdc"];
const USERS = 3;
const USDC = 10n ** 6n;
const DEPOSIT = 5_000_000n * USDC;
const DAY_SECONDS = 86_400;

const RELATIVE_CAP_BPS = 7_000;
const LIMITS = { idleFloorBps: 200, rebalanceLossBps: 5, cooldownSeconds: 0, dailyTurnoverBps: 60_000, priceFallBps: 10 };

/** Eager, so that there is something to go wrong: every gain above its gas is worth a move, and the budget is one that binds at times. */
const EAGER = {
  tickSeconds: 300,
  strategy: "maximise-net-yield",
  forecaster: "persistence",
  riskModel: "none",
  decision: {
    horizonSeconds: DAY_SECONDS,
    marginUsd: 0,
    marginBps: 0,
    marginDoubt: 0,
    minimumMoveUsd: 100,
    cooldownSeconds: 0,
    gasDeadlineSeconds: 0,
    idleFloorToleranceBps: 10,
    capToleranceBps: 10,
  },
  execution: {
    deadlineSeconds: 300,
    inclusionTimeoutSeconds: 120,
    maxFeeGwei: 60,
    maxPriorityFeeGwei: 5,
    maxGasCostEth: 0.06,
    maxGasEthPerDay: 0.015,
    maxGasLimit: 3_000_000,
    replaceAfterBlocks: 3,
    maxReplacements: 4,
  },
  rpcTimeoutSeconds: 1,
  rpcDeadlineSeconds: 3,
} as const;

/** All that keepers live in: a chain with a vault, a database, and people who use both. */
export interface ChaosWorld {
  readonly seed: string;
  readonly random: Random;
  readonly chain: ChaosChain;
  readonly vault: DevelopmentVault;
  readonly configuration: Configuration;
  readonly rules: ChaosRules;
  /** The way to the database that never fails by a fault of the way. */
  readonly store: Store;
  readonly databaseUrl: string;
  readonly dataFolder: string;
  readonly reader: ChainReader;
  /** Sends a user's deposit or withdrawal into the next block. */
  useVault(): Promise<void>;
  close(): Promise<void>;
}

export async function openWorld(seed: string): Promise<ChaosWorld> {
  const closing: (() => unknown)[] = [];
  const close = async () => {
    for (const one of closing.splice(0).reverse()) await one();
  };
  try {
    const folder = mkdtempSync(path.join(tmpdir(), "yield-keeper-chaos-"));
    // Root's PostgreSQL runs as another user, who has to pass.
    chmodSync(folder, 0o711);
    closing.push(() => rmSync(folder, { recursive: true, force: true }));
    const dataFolder = path.join(folder, "data");
    const server = await startEmbeddedServer({ dataFolder });
    closing.push(() => server.close());
    const databaseUrl = await createDatabase(server, "chaos");
    const store = await openStore({ databaseUrl });
    closing.push(() => store.close());

    const mainnet = await startLocalMainnet();
    closing.push(() => mainnet.close());
    await (await createLife({ provider: mainnet.provider, seed })).advance(DAY_SECONDS);
    const fork = await forkOf({ rpcUrl: mainnet.rpcUrl, blockNumber: await confirmHead(mainnet.provider) });
    closing.push(() => fork.close());
    const markets = configuredMarkets(loadConfiguration({ file: null, environment: {}, overrides: { markets: MARKETS } }));
    const vault = await deployDevelopmentVault({ fork, markets, users: USERS, relativeCapBps: RELATIVE_CAP_BPS, limits: LIMITS });
    closing.push(() => vault.close());
    const impersonator = await deposit(fork, vault);

    const random = createRandom(`chaos/${seed}`);
    const since = (await readHead(fork.provider)).number;
    const chain = await openChaosChain({
      provider: fork.provider,
      seed,
      random,
      account: vault.keeper.address,
    });
    closing.push(() => chain.close());
    const address = vault.deployment.vault.address;
    const configuration = loadConfiguration({
      file: null,
      environment: {},
      overrides: { ...EAGER, markets: MARKETS, vault: address, dataFolder: path.join(folder, "keeper") },
    });
    return {
      seed,
      random,
      chain,
      vault,
      configuration,
      rules: rulesOf(vault),
      store,
      databaseUrl,
      dataFolder,
      reader: createChainReader(fork.provider, { keeper: vault.keeper.address, vault: address }, since),
      useVault: () => useVault(impersonator, vault, random),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

async function deposit(fork: Fork, vault: DevelopmentVault): Promise<Impersonator> {
  const impersonator = createImpersonator(fork.provider, 12);
  const { vault: contract, asset } = vault.deployment;
  for (const user of vault.users) {
    // As much again to come and go with.
    await vault.funding.usdc(user.address, 2n * DEPOSIT);
    await impersonator.execute(user.address, asset.address, "function approve(address,uint256)", [contract.address, 2n ** 255n]);
    await impersonator.execute(user.address, contract.address, "function deposit(uint256,address)", [DEPOSIT, user.address]);
  }
  return impersonator;
}

const USER_GAS = 3_000_000;
/** Whatever the base fee: users are not what is tested. */
const USER_FEE_WEI = 10n ** 12n;

async function useVault(impersonator: Impersonator, vault: DevelopmentVault, random: Random): Promise<void> {
  const user = vault.users[random.index(vault.users.length)];
  if (user === undefined) return;
  const amount = BigInt(1 + random.index(500_000)) * USDC;
  const data =
    random.uniform() < 0.5
      ? encodeCall("function deposit(uint256,address)", [amount, user.address])
      : encodeCall("function withdraw(uint256,address,address)", [amount, user.address, user.address]);
  await impersonator.provider.request({
    method: "eth_sendTransaction",
    params: [
      {
        from: user.address,
        to: vault.deployment.vault.address,
        data,
        gas: toQuantity(USER_GAS),
        maxFeePerGas: toQuantity(USER_FEE_WEI),
        maxPriorityFeePerGas: "0x1",
      },
    ],
  });
}

function rulesOf({ deployment, keeper }: DevelopmentVault): ChaosRules {
  const { execution } = EAGER;
  const gwei = (amount: number) => BigInt(amount) * 10n ** 9n;
  const ether = (amount: number) => BigInt(Math.round(amount * 1e9)) * 10n ** 9n;
  return {
    chainId: 1,
    keeper: keeper.address,
    vault: deployment.vault.address,
    maxGasLimit: BigInt(execution.maxGasLimit),
    maxFeePerGasWei: gwei(execution.maxFeeGwei),
    maxPriorityFeePerGasWei: gwei(execution.maxPriorityFeeGwei),
    maxCostWei: ether(execution.maxGasCostEth),
    maxWeiPerDay: ether(execution.maxGasEthPerDay),
    caps: Object.fromEntries(deployment.adapters.map((adapter) => [adapter.address.toLowerCase(), adapter])),
    idleFloorBps: LIMITS.idleFloorBps,
    rebalanceLossBps: LIMITS.rebalanceLossBps,
    priceFallBps: LIMITS.priceFallBps,
  };
}
