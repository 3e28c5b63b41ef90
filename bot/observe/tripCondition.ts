import type { JsonRpcApiProvider } from "ethers";
import { yieldVaultAbi } from "../chain/abi.ts";
import { pinBlock } from "../chain/block.ts";
import type { Address, UnixSeconds } from "../core/units.ts";
import type { BreakerCondition, VaultState } from "../core/vaultState.ts";
import { conditionOf } from "./vaultReader.ts";

/**
 * The state with the reason of its trip, which only the event tells. Its block is searched for by its time, in about 25 small requests
 * on mainnet, since nodes refuse to look through the logs of a whole chain: to be asked once a trip, not once a tick.
 */
export async function withTripCondition(provider: JsonRpcApiProvider, state: VaultState): Promise<VaultState> {
  const { trip, address, blockNumber } = state;
  if (trip === null || trip.condition !== null) return state;
  const block = await firstBlockAt(provider, trip.atSeconds, blockNumber);
  return { ...state, trip: { ...trip, condition: await tripIn(provider, address, block) } };
}

/** The number of the first block that is not older than `timeSeconds`. */
async function firstBlockAt(provider: JsonRpcApiProvider, timeSeconds: UnixSeconds, newest: number): Promise<number> {
  let low = 0;
  let high = newest;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if ((await pinBlock(provider, middle)).timeSeconds < timeSeconds) low = middle + 1;
    else high = middle;
  }
  return low;
}

async function tripIn(provider: JsonRpcApiProvider, vault: Address, blockNumber: number): Promise<BreakerCondition | null> {
  const block = `0x${blockNumber.toString(16)}`;
  const topics = yieldVaultAbi.encodeFilterTopics("BreakerTripped", []);
  const logs: { topics: string[]; data: string }[] = await provider.send("eth_getLogs", [
    { address: vault, topics, fromBlock: block, toBlock: block },
  ]);
  // A vault that closed twice in one block did so further the second time.
  const last = logs.at(-1);
  if (last === undefined) return null;
  const { reason, subject } = yieldVaultAbi.decodeEventLog("BreakerTripped", last.data, last.topics);
  return conditionOf(reason, subject);
}
