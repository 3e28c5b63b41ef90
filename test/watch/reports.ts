import { FULL_TOLERANCE } from "../../bot/core/risk.ts";
import type { ExecutionOutcome } from "../../bot/execute/outcome.ts";
import type { TickReport } from "../../bot/watch/tickReport.ts";
import { openVault } from "../openVault.ts";
import { SAMPLE_SENDER, SAMPLE_VAULT, sampleDecision, sampleMarket, sampleObservation } from "../store/samples.ts";

export const SAMPLE_HASH = `0x${"ab".repeat(32)}`;

const inclusion = {
  blockNumber: 23_000_001,
  blockHash: `0x${"cd".repeat(32)}`,
  gasUsed: 501_774n,
  effectiveGasPriceWei: 310_913_125n,
  costWei: 501_774n * 310_913_125n,
};
const sent = { hash: SAMPLE_HASH, nonce: 7 };

/** One outcome of each kind. */
export const sampleOutcomes = {
  mined: { kind: "mined", ...sent, inclusion },
  reverted: { kind: "reverted", ...sent, inclusion, reason: "StaleStateNonce" },
  pending: { kind: "pending", ...sent },
  replaced: { kind: "replaced", ...sent, reason: "Another transaction used nonce 7" },
  dropped: { kind: "dropped", ...sent, reason: "Its deadline has passed" },
  refused: { kind: "refused", reason: "insufficient-funds", explanation: "0 wei, send ETH" },
  noKey: { kind: "refused", reason: "no-key", explanation: "KEEPER_PRIVATE_KEY is not set" },
} satisfies Record<string, ExecutionOutcome>;

/** What a dry run brings back, with its signed bytes. */
export function sampleDryRun(rawTransaction: string): ExecutionOutcome {
  const plan = {
    decisionId: sampleDecision(23_000_000).id,
    chainId: 1,
    vault: SAMPLE_VAULT,
    stateNonce: 4n,
    deadlineSeconds: 1_750_000_500,
    minTotalAssets: 499_000_000_000n,
    moves: sampleDecision(23_000_000).moves,
    calldata: "0x1234",
  };
  return {
    kind: "dry-run",
    plan,
    transaction: {
      chainId: 1,
      from: SAMPLE_SENDER,
      to: SAMPLE_VAULT,
      nonce: 7,
      data: plan.calldata,
      valueWei: 0n,
      gasLimit: 900_000n,
      maxFeePerGasWei: 30_000_000_000n,
      maxPriorityFeePerGasWei: 10_000_000n,
    },
    hash: SAMPLE_HASH,
    rawTransaction,
    expectedGasUsed: 560_795n,
    route: "public",
  };
}

/** A tick that decided to rebalance, with this outcome. */
export function sampleReport(outcome: ExecutionOutcome | null): TickReport {
  const observation = sampleObservation(0);
  return {
    tickId: 12,
    snapshot: {
      block: {
        number: observation.blockNumber,
        hash: `0x${"ef".repeat(32)}`,
        timeSeconds: observation.blockTimeSeconds,
        baseFeePerGasWei: 310_913_125n,
      },
      observations: [observation],
      rejected: [
        {
          marketId: "1:compound-v3:usdc",
          origin: "rpc",
          sampleTimeSeconds: observation.blockTimeSeconds,
          blockNumber: observation.blockNumber,
          rule: "unreadable",
          value: null,
          detail: "getUtilization() reverted",
          sample: null,
        },
      ],
      vault: null,
      ethPriceUsd: 3000,
      orphaned: [],
    },
    vault: {
      chainId: 1,
      address: SAMPLE_VAULT,
      blockNumber: observation.blockNumber,
      blockTimeSeconds: observation.blockTimeSeconds,
      asset: sampleMarket.asset,
      totalAssets: 9_007_199_254_740_993n,
      grossAssets: 9_007_199_254_740_993n,
      totalShares: 10n ** 24n,
      shareDecimals: 18,
      idle: 20_002_000_000n,
      ...openVault({ idleFloorBps: 200, dailyTurnoverBps: 20_000, dailyLossBps: 30 }),
      usage: { lastRebalanceSeconds: observation.blockTimeSeconds - 3600, turnoverBps: 2_550, lossMillionths: 7 },
      stateNonce: 4n,
      positions: [],
    },
    forecasts: [],
    risks: [],
    riskTolerance: FULL_TOLERANCE,
    stageMs: { observe: 120, decide: 4 },
    warnings: [],
    decision: sampleDecision(observation.blockNumber),
    outcome,
  };
}
