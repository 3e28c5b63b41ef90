import { measuredGas } from "../config/measuredGas.ts";
import { type Address, BPS, minBigint } from "../core/units.ts";
import { readBalanceWei } from "./chainReads.ts";
import { readFeeHistory } from "./feeHistory.ts";
import { type FeePolicy, presentFees } from "./feePolicy.ts";
import type { JsonRpc } from "./rpc.ts";

/** What the account that signs has, beside what it needs. */
export interface SigningAccount {
  readonly address: Address;
  readonly balanceWei: bigint;
  /** Most that a rebalance of two moves may cost now: no node takes a transaction whose sender has less. */
  readonly rebalanceCostWei: bigint;
}

/** One market left for another, at what the dearest protocols take. */
const REBALANCE_GAS = BigInt(measuredGas.base + measuredGas.otherMove.allocate + measuredGas.otherMove.deallocate);

/** How many rebalances the balance pays for at the present maximum fee; infinite where gas is free. */
export function rebalancesPaidFor({ balanceWei, rebalanceCostWei }: Pick<SigningAccount, "balanceWei" | "rebalanceCostWei">): number {
  return rebalanceCostWei === 0n ? Number.POSITIVE_INFINITY : Number(balanceWei) / Number(rebalanceCostWei);
}

/**
 * Reads the balance and the fees of now from the node. While fees are above the most that may be signed, the cost is that at the most: dearer
 * transactions wait, whatever the account has.
 * @throws {RpcError}
 */
export async function readSigningAccount(
  rpc: JsonRpc,
  address: Address,
  { fees, gasMarginBps }: { readonly fees: FeePolicy; readonly gasMarginBps: number },
): Promise<SigningAccount> {
  const [balanceWei, history] = await Promise.all([readBalanceWei(rpc, address), readFeeHistory(rpc, fees)]);
  const maxFeePerGasWei = minBigint(presentFees(history, fees).maxFeePerGasWei, fees.maxFeePerGasWei);
  const gasLimit = (REBALANCE_GAS * (BPS + BigInt(gasMarginBps))) / BPS;
  return { address, balanceWei, rebalanceCostWei: gasLimit * maxFeePerGasWei };
}
