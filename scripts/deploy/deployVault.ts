import { type BaseContract, type ContractFactory, type ContractTransactionResponse, NonceManager, type Signer, ZeroAddress } from "ethers";
import type { Market, Token } from "../../bot/core/market.ts";
import type { Address } from "../../bot/core/units.ts";
import { adapterBlueprint } from "./adapters.ts";
import { contractFactory } from "./artifacts.ts";
import { DeploymentFailedError } from "./errors.ts";
import type { ContractRecord, VaultDeployment } from "./record.ts";

/** A vault to be deployed. */
export interface VaultSpecification {
  readonly chainId: number;
  readonly asset: Token;
  readonly name: string;
  readonly symbol: string;
  readonly roles: { readonly owner: Address; readonly curator: Address; readonly keeper: Address; readonly guardian: Address };
  /** How long a new owner has to wait before accepting. */
  readonly ownerDelaySeconds: number;
  readonly idleFloorBps: number;
  readonly maxRebalanceLossBps: number;
  /** In the order of the withdrawal queue. */
  readonly adapters: readonly { readonly market: Market; readonly absoluteCap: bigint; readonly relativeCapBps: number }[];
}

export interface DeployOptions {
  /** Pays and signs; it configures the vault and then keeps no role that the specification does not give it. */
  readonly deployer: Signer;
  readonly specification: VaultSpecification;
  /** Told before each transaction. */
  readonly onStep: (step: string) => void;
}

/**
 * Deploys the vault and one adapter a market, adds the adapters with their caps and hands the roles out. If the owner is another account
 * than the deployer, the hand-over is begun and the new owner has to accept it: `acceptDefaultAdminTransfer()` after the delay.
 */
export async function deployVault({ deployer, specification, onStep }: DeployOptions): Promise<VaultDeployment> {
  const signer = new NonceManager(deployer);
  const deployerAddress = await deployer.getAddress();
  const { asset, roles } = specification;

  // Read before anything is sent: an artifact that is missing must not leave half a deployment.
  const vaultFactory = contractFactory("YieldVault", signer);
  const planned = specification.adapters.map((adapter) => ({
    ...adapter,
    factory: contractFactory(adapterBlueprint(ZeroAddress, adapter.market).source, signer),
  }));

  const vault = await create(onStep, `deploy the vault ${specification.symbol}`, vaultFactory, [
    {
      asset: asset.address,
      name: specification.name,
      symbol: specification.symbol,
      owner: deployerAddress,
      ownerDelay: specification.ownerDelaySeconds,
      curator: deployerAddress,
      keeper: roles.keeper,
      guardian: roles.guardian,
      idleFloorBps: specification.idleFloorBps,
      maxRebalanceLossBps: specification.maxRebalanceLossBps,
    },
  ]);

  const adapters: VaultDeployment["adapters"] = [];
  for (const { market, absoluteCap, relativeCapBps, factory } of planned) {
    const blueprint = adapterBlueprint(vault.record.address, market);
    const adapter = await create(onStep, `deploy the adapter for ${market.id}`, factory, blueprint.constructorArguments);
    await send(onStep, `add the adapter for ${market.id}`, vault.contract, "addAdapter", [
      adapter.record.address,
      absoluteCap,
      relativeCapBps,
    ]);
    adapters.push({ ...adapter.record, marketId: market.id, risks: blueprint.risks, absoluteCap, relativeCapBps });
  }

  if (roles.curator !== deployerAddress) {
    const curatorRole = await (vault.contract as unknown as { CURATOR_ROLE(): Promise<string> }).CURATOR_ROLE();
    await send(onStep, "make the curator curator", vault.contract, "grantRole", [curatorRole, roles.curator]);
    await send(onStep, "give up the curator's role", vault.contract, "renounceRole", [curatorRole, deployerAddress]);
  }
  if (roles.owner !== deployerAddress) {
    await send(onStep, "offer the ownership to the owner", vault.contract, "beginDefaultAdminTransfer", [roles.owner]);
  }
  return {
    chainId: specification.chainId,
    name: specification.name,
    symbol: specification.symbol,
    asset,
    roles,
    deployer: deployerAddress,
    vault: vault.record,
    adapters,
  };
}

async function create(
  onStep: DeployOptions["onStep"],
  step: string,
  factory: ContractFactory,
  constructorArguments: readonly unknown[],
): Promise<{ contract: BaseContract; record: ContractRecord }> {
  onStep(step);
  try {
    const contract = await factory.deploy(...constructorArguments);
    const receipt = await contract.deploymentTransaction()?.wait();
    if (!receipt) throw new Error("the transaction has no receipt");
    return {
      contract,
      record: {
        address: await contract.getAddress(),
        constructorArguments,
        blockNumber: receipt.blockNumber,
        transactionHash: receipt.hash,
        gasUsed: receipt.gasUsed,
      },
    };
  } catch (error) {
    throw failed(step, error);
  }
}

async function send(onStep: DeployOptions["onStep"], step: string, contract: BaseContract, name: string, args: readonly unknown[]) {
  onStep(step);
  try {
    const response: ContractTransactionResponse = await contract.getFunction(name).send(...args);
    await response.wait();
  } catch (error) {
    throw failed(step, error);
  }
}

function failed(step: string, error: unknown): DeploymentFailedError {
  const { shortMessage, error: answer, info } = error as EthersFailure;
  // Where ethers has no words of its own for what the node answered ("could not coalesce error"), the node's are better.
  const reason = answer?.message ?? info?.error?.message ?? shortMessage ?? (error instanceof Error ? error.message : String(error));
  return new DeploymentFailedError(step, reason, error);
}

/** The parts of an ethers error that may explain it. */
interface EthersFailure {
  readonly shortMessage?: string;
  readonly error?: { readonly message?: string };
  readonly info?: { readonly error?: { readonly message?: string } };
}
