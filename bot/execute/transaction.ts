import { Transaction } from "ethers";
import type { Address } from "../core/units.ts";
import { decodeRebalance, type Guard } from "./vaultAbi.ts";

/** An EIP-1559 transaction before it is signed: what is simulated, what the signing policy judges, what is signed. */
export interface UnsignedTransaction {
  readonly chainId: number;
  readonly from: Address;
  readonly to: Address;
  readonly nonce: number;
  readonly data: string;
  readonly valueWei: bigint;
  readonly gasLimit: bigint;
  readonly maxFeePerGasWei: bigint;
  readonly maxPriorityFeePerGasWei: bigint;
}

/** The ethers form, type 2 and without an access list; it serialises to the bytes that are hashed and signed. */
export function toEthersTransaction(transaction: UnsignedTransaction): Transaction {
  return Transaction.from({
    type: 2,
    chainId: transaction.chainId,
    to: transaction.to,
    nonce: transaction.nonce,
    data: transaction.data,
    value: transaction.valueWei,
    gasLimit: transaction.gasLimit,
    maxFeePerGas: transaction.maxFeePerGasWei,
    maxPriorityFeePerGas: transaction.maxPriorityFeePerGasWei,
  });
}

/** The most a transaction can cost its sender in gas, in wei. */
export function maxGasCostWei(transaction: Pick<UnsignedTransaction, "gasLimit" | "maxFeePerGasWei">): bigint {
  return transaction.gasLimit * transaction.maxFeePerGasWei;
}

/** The guard inside signed rebalance bytes; null when they are not a rebalance. */
export function guardOf(rawTransaction: string): Guard | null {
  return decodeRebalance(Transaction.from(rawTransaction).data)?.guard ?? null;
}
