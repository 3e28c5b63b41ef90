import type { JsonRpcApiProvider } from "ethers";
import { yieldVaultAbi } from "../chain/abi.ts";
import { pinBlock } from "../chain/block.ts";
import type { Address, UnixSeconds } from "../core/units.ts";

/** What depositors brought or, negative, took in one transaction, in the vault's asset, smallest units. */
export interface VaultFlow {
  readonly blockNumber: number;
  readonly atSeconds: UnixSeconds;
  readonly amount: bigint;
}

interface Log {
  readonly blockNumber: string;
  readonly topics: string[];
  readonly data: string;
}

/**
 * The vault's deposits and withdrawals after one block and up to another, in their order, by its ERC-4626 events: one request, and one more for each
 * block that has any. Nodes limit how many blocks one may ask about: a day of them is always allowed.
 */
export async function vaultFlows(
  provider: JsonRpcApiProvider,
  vault: Address,
  { afterBlock, toBlock }: { readonly afterBlock: number; readonly toBlock: number },
): Promise<readonly VaultFlow[]> {
  if (toBlock <= afterBlock) return [];
  const topics = [["Deposit", "Withdraw"].flatMap((name) => yieldVaultAbi.encodeFilterTopics(name, [])[0] ?? [])];
  const logs: readonly Log[] = await provider.send("eth_getLogs", [
    { address: vault, topics, fromBlock: hex(afterBlock + 1), toBlock: hex(toBlock) },
  ]);
  const flows: VaultFlow[] = [];
  for (const log of logs) {
    const event = yieldVaultAbi.parseLog(log);
    if (event === null) continue;
    const blockNumber = Number(BigInt(log.blockNumber));
    const known = flows.at(-1);
    const atSeconds = known?.blockNumber === blockNumber ? known.atSeconds : (await pinBlock(provider, blockNumber)).timeSeconds;
    const assets: bigint = event.args.assets;
    flows.push({ blockNumber, atSeconds, amount: event.name === "Deposit" ? assets : -assets });
  }
  return flows;
}

function hex(number: number): string {
  return `0x${number.toString(16)}`;
}
