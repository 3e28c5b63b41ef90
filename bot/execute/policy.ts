import type { Configuration } from "../config/schema.ts";
import type { ExecutionPolicy } from "./execute.ts";
import type { SigningPolicy } from "./signers/signingPolicy.ts";

type Settings = { readonly [Key in keyof Configuration["execution"]]-?: NonNullable<Configuration["execution"][Key]> };

/** What holds for keys the configuration leaves out. */
const defaults: Settings = {
  // Long enough for a few blocks at a rising base fee, short enough that yesterday's plan is worthless.
  deadlineSeconds: 300,
  maxLossBps: 1,
  inclusionTimeoutSeconds: 120,
  maxFeeGwei: 200,
  maxPriorityFeeGwei: 5,
  minPriorityFeeGwei: 0.01,
  maxGasCostUsd: 500,
  maxGasLimit: 8_000_000,
};

export function executionPolicy(
  configured: Configuration["execution"],
  options: { dryRun: boolean; rpcTimeoutSeconds: number },
): ExecutionPolicy {
  const wanted = { ...defaults, ...configured } as Settings;
  return {
    dryRun: options.dryRun,
    plan: { deadlineSeconds: wanted.deadlineSeconds, maxLossBps: wanted.maxLossBps },
    fees: {
      historyBlocks: 20,
      priorityFeePercentile: 50,
      minPriorityFeePerGasWei: weiOfGwei(wanted.minPriorityFeeGwei),
      maxPriorityFeePerGasWei: weiOfGwei(wanted.maxPriorityFeeGwei),
      maxFeePerGasWei: weiOfGwei(wanted.maxFeeGwei),
      maxGasCostUsd: wanted.maxGasCostUsd,
    },
    gasMarginBps: 2_500,
    inclusion: { timeoutSeconds: wanted.inclusionTimeoutSeconds, pollMilliseconds: 1_000 },
    rpcTimeoutMilliseconds: options.rpcTimeoutSeconds * 1000,
    finalAfterBlocks: 64,
  };
}

/** One for each adapter a vault can have: MAX_ADAPTERS of contracts/VaultStorage.sol. */
const MAX_MOVES = 16;
/** How much later than this machine's clock the chain's may be. */
const CLOCK_TOLERANCE_SECONDS = 60;

/** The same ceilings once more, in front of the key. Whoever knows the vault's adapters names them, and lifts `maxDeadlineSeconds` on a development node. */
export function signingPolicy(configured: Configuration["execution"], chainId: number, vault: string): SigningPolicy {
  const wanted = { ...defaults, ...configured } as Settings;
  return {
    chainId,
    vaults: [vault],
    adapters: null,
    maxMoves: MAX_MOVES,
    maxDeadlineSeconds: wanted.deadlineSeconds + CLOCK_TOLERANCE_SECONDS,
    maxGasLimit: BigInt(wanted.maxGasLimit),
    maxFeePerGasWei: weiOfGwei(wanted.maxFeeGwei),
    maxPriorityFeePerGasWei: weiOfGwei(wanted.maxPriorityFeeGwei),
    maxCostWei: BigInt(wanted.maxGasLimit) * weiOfGwei(wanted.maxFeeGwei),
  };
}

function weiOfGwei(gwei: number): bigint {
  return BigInt(Math.round(gwei * 1e9));
}
