import { addressBookOf } from "../../bot/compose.ts";
import type { Market } from "../../bot/core/market.ts";
import type { Address } from "../../bot/core/units.ts";
import { type DevelopmentVaultOptions, deployDevelopmentVault } from "../../scripts/deploy/developmentVault.ts";
import type { VaultDeployment } from "../../scripts/deploy/record.ts";
import { type DevelopmentAccount, developmentAccounts } from "../../scripts/local-mainnet/accounts.ts";
import { mainnetAddresses } from "../../scripts/local-mainnet/addresses.ts";
import { readContract } from "../../scripts/local-mainnet/calls.ts";
import { type Fork, forkOf } from "../../scripts/local-mainnet/forkOf.ts";
import { createFunding, type Funding } from "../../scripts/local-mainnet/funding.ts";
import { createImpersonator } from "../../scripts/local-mainnet/impersonation.ts";
import { createLife, type Life } from "../../scripts/local-mainnet/life/createLife.ts";
import { createScenarios, type Scenarios } from "../../scripts/local-mainnet/life/scenarios.ts";
import { type Eip1193Provider, readHead } from "../../scripts/local-mainnet/provider.ts";
import { sharedUpstream, skipOnMainnet } from "./upstream.ts";

/** "pending" sees the next block, at the time that `setNextBlockTime` gave it. */
export type BlockTag = "latest" | "pending";

/** A vault on a fork of its own, and what a test does with it. */
export interface VaultOnFork {
  readonly fork: Fork;
  readonly provider: Eip1193Provider;
  readonly deployment: VaultDeployment;
  readonly vault: Address;
  readonly asset: Address;
  /** In the order of the withdrawal queue. */
  readonly adapters: readonly Address[];
  /** Owner, curator and guardian. */
  readonly owner: Address;
  readonly keeper: Address;
  readonly users: Users;
  readonly funding: Funding;
  read<T = bigint>(to: Address, fragment: string, args?: readonly unknown[], block?: BlockTag): Promise<T>;
  /** Any account calls any contract in a block of its own; rejects if that reverts. Returns the transaction's hash. */
  send(from: Address, to: Address, fragment: string, args?: readonly unknown[]): Promise<string>;
  /** Fixes the time of the next block, and returns it. */
  setNextBlockTime(secondsAfterHead: number): Promise<number>;
  /** Mines one block this much later. */
  passTime(seconds: number): Promise<void>;
  /** Funds the user with the vault's asset, approves and deposits. */
  deposit(user: Address, assets: bigint): Promise<void>;
  /** The keeper moves money by these changes, in the order of `adapters`, under the loosest guard. */
  rebalance(...changes: readonly bigint[]): Promise<string>;
  /** What goes wrong on a local mainnet. */
  scenarios(): Promise<Scenarios & { readonly life: Life }>;
  /** Does the work and then takes the chain back to where it was. */
  undone<T>(work: () => Promise<T>): Promise<T>;
}

export const NO_DEADLINE = 2n ** 63n;
export const REBALANCE =
  "function rebalance((address adapter, int256 assets)[] moves, (uint64 deadline, uint64 stateNonce, uint256 minTotalAssets) guard)";

const USERS = 3;
type Users = readonly [DevelopmentAccount, DevelopmentAccount, DevelopmentAccount];
const [OWNER, KEEPER, ...USER_ACCOUNTS] = developmentAccounts(2 + USERS) as [DevelopmentAccount, DevelopmentAccount, ...Users];

type VaultOptions = Pick<DevelopmentVaultOptions, "relativeCapBps" | "limits" | "sweepRecipient" | "monitored">;

/** Nothing kept idle, and nothing that closes the vault when a test breaks a market. */
const TEST_LIMITS = { idleFloorBps: 0, priceFallBps: 1_000, dailyPriceFallBps: 2_000 };

/** Deploys a vault of USDC on the markets, without an idle floor and with wide relative caps unless told otherwise. */
export function usdcVaultOn(marketIds: readonly string[], options: VaultOptions = {}): (fork: Fork) => Promise<VaultDeployment> {
  return (fork) => deployUsdcVault(fork, marketIds.map(knownMarket), options);
}

export async function deployUsdcVault(
  fork: Fork,
  markets: readonly Market[],
  { relativeCapBps = 10_000, limits = TEST_LIMITS, ...others }: VaultOptions = {},
): Promise<VaultDeployment> {
  const { deployment, close } = await deployDevelopmentVault({ fork, markets, users: USERS, relativeCapBps, limits, ...others });
  close();
  return deployment;
}

export function knownMarket(id: string): Market {
  const market = addressBookOf(1).markets.find((one) => one.id === id);
  if (market === undefined) throw new Error(`The address book has no market ${id}`);
  return market;
}

export interface VaultSetting {
  readonly deploy: (fork: Fork) => Promise<VaultDeployment>;
  /** What of this suite is a stand-in on a local mainnet, so that it is skipped on the real one; null if nothing is. */
  readonly standIn: string | null;
  /** Money that is there before every test. */
  readonly prepare?: (chain: VaultOnFork) => Promise<void>;
}

/** Forks the upstream once for a suite; every test finds the vault as `prepare` left it. To be called inside `describe`. */
export function useVaultOnFork({ deploy, standIn, prepare }: VaultSetting): () => VaultOnFork {
  let fork: Fork | undefined;
  let deployment: VaultDeployment;
  let snapshot: unknown;
  let chain: VaultOnFork;

  before(async function () {
    if (standIn !== null) await skipOnMainnet(this, standIn);
    fork = await forkOf(await sharedUpstream());
    deployment = await deploy(fork);
    await prepare?.(vaultOnFork(fork, deployment));
  });
  after(() => fork?.close());
  beforeEach(async () => {
    // The suite's fork is there: otherwise mocha would have skipped the test or failed the suite.
    const current = fork as Fork;
    snapshot = await current.provider.request({ method: "evm_snapshot" });
    chain = vaultOnFork(current, deployment);
  });
  afterEach(async () => {
    await fork?.provider.request({ method: "evm_revert", params: [snapshot] });
  });
  return () => chain;
}

/** The same for a suite that tells one story from test to test and takes nothing back. */
export function vaultOnFork(fork: Fork, deployment: VaultDeployment): VaultOnFork {
  const { provider } = fork;
  const vault = deployment.vault.address;
  const asset = deployment.asset.address;
  const adapters = deployment.adapters.map((adapter) => adapter.address);
  let impersonator = createImpersonator(provider);

  const read = <T>(to: Address, fragment: string, args: readonly unknown[] = [], block: BlockTag = "latest") =>
    readContract<T>(atBlock(provider, block), { to, fragment, args });
  const send = (from: Address, to: Address, fragment: string, args: readonly unknown[] = []) =>
    impersonator.execute(from, to, fragment, args);
  const setNextBlockTime = async (secondsAfterHead: number) => {
    const time = (await readHead(provider)).timestampSeconds + secondsAfterHead;
    await provider.request({ method: "evm_setNextBlockTimestamp", params: [time] });
    return time;
  };

  return {
    fork,
    provider,
    deployment,
    vault,
    asset,
    adapters,
    owner: OWNER.address,
    keeper: KEEPER.address,
    users: USER_ACCOUNTS,
    get funding() {
      return createFunding(provider, impersonator);
    },
    read,
    send,
    setNextBlockTime,
    async passTime(seconds) {
      await setNextBlockTime(seconds);
      await provider.request({ method: "evm_mine" });
    },
    async deposit(user, assets) {
      await fundAsset(createFunding(provider, impersonator), asset, user, assets);
      await send(user, asset, "function approve(address,uint256)", [vault, assets]);
      await send(user, vault, "function deposit(uint256,address)", [assets, user]);
    },
    async rebalance(...changes) {
      const moves = adapters.flatMap((adapter, i) => (changes[i] ? [[adapter, changes[i]] as const] : []));
      const nonce = await read(vault, "function stateNonce() view returns (uint64)");
      const ordered = [...moves.filter(([, change]) => change < 0n), ...moves.filter(([, change]) => change > 0n)];
      return send(KEEPER.address, vault, REBALANCE, [ordered, [NO_DEADLINE, nonce, 0n]]);
    },
    async scenarios() {
      const life = await createLife({ provider, seed: "fork tests" });
      return { ...createScenarios(life), life };
    },
    async undone(work) {
      const before = await provider.request({ method: "evm_snapshot" });
      try {
        return await work();
      } finally {
        await provider.request({ method: "evm_revert", params: [before] });
        // What it gave accounts for their gas is gone too.
        impersonator = createImpersonator(provider);
      }
    },
  };
}

/** Gives an account the vault's asset. */
export function fundAsset(funding: Funding, asset: Address, account: Address, amount: bigint): Promise<void> {
  if (asset === mainnetAddresses.usdc) return funding.usdc(account, amount);
  if (asset === mainnetAddresses.usds) return funding.usds(account, amount);
  throw new Error(`Nobody issues ${asset}`);
}

/** Makes every call of `readContract` at this block. */
function atBlock(provider: Eip1193Provider, block: BlockTag): Eip1193Provider {
  return { request: ({ method, params = [] }) => provider.request({ method, params: [params[0], block] }) };
}
