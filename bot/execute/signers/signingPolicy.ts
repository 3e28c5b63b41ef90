import { getAddress } from "ethers";
import { KeeperError } from "../../core/errors.ts";
import type { Address } from "../../core/units.ts";
import { CANCELLATION_GAS, maxGasCostWei, type UnsignedTransaction } from "../transaction.ts";
import { decodeRebalance, REBALANCE_SELECTOR } from "../vaultAbi.ts";

/**
 * What may be signed: a rebalance of one of these vaults, or the cancellation that frees a nonce. Nothing else is.
 * The limits on fees and cost hold for both.
 */
export interface SigningPolicy {
  readonly chainId: number;
  /** The contracts that may be called. */
  readonly vaults: readonly Address[];
  /** The adapters that moves may name; null leaves the choice to the vault, which refuses adapters that are not enabled. */
  readonly adapters: readonly Address[] | null;
  readonly maxMoves: number;
  /** How far from now a plan's deadline may be; null where the chain's clock is not the world's, as on a development node. */
  readonly maxDeadlineSeconds: number | null;
  readonly maxGasLimit: bigint;
  readonly maxFeePerGasWei: bigint;
  readonly maxPriorityFeePerGasWei: bigint;
  /** The most that gas limit times fee may be. */
  readonly maxCostWei: bigint;
}

export type SigningRule =
  | "sender"
  | "chain-id"
  | "value"
  | "max-fee"
  | "priority-fee"
  | "total-cost"
  | "target"
  | "selector"
  | "calldata"
  | "moves"
  | "adapter"
  | "minimum-assets"
  | "deadline"
  | "gas-limit"
  | "cancellation";

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

const CEILINGS: ReadonlySet<SigningRule> = new Set(["gas-limit", "max-fee", "priority-fee", "total-cost"]);

function remedy(rule: SigningRule): string {
  if (CEILINGS.has(rule)) return "Raise the ceiling in the configuration if it is meant to be signed.";
  if (rule === "deadline") return "Check this machine's clock and the node's; the next tick plans anew.";
  return "Check the configured chain, vaults and key.";
}

/** What a transaction is judged by. */
export interface SigningContext {
  /** Whose key would sign. */
  readonly signer: Address;
  readonly policy: SigningPolicy;
  /** By this machine's clock. */
  readonly nowSeconds: number;
}

/** The first rule that speaks against signing; null when every rule allows it. */
export function judge(transaction: UnsignedTransaction, context: SigningContext): SigningDenial | null {
  const isToSelf = transaction.to === context.signer;
  return judgeEnvelope(transaction, context) ?? (isToSelf ? judgeCancellation(transaction) : judgeRebalance(transaction, context));
}

/** Whose it is, where it is valid, and what it may cost. */
function judgeEnvelope(transaction: UnsignedTransaction, { signer, policy }: SigningContext): SigningDenial | null {
  const { from, chainId, valueWei, maxFeePerGasWei, maxPriorityFeePerGasWei } = transaction;
  if (from !== signer) return { rule: "sender", explanation: `it is from ${from}, the key is that of ${signer}` };
  if (chainId !== policy.chainId) return { rule: "chain-id", explanation: `it is for chain ${chainId}, the policy for ${policy.chainId}` };
  if (valueWei !== 0n) return { rule: "value", explanation: `it sends ${valueWei} wei` };
  return (
    above("max-fee", maxFeePerGasWei, policy.maxFeePerGasWei, "wei a gas") ??
    above("priority-fee", maxPriorityFeePerGasWei, policy.maxPriorityFeePerGasWei, "wei a gas") ??
    above("total-cost", maxGasCostWei(transaction), policy.maxCostWei, "wei")
  );
}

function judgeCancellation({ data, gasLimit }: UnsignedTransaction): SigningDenial | null {
  if (data === "0x" && gasLimit === CANCELLATION_GAS) return null;
  return { rule: "cancellation", explanation: `to the signer itself only an empty transaction with ${CANCELLATION_GAS} gas is allowed` };
}

function judgeRebalance({ to, data, gasLimit }: UnsignedTransaction, { policy, nowSeconds }: SigningContext): SigningDenial | null {
  if (!includes(policy.vaults, to)) return { rule: "target", explanation: `${to} is not a configured vault` };
  if (!data.startsWith(REBALANCE_SELECTOR)) {
    return { rule: "selector", explanation: `it calls ${data.slice(0, 10)}, only rebalance (${REBALANCE_SELECTOR}) is allowed` };
  }
  const call = decodeRebalance(data);
  if (call === null) return { rule: "calldata", explanation: "its data are not exactly the arguments of a rebalance" };
  const { moves, guard } = call;
  if (moves.length === 0 || moves.length > policy.maxMoves) {
    return { rule: "moves", explanation: `it has ${moves.length} moves, from 1 to ${policy.maxMoves} are allowed` };
  }
  const { adapters, maxDeadlineSeconds } = policy;
  const stranger = adapters === null ? undefined : moves.find(({ adapter }) => !includes(adapters, adapter));
  if (stranger) return { rule: "adapter", explanation: `it moves money of ${stranger.adapter}, which is not one of the vault's adapters` };
  if (guard.minTotalAssets <= 0n) return { rule: "minimum-assets", explanation: "it would let the vault lose everything" };
  if (maxDeadlineSeconds !== null && guard.deadlineSeconds > BigInt(nowSeconds + maxDeadlineSeconds)) {
    const ahead = guard.deadlineSeconds - BigInt(nowSeconds);
    return { rule: "deadline", explanation: `it could still be executed in ${ahead} seconds, ${maxDeadlineSeconds} are allowed` };
  }
  return above("gas-limit", gasLimit, policy.maxGasLimit, "gas");
}

function includes(addresses: readonly Address[], address: Address): boolean {
  return addresses.some((one) => getAddress(one) === address);
}

function above(rule: SigningRule, value: bigint, ceiling: bigint, unit: string): SigningDenial | null {
  return value > ceiling ? { rule, explanation: `${value} ${unit} is above the ceiling of ${ceiling}` } : null;
}
