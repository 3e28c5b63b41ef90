import { BrowserProvider, Contract, Wallet } from "ethers";
import { addressBookOf } from "../../../bot/compose.ts";
import type { Address } from "../../../bot/core/units.ts";
import { contractInterface, vaultInterface } from "../../../scripts/deploy/artifacts.ts";
import { type DeployOptions, deployVault } from "../../../scripts/deploy/deployVault.ts";
import type { VaultDeployment } from "../../../scripts/deploy/record.ts";
import { type SpecificationInput, vaultSpecification } from "../../../scripts/deploy/specification.ts";
import { developmentAccounts } from "../../../scripts/local-mainnet/accounts.ts";
import type { Eip1193Provider } from "../../../scripts/local-mainnet/provider.ts";

type Account = ReturnType<typeof developmentAccounts>[number];

export const [deployer, owner, curator, keeper, guardian] = developmentAccounts(5) as [Account, Account, Account, Account, Account];

/** A USDC vault whose deployer is to keep no role, and none of whose numbers is another's or a default. */
export const INPUT: SpecificationInput = {
  addressBook: addressBookOf(1),
  markets: addressBookOf(1).markets,
  assetSymbol: "USDC",
  roles: { owner: owner.address, curator: curator.address, keeper: keeper.address, guardian: guardian.address },
  limits: {
    idleFloorBps: 301,
    rebalanceLossBps: 7,
    dailyLossBps: 33,
    rebalanceTurnoverBps: 9_001,
    dailyTurnoverBps: 19_002,
    cooldownSeconds: 307,
    growthBpsPerYear: 9_003,
    priceFallBps: 51,
    dailyPriceFallBps: 103,
    dailyOutflowBps: 4_004,
    managementFeeBps: 11,
    performanceFeeBps: 905,
    forceDeallocatePenaltyBps: 13,
    resetDelayHours: 25,
    timelockHours: 49,
  },
  absoluteCapTokens: 2_000_000,
  relativeCapBps: 4_500,
  riskCapsBps: { "protocol:aave-v3": 4_001 },
};

export function providerOf(provider: Eip1193Provider): BrowserProvider {
  return new BrowserProvider(provider, 1, { cacheTimeout: -1, staticNetwork: true });
}

/** Deploys `INPUT` with changes; without a journal unless the options name one. */
export function deploy(
  provider: BrowserProvider,
  changes: Partial<SpecificationInput> = {},
  options: Partial<DeployOptions> = {},
): Promise<VaultDeployment> {
  return deployVault({
    deployer: new Wallet(deployer.privateKey, provider),
    specification: vaultSpecification({ ...INPUT, ...changes }),
    journalFolder: null,
    confirmations: 1,
    onStep: () => undefined,
    ...options,
  });
}

export function vaultOf({ vault }: VaultDeployment, provider: BrowserProvider): Contract {
  return new Contract(vault.address, vaultInterface(), new Wallet(deployer.privateKey, provider));
}

export async function read(provider: BrowserProvider, source: string, address: Address, name: string, ...args: unknown[]) {
  return new Contract(address, contractInterface(source), provider).getFunction(name).staticCall(...args);
}

const ROLES = ["DEFAULT_ADMIN_ROLE", "CURATOR_ROLE", "KEEPER_ROLE", "GUARDIAN_ROLE"] as const;

/** Which of the accounts has which role, read from the chain. */
export async function rolesOf(vault: Contract): Promise<Record<string, string[]>> {
  const accounts = { deployer, owner, curator, keeper, guardian };
  const held: Record<string, string[]> = {};
  for (const role of ROLES) {
    const id: string = await vault.getFunction(role).staticCall();
    const holders = await Promise.all(
      Object.entries(accounts).map(async ([name, { address }]) =>
        (await vault.getFunction("hasRole").staticCall(id, address)) ? [name] : [],
      ),
    );
    held[role] = holders.flat();
  }
  return held;
}
