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

/** A signed transaction's own fields, to sign it once more with others. */
export function unsignedOf(rawTransaction: string): UnsignedTransaction {
  const signed = Transaction.from(rawTransaction);
  const { to, from, maxFeePerGas, maxPriorityFeePerGas } = signed;
  if (to === null || from === null || maxFeePerGas === null || maxPriorityFeePerGas === null) {
    throw new TypeError("not a signed EIP-1559 transaction with a target");
  }
  return {
    chainId: Number(signed.chainId),
    from,
    to,
    nonce: signed.nonce,
    data: signed.data,
    valueWei: signed.value,
    gasLimit: signed.gasLimit,
    maxFeePerGasWei: maxFeePerGas,
    maxPriorityFeePerGasWei: maxPriorityFeePerGas,
  };
}

/** What a transaction without data takes (Ethereum Yellow Paper, G_transaction). */
export const CANCELLATION_GAS = 21_000n;

/** Sends nothing to its own sender: all that it does is use the nonce. */
export function cancellationOf({ chainId, from, nonce }: UnsignedTransaction, fees: TransactionFees): UnsignedTransaction {
  const { maxFeePerGasWei, maxPriorityFeePerGasWei } = fees;
  return {
    chainId,
    from,
    to: from,
    nonce,
    data: "0x",
    valueWei: 0n,
    gasLimit: CANCELLATION_GAS,
    maxFeePerGasWei,
    maxPriorityFeePerGasWei,
  };
}

export type TransactionFees = Pick<UnsignedTransaction, "maxFeePerGasWei" | "maxPriorityFeePerGasWei">;
