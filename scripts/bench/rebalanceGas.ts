import { readFileSync } from "node:fs";
import path from "node:path";
import { BrowserProvider, type Contract, ContractFactory, type JsonRpcSigner } from "ethers";
import { DEFAULT_LIMITS } from "../../bot/config/vaultDefaults.ts";
import { LIMIT_CEILINGS, limitValues } from "../../bot/core/vaultLimits.ts";
import { createEmptyNetwork } from "../local-mainnet/network.ts";
import { PROJECT_ROOT } from "../local-mainnet/projectRoot.ts";
import { readHead } from "../local-mainnet/provider.ts";

/** Gas of one transaction each, in units; `rebalance` by the number of adapters, half of them left and half entered. */
export interface CoreGas {
  readonly rebalance: Readonly<Record<string, number>>;
  readonly deposit: number;
  readonly withdraw: number;
}

const UNIT = 10n ** 18n;
const FOREVER = 2n ** 63n;
const GENESIS = 1_700_000_000;
const TICK_SECONDS = 300;
const MAX = 2n ** 256n - 1n;

/** Every check on, none that binds. */
const LIMITS = limitValues({
  ...DEFAULT_LIMITS,
  dailyTurnoverBps: LIMIT_CEILINGS.dailyTurnoverBps,
  cooldownSeconds: 60,
  dailyOutflowBps: 9_000,
  timelockHours: 0,
});

/**
 * What the vault itself costs: as many minimal cash adapters as asked for, with one risk each, every storage slot used before, each transaction
 * in a block of its own. The setting in which Morpho's Vault V2 was measured.
 */
export async function measureCoreGas(sizes: readonly number[] = [2, 4, 8, 16]): Promise<CoreGas> {
  const rebalance: Record<string, number> = {};
  let deposit = 0;
  let withdraw = 0;
  for (const size of sizes) {
    const bench = await openBench(size);
    try {
      const half = size / 2;
      const out = bench.adapters.map((adapter, index) => [adapter, index < half ? -UNIT : UNIT] as const);
      const back = bench.adapters
        .map((adapter, index) => [adapter, index < half ? UNIT : -UNIT] as const)
        .sort((a, b) => Number(a[1] - b[1]));
      await bench.rebalance(out);
      await bench.rebalance(back);
      rebalance[size] = await bench.rebalance(out);
      if (size === sizes[0]) {
        await bench.send("deposit", UNIT, bench.user);
        deposit = await bench.send("deposit", UNIT, bench.user);
        withdraw = await bench.send("withdraw(uint256,address,address)", UNIT, bench.user, bench.user);
      }
    } finally {
      await bench.close();
    }
  }
  return { rebalance, deposit, withdraw };
}

async function openBench(size: number) {
  const connection = await createEmptyNetwork(GENESIS);
  const provider = new BrowserProvider(connection.provider, undefined, { cacheTimeout: -1 });
  const signer = await provider.getSigner(0);
  const user = await signer.getAddress();
  const token = await deploy("scripts/bench/contracts", "PlainToken", signer, user);
  const settings = await deploy("contracts", "VaultSettings", signer);
  const vault = await deploy(
    "contracts",
    "YieldVault",
    signer,
    [await token.getAddress(), "Vault", "V", user, user, user, user, LIMITS],
    await settings.getAddress(),
  );
  const address = await vault.getAddress();
  const controls = settings.attach(address) as Contract;
  const adapters: string[] = [];
  for (let index = 0; index < size; index++) {
    const adapter = await deploy("scripts/bench/contracts", "MinimalCashAdapter", signer, address, await token.getAddress());
    adapters.push(await adapter.getAddress());
    await controls.getFunction("addAdapter").send(adapters[index], 2n ** 100n, 10_000);
    const [riskId] = await adapter.getFunction("riskIds").staticCall();
    await controls.getFunction("setRiskCaps").send(riskId, 2n ** 100n, 10_000);
  }
  await token.getFunction("approve").send(address, MAX);

  async function send(name: string, ...args: readonly unknown[]): Promise<number> {
    // Every block comes at a set time, whatever the machine's speed.
    const { timestampSeconds } = await readHead(connection.provider);
    await provider.send("evm_setNextBlockTimestamp", [timestampSeconds + TICK_SECONDS]);
    const receipt = await (await vault.getFunction(name).send(...args)).wait();
    return Number(receipt?.gasUsed);
  }
  async function rebalance(moves: readonly (readonly [string, bigint])[]): Promise<number> {
    const nonce: bigint = await vault.getFunction("stateNonce").staticCall();
    return send("rebalance", moves, [FOREVER, nonce, 1n]);
  }
  await send("deposit", 1_000_000n * UNIT, user);
  await rebalance(adapters.map((adapter) => [adapter, 1_000n * UNIT] as const));
  return { adapters, user, send, rebalance, close: () => connection.close() };
}

async function deploy(folder: string, name: string, signer: JsonRpcSigner, ...args: readonly unknown[]): Promise<Contract> {
  const file = path.join(PROJECT_ROOT, "artifacts", folder, `${name}.sol`, `${name}.json`);
  const { abi, bytecode } = JSON.parse(readFileSync(file, "utf8"));
  const contract = await new ContractFactory(abi, bytecode, signer).deploy(...args);
  await contract.waitForDeployment();
  return contract as Contract;
}
