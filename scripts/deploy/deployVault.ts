import { createHash } from "node:crypto";
import type { JsonRpcApiProvider, Wallet } from "ethers";
import type { Address } from "../../bot/core/units.ts";
import { adapterBlueprint } from "./adapters.ts";
import { artifactOf, vaultAbi } from "./artifacts.ts";
import { breakerMonitorArguments } from "./breakerMonitor.ts";
import { keepSigned } from "./journal.ts";
import type { ContractRecord, VaultDeployment } from "./record.ts";
import { rewardSellerArguments } from "./rewardSeller.ts";
import { type ModuleRun, type OnStep, runModule } from "./runModule.ts";
import { signingProvider } from "./signingProvider.ts";
import type { VaultSpecification } from "./specification.ts";
import { adapterPart, birthParameters, CREATION_PART, MONITOR_PART, SELLER_PART, vaultModule } from "./vaultModule.ts";

export interface DeployOptions {
  /** Pays and signs; it configures the vault and then keeps no role that the specification does not give it. */
  readonly deployer: Wallet;
  readonly specification: VaultSpecification;
  /** Where the deployment can be continued from; null for one that nobody will continue. */
  readonly journalFolder: string | null;
  /** The journal that messages speak of, where `journalFolder` is a copy of it. */
  readonly originalJournalFolder?: string | null;
  readonly confirmations: number;
  readonly onStep: OnStep;
}

/**
 * Creates the vault by its factory, which is deployed if this chain's journal knows none, with its adapters, caps, reward seller and breaker
 * monitor, and hands the roles out. What an earlier run did is not done again.
 */
export async function deployVault(options: DeployOptions): Promise<VaultDeployment> {
  const { deployer, specification, journalFolder, confirmations, onStep } = options;
  const provider = deployer.provider as JsonRpcApiProvider;
  const run = await runModule({
    module: vaultModule(specification, deployer.address),
    name: specification.symbol,
    provider: signingProvider(provider, deployer, (nonce, signed) => {
      if (journalFolder !== null) keepSigned(journalFolder, nonce, signed);
    }),
    deployer: deployer.address,
    journalFolder,
    originalJournalFolder: options.originalJournalFolder ?? journalFolder,
    confirmations,
    onStep,
  });
  const record = recorder(provider, run);
  const vaultAddress = addressOf(run, "YieldVault");
  const sellerAddress = specification.rewardSeller === null ? undefined : addressOf(run, SELLER_PART);
  const settings = await record("VaultSettings", "VaultSettings", []);
  const { chainId, name, symbol, asset, roles, limits, risks, rewardSeller, monitor } = specification;
  return {
    chainId,
    name,
    symbol,
    asset,
    roles,
    limits,
    deployer: deployer.address,
    factory: await record("VaultFactory", "VaultFactory", [addressOf(run, "YieldVaultBlueprint"), settings.address]),
    settings,
    vault: {
      ...(await record(CREATION_PART, "YieldVault", [birthParameters(specification, deployer.address), settings.address], vaultAddress)),
      abiHash: abiHash(vaultAbi()),
    },
    rewardSeller:
      rewardSeller === null ? null : await record(SELLER_PART, "RewardSeller", rewardSellerArguments(vaultAddress, rewardSeller)),
    breakerMonitor: monitor === null ? null : await record(MONITOR_PART, "BreakerMonitor", breakerMonitorArguments(monitor)),
    risks,
    adapters: await Promise.all(
      specification.adapters.map(async ({ market, risks, absoluteCap, relativeCapBps }) => {
        const { source, constructorArguments } = adapterBlueprint(vaultAddress, market, sellerAddress);
        return {
          ...(await record(adapterPart(market.id), source, constructorArguments)),
          marketId: market.id,
          risks,
          absoluteCap,
          relativeCapBps,
        };
      }),
    ),
  };
}

/** Makes a contract's record out of the part of the run that deployed it. */
function recorder(provider: JsonRpcApiProvider, run: ModuleRun) {
  return async (
    part: string,
    source: string,
    constructorArguments: readonly unknown[],
    address: Address = addressOf(run, part),
  ): Promise<ContractRecord> => {
    const hash = run.transactions.get(part);
    const receipt = hash === undefined ? null : await provider.getTransactionReceipt(hash);
    return {
      address,
      source,
      constructorArguments,
      blockNumber: receipt?.blockNumber ?? null,
      transactionHash: hash ?? null,
      gasUsed: receipt?.gasUsed ?? null,
      abiHash: abiHash(artifactOf(source).abi),
    };
  };
}

function addressOf(run: ModuleRun, part: string): Address {
  const address = run.addresses.get(part);
  if (address === undefined) throw new Error(`The deployment has no part ${part}`);
  return address;
}

function abiHash(abi: readonly unknown[]): string {
  return createHash("sha256").update(JSON.stringify(abi)).digest("hex");
}
