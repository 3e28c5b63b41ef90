import { maxBigint, minBigint, toFloat } from "../core/units.ts";

export interface FeePolicy {
  /** Recent blocks whose priority fees are looked at, 1 to 1024. */
  readonly historyBlocks: number;
  /** The percentile of each block's priority fees, weighted by gas, 0 to 100. */
  readonly priorityFeePercentile: number;
  readonly minPriorityFeePerGasWei: bigint;
  readonly maxPriorityFeePerGasWei: bigint;
  /** The most that may be signed as `maxFeePerGas`. */
  readonly maxFeePerGasWei: bigint;
  /** The most one transaction may cost, were its whole gas limit used at its whole fee. */
  readonly maxGasCostUsd: number;
  readonly maxGasCostWei: bigint;
}

/** `eth_feeHistory`, oldest block first. */
export interface FeeHistory {
  /** Base fee of the block after the newest one: what the next block will charge (EIP-1559). */
  readonly nextBaseFeePerGasWei: bigint;
  /** By block, the chosen percentile of the priority fees paid in it. */
  readonly priorityFeesPerGasWei: readonly bigint[];
  /** By block, gas used over gas limit. */
  readonly gasUsedRatios: readonly number[];
}

export interface FeeInputs {
  readonly history: FeeHistory;
  readonly ethPriceUsd: number;
}

export interface Fees {
  readonly ok: true;
  readonly baseFeePerGasWei: bigint;
  readonly maxFeePerGasWei: bigint;
  readonly maxPriorityFeePerGasWei: bigint;
  /** gasLimit × maxFeePerGas: more it cannot cost. */
  readonly maxCostWei: bigint;
  readonly maxCostUsd: number;
}

export interface FeesRefused {
  readonly ok: false;
  readonly reason: "gas-above-ceiling" | "eth-price-unknown";
  readonly explanation: string;
}

/**
 * EIP-1559 fees: the priority fee is the median of the recent blocks' percentile within floor and ceiling, and
 * maxFeePerGas = 2 × next base fee + priority fee. Since the base fee rises by at most 1/8 a block (EIP-1559), twice of it covers five
 * full blocks in a row (1.125^5 < 2 < 1.125^6). A ceiling refuses and never trims: a trimmed fee is a transaction that hangs.
 */
export function chooseFees({ history, ethPriceUsd }: FeeInputs, gasLimit: bigint, policy: FeePolicy): Fees | FeesRefused {
  if (!Number.isFinite(ethPriceUsd) || ethPriceUsd <= 0) {
    return { ok: false, reason: "eth-price-unknown", explanation: `The price of ETH is ${ethPriceUsd} USD, so no cost can be judged` };
  }
  return withinCeilings(presentFees(history, policy), { gasLimit, ethPriceUsd }, policy);
}

/** What `chooseFees` offers now, before any ceiling. */
export function presentFees(
  history: FeeHistory,
  policy: Pick<FeePolicy, "minPriorityFeePerGasWei" | "maxPriorityFeePerGasWei">,
): Pick<Fees, "baseFeePerGasWei" | "maxFeePerGasWei" | "maxPriorityFeePerGasWei"> {
  const baseFeePerGasWei = history.nextBaseFeePerGasWei;
  const maxPriorityFeePerGasWei = priorityFeePerGasWei(history, policy);
  return { baseFeePerGasWei, maxFeePerGasWei: 2n * baseFeePerGasWei + maxPriorityFeePerGasWei, maxPriorityFeePerGasWei };
}

/** Fees that are offered, with what they may cost, unless a ceiling refuses them. */
export function withinCeilings(
  offered: Pick<Fees, "baseFeePerGasWei" | "maxFeePerGasWei" | "maxPriorityFeePerGasWei">,
  { gasLimit, ethPriceUsd }: { readonly gasLimit: bigint; readonly ethPriceUsd: number },
  policy: FeePolicy,
): Fees | FeesRefused {
  const { maxFeePerGasWei, maxPriorityFeePerGasWei } = offered;
  if (maxFeePerGasWei > policy.maxFeePerGasWei) {
    return aboveCeiling(`${gwei(maxFeePerGasWei)} gwei a gas would have to be offered`, `${gwei(policy.maxFeePerGasWei)} gwei`);
  }
  if (maxPriorityFeePerGasWei > policy.maxPriorityFeePerGasWei) {
    return aboveCeiling(
      `a priority fee of ${gwei(maxPriorityFeePerGasWei)} gwei would have to be offered`,
      `${gwei(policy.maxPriorityFeePerGasWei)} gwei`,
    );
  }
  const maxCostWei = gasLimit * maxFeePerGasWei;
  if (maxCostWei > policy.maxGasCostWei) {
    return aboveCeiling(`the transaction could cost ${ether(maxCostWei)} ETH`, `${ether(policy.maxGasCostWei)} ETH`);
  }
  const maxCostUsd = toFloat(maxCostWei, 18) * ethPriceUsd;
  if (maxCostUsd > policy.maxGasCostUsd) {
    return aboveCeiling(`the transaction could cost ${maxCostUsd.toFixed(2)} USD`, `${policy.maxGasCostUsd.toFixed(2)} USD`);
  }
  return { ok: true, ...offered, maxCostWei, maxCostUsd };
}

/** What to offer the block's builder: the recent blocks' typical priority fee within the policy's floor and ceiling. */
export function priorityFeePerGasWei(
  history: FeeHistory,
  policy: Pick<FeePolicy, "minPriorityFeePerGasWei" | "maxPriorityFeePerGasWei">,
): bigint {
  return minBigint(maxBigint(typicalPriorityFee(history), policy.minPriorityFeePerGasWei), policy.maxPriorityFeePerGasWei);
}

/** The (lower) median over blocks that had transactions: an empty block reports a fee of zero, which nobody paid. */
function typicalPriorityFee(history: FeeHistory): bigint {
  const paid = history.priorityFeesPerGasWei.filter((_, block) => (history.gasUsedRatios[block] ?? 0) > 0);
  const sorted = paid.toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0n;
}

function aboveCeiling(what: string, ceiling: string): FeesRefused {
  return { ok: false, reason: "gas-above-ceiling", explanation: `Gas is too expensive now: ${what}, the ceiling is ${ceiling}` };
}

function ether(wei: bigint): string {
  return toFloat(wei, 18).toFixed(4);
}

function gwei(wei: bigint): string {
  return toFloat(wei, 9).toFixed(3);
}
