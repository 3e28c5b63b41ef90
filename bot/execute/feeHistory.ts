import { fields, quantity, toQuantity } from "./chainReads.ts";
import type { FeeHistory, FeePolicy } from "./feePolicy.ts";
import { type JsonRpc, RpcMalformedError } from "./rpc.ts";

/** @throws {RpcError} if the node does not answer, or not by the specification. */
export async function readFeeHistory(
  rpc: JsonRpc,
  policy: Pick<FeePolicy, "historyBlocks" | "priorityFeePercentile">,
): Promise<FeeHistory> {
  const method = "eth_feeHistory";
  const answer = fields(method, await rpc.send(method, [toQuantity(policy.historyBlocks), "latest", [policy.priorityFeePercentile]]));
  const baseFees = list(method, answer.baseFeePerGas).map((fee) => quantity(method, fee));
  const nextBaseFeePerGasWei = baseFees.at(-1);
  if (nextBaseFeePerGasWei === undefined) throw new RpcMalformedError(method, "empty history");
  return {
    nextBaseFeePerGasWei,
    // A node may leave rewards out when the range has no transactions.
    priorityFeesPerGasWei: list(method, answer.reward ?? []).map((ofBlock) => quantity(method, list(method, ofBlock)[0])),
    gasUsedRatios: list(method, answer.gasUsedRatio).map(Number),
  };
}

function list(method: string, value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new RpcMalformedError(method, "list");
  return value;
}
