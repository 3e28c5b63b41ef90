import { BrowserProvider, Contract, Wallet } from "ethers";
import { addressBookOf } from "../../bot/compose.ts";
import { DEFAULT_ABSOLUTE_CAP_TOKENS } from "../../bot/config/vaultDefaults.ts";
import type { Market } from "../../bot/core/market.ts";
import type { Address } from "../../bot/core/units.ts";
import type { VaultLimits } from "../../bot/core/vaultLimits.ts";
import { type DevelopmentAccount, developmentAccounts } from "../local-mainnet/accounts.ts";
import type { Fork } from "../local-mainnet/forkOf.ts";
import { createFunding, type Funding } from "../local-mainnet/funding.ts";
import { vaultInterface } from "./artifacts.ts";
import { deployVault } from "./deployVault.ts";
import type { VaultDeployment } from "./record.ts";
import { vaultSpecification } from "./specification.ts";

/** A USDC vault on a fork with development accounts in its roles: for the demo, benchmarks and tests. */
export interface DevelopmentVault {
  readonly deployment: VaultDeployment;
  readonly funding: Funding;
  /** Owner, curator and guardian. */
  readonly owner: DevelopmentAccount;
  readonly keeper: DevelopmentAccount;
  /** With ether for gas and no tokens. */
  readonly users: readonly DevelopmentAccount[];
  /** The vault as this account calls it. */
  as(account: DevelopmentAccount): Contract;
  /** Stops the provider that the contracts of `as` use. */
  close(): void;
}

export interface DevelopmentVaultOptions {
  readonly fork: Pick<Fork, "provider">;
  readonly markets: readonly Market[];
  readonly users: number;
  /** Of every adapter and risk. */
  readonly relativeCapBps?: number;
  /** Those that differ from what development needs: no waiting, and nothing that closes the vault when a test empties it. */
  readonly limits?: Partial<VaultLimits>;
  /** Relative caps of risks by name, where they differ from the adapters'. */
  readonly riskCapsBps?: Readonly<Record<string, number>>;
  /** Has a reward seller deployed that sweeps to this account. */
  readonly sweepRecipient?: Address;
  /** Has a breaker monitor watch the vault. */
  readonly monitored?: boolean;
}

const DEVELOPMENT_LIMITS: Partial<VaultLimits> = {
  idleFloorBps: 200,
  rebalanceLossBps: 5,
  cooldownSeconds: 0,
  dailyTurnoverBps: 60_000,
  dailyOutflowBps: 10_000,
  resetDelayHours: 0,
  timelockHours: 0,
};

const ETH_FOR_GAS = 100n * 10n ** 18n;

export async function deployDevelopmentVault(options: DevelopmentVaultOptions): Promise<DevelopmentVault> {
  const browser = new BrowserProvider(options.fork.provider, 1, { cacheTimeout: -1, staticNetwork: true });
  const [owner, keeper, ...users] = developmentAccounts(2 + options.users) as [
    DevelopmentAccount,
    DevelopmentAccount,
    ...DevelopmentAccount[],
  ];
  const funding = createFunding(options.fork.provider);
  for (const { address } of [owner, keeper, ...users]) await funding.ether(address, ETH_FOR_GAS);
  const deployment = await deployVault({
    deployer: new Wallet(owner.privateKey, browser),
    specification: vaultSpecification({
      addressBook: addressBookOf(1),
      markets: options.markets,
      assetSymbol: "USDC",
      roles: { owner: owner.address, curator: owner.address, keeper: keeper.address, guardian: owner.address },
      limits: { ...DEVELOPMENT_LIMITS, ...options.limits },
      absoluteCapTokens: DEFAULT_ABSOLUTE_CAP_TOKENS,
      relativeCapBps: options.relativeCapBps ?? 8_000,
      riskCapsBps: options.riskCapsBps ?? {},
      sweepRecipient: options.sweepRecipient ?? null,
      monitored: options.monitored ?? false,
    }),
    journalFolder: null,
    confirmations: 1,
    onStep: () => undefined,
  });
  return {
    deployment,
    funding,
    owner,
    keeper,
    users,
    as: (account) => new Contract(deployment.vault.address, vaultInterface(), new Wallet(account.privateKey, browser)),
    close: () => browser.destroy(),
  };
}
