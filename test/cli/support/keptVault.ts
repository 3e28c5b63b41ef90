import { Contract } from "ethers";
import { erc20Abi } from "../../../bot/chain/abi.ts";
import { addressBookOf } from "../../../bot/compose.ts";
import type { Address } from "../../../bot/core/units.ts";
import { type DevelopmentVault, deployDevelopmentVault } from "../../../scripts/deploy/developmentVault.ts";
import { type Fork, forkOf } from "../../../scripts/local-mainnet/forkOf.ts";
import type { Eip1193Provider } from "../../../scripts/local-mainnet/provider.ts";
import { openUpstream, type Upstream } from "../../../scripts/local-mainnet/upstream.ts";

export const MARKETS = ["1:aave-v3:usdc", "1:compound-v3:usdc", "1:sky-savings:usdc"];

const DEPOSIT = 1_000_000n * 10n ** 6n;

/** A vault with a million USDC idle, on a fork: the next decision is to invest it. */
export interface KeptVault extends DevelopmentVault {
  readonly fork: Fork;
  readonly address: Address;
  /** What a keeper of this vault needs in its environment. */
  readonly environment: Readonly<Record<string, string>>;
}

let upstream: Promise<Upstream> | undefined;
let shared: Promise<KeptVault> | undefined;

// At the top level of a module this is a hook of mocha's root suite: it runs after the last file.
after(async () => {
  const vault = await shared;
  vault?.close();
  await vault?.fork.close();
  await (await upstream)?.close();
});

/** Gives a suite the one kept vault of all test files, its chain as it was when it was deployed. To be called inside `describe`. */
export function useKeptVault(): () => KeptVault {
  let vault: KeptVault;
  let snapshot: unknown;
  before(async () => {
    shared ??= openKeptVault();
    vault = await shared;
    snapshot = await vault.fork.provider.request({ method: "evm_snapshot" });
    // The pending block goes with the clock: after minutes of other suites, a plan made at the old head would be too late.
    await vault.fork.provider.request({ method: "evm_mine" });
  });
  after(async () => {
    await vault.fork.provider.request({ method: "evm_revert", params: [snapshot] });
  });
  return () => vault;
}

async function openKeptVault(): Promise<KeptVault> {
  upstream ??= openUpstream();
  const fork = await forkOf(await upstream);
  const markets = addressBookOf(1).markets.filter((market) => MARKETS.includes(market.id));
  const vault = await deployDevelopmentVault({ fork, markets, users: 2 });
  await depositUsdc(vault);
  const { address } = vault.deployment.vault;
  return {
    ...vault,
    fork,
    address,
    environment: { MAINNET_RPC_URL: fork.rpcUrl, KEEPER_VAULT: address, KEEPER_PRIVATE_KEY: vault.keeper.privateKey },
  };
}

/** The first user deposits a million USDC into the vault, or into the one at `address`. */
export async function depositUsdc(vault: DevelopmentVault, address = vault.deployment.vault.address): Promise<void> {
  const [user] = vault.users;
  if (user === undefined) throw new RangeError("the vault has no user");
  await vault.funding.usdc(user.address, DEPOSIT);
  const contract = vault.as(user).attach(address) as Contract;
  const usdc = new Contract(vault.deployment.asset.address, erc20Abi, contract.runner);
  await (await usdc.getFunction("approve").send(address, DEPOSIT)).wait();
  await (await contract.getFunction("deposit").send(DEPOSIT, user.address)).wait();
}

export async function transactionCount(provider: Eip1193Provider, account: Address): Promise<number> {
  return Number(await provider.request({ method: "eth_getTransactionCount", params: [account, "latest"] }));
}

/** The state nonces of the vault's rebalances since the fork, in order. */
export async function rebalancedNonces({
  fork,
  address,
  owner,
  as,
}: Pick<KeptVault, "fork" | "address" | "owner" | "as">): Promise<bigint[]> {
  const vault = as(owner).attach(address) as Contract;
  const events = await vault.queryFilter("Rebalanced", fork.blockNumber);
  return events.map((event) => ("args" in event ? event.args.stateNonce : -1n));
}
