import { getAddress } from "ethers";
import { KeeperError } from "../core/errors.ts";
import type { Address } from "../core/units.ts";
import type { UnsignedTransaction } from "./transaction.ts";
import { decodeRebalance, REBALANCE_SELECTOR } from "./vaultAbi.ts";

/** What may be signed. Nothing else is. */
export interface SigningPolicy {
  readonly chainId: number;
  /** The contracts that may be called. */
  readonly vaults: readonly Address[];
  readonly maxGasLimit: bigint;
  readonly maxFeePerGasWei: bigint;
  readonly maxPriorityFeePerGasWei: bigint;
}

export type SigningRule = "sender" | "chain-id" | "target" | "selector" | "calldata" | "value" | "gas-limit" | "max-fee" | "priority-fee";

export interface SigningDenial {
  readonly rule: SigningRule;
  readonly explanation: string;
}

export class SigningDeniedError extends KeeperError {
  readonly rule: SigningRule;

  constructor(denial: SigningDenial) {
    super(`The signing policy (${denial.rule}) denied a transaction: ${denial.explanation}`, remedy(denial.rule), 1);
    this.rule = denial.rule;
  }
}

function remedy(rule: SigningRule): string {
  const isCeiling = rule === "gas-limit" || rule === "max-fee" || rule === "priority-fee";
  return isCeiling ? "Raise the ceiling in the configuration if it is meant to be signed." : "Check the configured chain, vaults and key.";
}

/** The first rule that speaks against signing; null when every rule allows it. */
export function judge(transaction: UnsignedTransaction, signer: Address, policy: SigningPolicy): SigningDenial | null {
  const { from, to, chainId, data, valueWei, gasLimit, maxFeePerGasWei, maxPriorityFeePerGasWei } = transaction;
  if (from !== signer) return { rule: "sender", explanation: `it is from ${from}, the key is that of ${signer}` };
  if (chainId !== policy.chainId) return { rule: "chain-id", explanation: `it is for chain ${chainId}, the policy for ${policy.chainId}` };
  if (!policy.vaults.some((vault) => getAddress(vault) === to)) return { rule: "target", explanation: `${to} is not a configured vault` };
  if (!data.startsWith(REBALANCE_SELECTOR)) {
    return { rule: "selector", explanation: `it calls ${data.slice(0, 10)}, only rebalance (${REBALANCE_SELECTOR}) is allowed` };
  }
  if (!decodeRebalance(data)) return { rule: "calldata", explanation: "its data are not exactly the arguments of a rebalance" };
  if (valueWei !== 0n) return { rule: "value", explanation: `it sends ${valueWei} wei` };
  if (gasLimit > policy.maxGasLimit) return { rule: "gas-limit", explanation: above(gasLimit, policy.maxGasLimit, "gas") };
  if (maxFeePerGasWei > policy.maxFeePerGasWei) {
    return { rule: "max-fee", explanation: above(maxFeePerGasWei, policy.maxFeePerGasWei, "wei a gas") };
  }
  if (maxPriorityFeePerGasWei > policy.maxPriorityFeePerGasWei) {
    return { rule: "priority-fee", explanation: above(maxPriorityFeePerGasWei, policy.maxPriorityFeePerGasWei, "wei a gas") };
  }
  return null;
}

function above(value: bigint, ceiling: bigint, unit: string): string {
  return `${value} ${unit} is above the ceiling of ${ceiling}`;
}
