import type { Configuration } from "../config/schema.ts";
import type { GasBudget } from "./budget.ts";
import type { ExecutionPolicy } from "./execute.ts";
import type { SigningPolicy } from "./signers/signingPolicy.ts";

type Settings = { readonly [Key in keyof Configuration["execution"]]-?: NonNullable<Configuration["execution"][Key]> };

/** What holds for keys the configuration leaves out. */
const defaults: Settings = {
  // Long enough for a few blocks at a rising base fee, short enough that yesterday's plan is worthless.
  deadlineSeconds: 300,
  maxLossBps: 1,
  maxMoveSlippageBps: 30,
  slippageToleranceBps: 5,
  inclusionTimeoutSeconds: 120,
  maxFeeGwei: 200,
  maxPriorityFeeGwei: 5,
  minPriorityFeeGwei: 0.01,
  maxGasCostUsd: 500,
  maxGasCostEth: 0.5,
  maxGasUsdPerDay: 1_000,
  maxGasEthPerDay: 1,
  maxGasLimit: 8_000_000,
  replaceAfterBlocks: 3,
  maxReplacements: 4,
};

type SubmissionSettings = { readonly [Key in keyof Configuration["submission"]]-?: Exclude<Configuration["submission"][Key], undefined> };

const submissionDefaults: SubmissionSettings = {
  route: "public",
  builders: [{ name: "flashbots", url: "https://relay.flashbots.net", method: "bundle" }],
  blocksAhead: 3,
  publicFallbackAfterBlocks: null,
  timeoutSeconds: 3,
};

/** How transactions reach a block. */
export type SubmissionPolicy = SubmissionSettings;

export function submissionPolicy(configured: Configuration["submission"]): SubmissionPolicy {
  return { ...submissionDefaults, ...configured } as SubmissionSettings;
}

export function executionPolicy(
  configured: Configuration["execution"],
  options: { dryRun: boolean; rpcTimeoutSeconds: number },
): ExecutionPolicy {
  const wanted = { ...defaults, ...configured } as Settings;
  return {
    dryRun: options.dryRun,
    plan: { deadlineSeconds: wanted.deadlineSeconds, maxLossBps: wanted.maxLossBps },
    slippage: { maxMoveSlippageBps: wanted.maxMoveSlippageBps, slippageToleranceBps: wanted.slippageToleranceBps },
    fees: {
      historyBlocks: 20,
      priorityFeePercentile: 50,
      minPriorityFeePerGasWei: weiOfGwei(wanted.minPriorityFeeGwei),
      maxPriorityFeePerGasWei: weiOfGwei(wanted.maxPriorityFeeGwei),
      maxFeePerGasWei: weiOfGwei(wanted.maxFeeGwei),
      maxGasCostUsd: wanted.maxGasCostUsd,
      maxGasCostWei: weiOfEther(wanted.maxGasCostEth),
    },
    budget: gasBudgetOf(configured),
    replacement: { afterBlocks: wanted.replaceAfterBlocks, atMost: wanted.maxReplacements, bumpBps: 1_250 },
    gasMarginBps: 2_500,
    inclusion: { timeoutSeconds: wanted.inclusionTimeoutSeconds, pollMilliseconds: 1_000 },
    rpcTimeoutMilliseconds: options.rpcTimeoutSeconds * 1000,
    finalAfterBlocks: 64,
  };
}

/** What a vault's transactions may cost within 24 hours. */
export function gasBudgetOf(configured: Configuration["execution"]): GasBudget {
  const wanted = { ...defaults, ...configured } as Settings;
  return { maxUsdPerDay: wanted.maxGasUsdPerDay, maxWeiPerDay: weiOfEther(wanted.maxGasEthPerDay) };
}

/** One for each adapter a vault can have: MAX_ADAPTERS of contracts/VaultStorage.sol. */
const MAX_MOVES = 16;
/** How much later than this machine's clock the chain's may be. */
const CLOCK_TOLERANCE_SECONDS = 60;

/**
 * The same ceilings once more, in front of the key. Whoever knows the vault's adapters adds them. `ownClock`: the chain's time is not the world's,
 * as on a development node.
 */
export function signingPolicy(
  configured: Configuration["execution"],
  { chainId, vault, ownClock }: { readonly chainId: number; readonly vault: string; readonly ownClock: boolean },
): SigningPolicy {
  const wanted = { ...defaults, ...configured } as Settings;
  return {
    chainId,
    vaults: [vault],
    adapters: null,
    maxMoves: MAX_MOVES,
    maxDeadlineSeconds: ownClock ? null : wanted.deadlineSeconds + CLOCK_TOLERANCE_SECONDS,
    maxGasLimit: BigInt(wanted.maxGasLimit),
    maxFeePerGasWei: weiOfGwei(wanted.maxFeeGwei),
    maxPriorityFeePerGasWei: weiOfGwei(wanted.maxPriorityFeeGwei),
    maxCostWei: weiOfEther(wanted.maxGasCostEth),
  };
}

function weiOfEther(ether: number): bigint {
  return BigInt(Math.round(ether * 1e9)) * 10n ** 9n;
}

function weiOfGwei(gwei: number): bigint {
  return BigInt(Math.round(gwei * 1e9));
}
