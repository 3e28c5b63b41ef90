import { Interface } from "ethers";
import type { Address } from "../../../bot/core/units.ts";
import { mainnetAddresses } from "../addresses.ts";
import { type Eip1193Provider, toQuantity } from "../provider.ts";

/** One view function without arguments that answers one number. */
export interface NumberRead {
  readonly to: Address;
  readonly name: "latestAnswer" | "feeGrowthGlobal0X128" | "feeGrowthGlobal1X128" | "decimals";
}

const abi = new Interface([
  "function aggregate3((address target, bool allowFailure, bytes callData)[] calls) payable returns ((bool success, bytes returnData)[])",
  "function latestAnswer() view returns (int256)",
  "function feeGrowthGlobal0X128() view returns (uint256)",
  "function feeGrowthGlobal1X128() view returns (uint256)",
  "function decimals() view returns (uint8)",
]);

/** Reads at the end of a block, in one call; null what does not answer. */
export async function readNumbersAt(
  provider: Eip1193Provider,
  block: number,
  reads: readonly NumberRead[],
): Promise<readonly (bigint | null)[]> {
  const calls = reads.map(({ to, name }) => ({ target: to, allowFailure: true, callData: abi.encodeFunctionData(name) }));
  const data = abi.encodeFunctionData("aggregate3", [calls]);
  const answer = (await provider.request({
    method: "eth_call",
    params: [{ to: mainnetAddresses.multicall3, data }, toQuantity(block)],
  })) as string;
  const [results] = abi.decodeFunctionResult("aggregate3", answer) as unknown as [{ success: boolean; returnData: string }[]];
  return reads.map(({ name }, i) => {
    const result = results[i];
    return result?.success === true && result.returnData !== "0x" ? (abi.decodeFunctionResult(name, result.returnData)[0] as bigint) : null;
  });
}
