import { Contract } from "ethers";
import { erc20Abi } from "../../../bot/chain/abi.ts";
import type { Address } from "../../../bot/core/units.ts";
import { deployDevelopmentVault } from "../../deploy/developmentVault.ts";
import { createHttpProvider } from "../../local-mainnet/httpProvider.ts";
import { addressBook } from "../observe/markets.ts";

const DEPOSIT = 1_000_000n * 10n ** 6n;

export interface VaultOnNode {
  readonly vault: Address;
  /** The key of its keeper, a public development key. */
  readonly privateKey: string;
}

/**
 * A vault with an adapter for each of the address book's USDC markets, and a million that nobody has put to work: a keeper that sends nothing
 * finds something to do at every tick.
 */
export async function openVaultOnNode(rpcUrl: string): Promise<VaultOnNode> {
  const development = await deployDevelopmentVault({
    fork: { provider: createHttpProvider(rpcUrl) },
    markets: addressBook.markets,
    users: 1,
  });
  try {
    const { deployment, funding, keeper, users } = development;
    const [user] = users;
    if (user === undefined) throw new Error("the vault has no user");
    const vault = development.as(user);
    const usdc = new Contract(deployment.asset.address, erc20Abi, vault.runner);
    await funding.usdc(user.address, DEPOSIT);
    await (await usdc.getFunction("approve").send(deployment.vault.address, DEPOSIT)).wait();
    await (await vault.getFunction("deposit").send(DEPOSIT, user.address)).wait();
    return { vault: deployment.vault.address, privateKey: keeper.privateKey };
  } finally {
    development.close();
  }
}
