import { getCreateAddress } from "ethers";
import type { Address } from "../../bot/core/units.ts";
import { namedAccount } from "./accounts.ts";
import type { Impersonator } from "./impersonation.ts";
import { toQuantity } from "./provider.ts";

/** Signs deployments whose address does not matter and that of constructors run in place. */
export const DEPLOYER: Address = namedAccount("deployer");

/** Deploys to an address that follows from the deployer's nonce, for contracts that are found through others. */
export async function deploy(impersonator: Impersonator, initCode: string): Promise<Address> {
  const nonce = Number(await impersonator.provider.request({ method: "eth_getTransactionCount", params: [DEPLOYER, "latest"] }));
  await impersonator.send({ from: DEPLOYER, data: initCode });
  return getCreateAddress({ from: DEPLOYER, nonce });
}

/**
 * Deploys as history did: the historical deployer at its historical nonce makes CREATE give the canonical address, and the constructor
 * runs as it ran then.
 */
export async function deployAsHistory(
  impersonator: Impersonator,
  canonical: Address,
  { deployer, nonce, initCode }: { readonly deployer: Address; readonly nonce: number; readonly initCode: string },
): Promise<void> {
  const created = getCreateAddress({ from: deployer, nonce });
  if (created !== canonical) throw new Error(`${deployer} at nonce ${nonce} creates ${created}, not ${canonical}`);
  await impersonator.unlock(deployer);
  await setNonce(impersonator, deployer, nonce);
  await impersonator.send({ from: deployer, data: initCode });
}

/**
 * Runs a constructor at a given address. The creation code is put there as if it were runtime code: a call then returns the runtime with
 * immutables filled, a transaction commits what the constructor stores, and the runtime takes the creation code's place.
 */
export async function constructInPlace(
  impersonator: Impersonator,
  canonical: Address,
  initCode: string,
  from: Address = DEPLOYER,
): Promise<void> {
  const { provider } = impersonator;
  await setCode(impersonator, canonical, initCode);
  // A contract that creates others starts at nonce 1 (EIP-161), and their addresses follow from it.
  await setNonce(impersonator, canonical, 1);
  await impersonator.unlock(from);
  const runtime = (await provider.request({ method: "eth_call", params: [{ from, to: canonical }, "latest"] })) as string;
  await impersonator.send({ from, to: canonical });
  await setCode(impersonator, canonical, runtime);
}

/** Exchanges a contract's code with its immutables and keeps its storage, as an upgrade of the implementation behind a proxy would. */
export async function upgradeInPlace(
  impersonator: Impersonator,
  canonical: Address,
  initCode: string,
  from: Address = DEPLOYER,
): Promise<void> {
  await setCode(impersonator, canonical, initCode);
  const runtime = (await impersonator.provider.request({ method: "eth_call", params: [{ from, to: canonical }, "latest"] })) as string;
  await setCode(impersonator, canonical, runtime);
}

/** Sets an account's nonce, which can only rise. */
export async function setNonce({ provider }: Impersonator, account: Address, nonce: number): Promise<void> {
  await provider.request({ method: "hardhat_setNonce", params: [account, toQuantity(nonce)] });
}

async function setCode({ provider }: Impersonator, account: Address, code: string): Promise<void> {
  await provider.request({ method: "hardhat_setCode", params: [account, code] });
}
