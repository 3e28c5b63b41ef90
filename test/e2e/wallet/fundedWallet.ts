import { parseEther, parseUnits, Wallet } from "ethers";
import type { ServedVault } from "../../../scripts/demo/servedVault.ts";
import { createTestWallet, type TestWallet } from "./testWallet.ts";

/** The wallet of somebody new, with USDC and ether for gas, on the story's chain. */
export async function fundedWallet({ live }: Pick<ServedVault, "live">, usdc: number): Promise<TestWallet> {
  const { address, privateKey } = Wallet.createRandom();
  const { funding } = live.contracts;
  await funding.ether(address, parseEther("10"));
  await funding.usdc(address, parseUnits(String(usdc), 6));
  return createTestWallet({ rpcUrl: live.fork.rpcUrl, privateKey });
}
