import type { Result } from "ethers";
import { vaultInterface } from "../../scripts/deploy/artifacts.ts";
import type { VaultOnFork } from "./vaultOnFork.ts";

/** The vault's own events of this name in a transaction, in order. */
export async function vaultEvents(chain: VaultOnFork, hash: string, name: string): Promise<readonly Result[]> {
  const receipt = (await chain.provider.request({ method: "eth_getTransactionReceipt", params: [hash] })) as {
    readonly logs: readonly { readonly address: string; readonly topics: readonly string[]; readonly data: string }[];
  };
  const abi = vaultInterface();
  return receipt.logs.flatMap((log) => {
    const event = log.address.toLowerCase() === chain.vault.toLowerCase() ? abi.parseLog(log) : null;
    return event?.name === name ? [event.args] : [];
  });
}
