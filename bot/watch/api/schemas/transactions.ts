import { z } from "zod";
import { address, amount, block, bps, marketId, seconds, usd, wei } from "./values.ts";

export const bundle = z
  .object({
    id: z.string(),
    transactionId: z.string(),
    builder: z.string(),
    method: z.enum(["bundle", "private-transaction"]),
    targetBlock: block,
    bundleHash: z.string().nullable(),
    replacementUuid: z.string().nullable(),
    sentAtSeconds: seconds,
    status: z.enum(["sent", "refused", "included", "missed", "cancelled"]),
    reason: z.string().nullable(),
  })
  .meta({ id: "Bundle" });

export const attempt = z
  .object({
    id: z.string(),
    decisionId: z.string(),
    purpose: z.enum(["rebalance", "cancel"]),
    route: z.enum(["public", "private"]),
    attempt: z.int(),
    chainId: z.int(),
    vault: address,
    sender: address,
    nonce: z.int(),
    hash: z.string(),
    gasLimit: amount,
    maxFeePerGasWei: wei,
    maxPriorityFeePerGasWei: wei,
    ethPriceUsd: usd,
    signedAtBlock: block,
    createdAtSeconds: seconds,
    submittedAtSeconds: seconds.nullable(),
    status: z.enum(["signed", "submitted", "mined", "reverted", "replaced", "dropped"]),
    submitter: z.string().nullable(),
    inclusion: z.object({ blockNumber: block, blockHash: z.string(), gasUsed: amount, effectiveGasPriceWei: wei, costWei: wei }).nullable(),
    reason: z.string().nullable().meta({ description: "Why it was reverted, replaced or dropped." }),
    bundles: z.array(bundle),
  })
  .meta({ id: "TransactionAttempt" });

const result = z
  .object({
    expectedTotalAssets: amount,
    actualTotalAssets: amount.nullable(),
    expectedGasUsed: amount,
    actualGasUsed: amount.nullable(),
    moves: z.array(
      z.object({
        marketId,
        adapter: address,
        plannedChange: amount,
        expectedPosition: amount,
        actualPosition: amount.nullable(),
        driftBps: bps.nullable(),
      }),
    ),
  })
  .meta({ id: "ExecutionResult" });

export const execution = z
  .object({
    decisionId: z.string(),
    chainId: z.int(),
    vault: address,
    sender: address,
    nonce: z.int(),
    attempts: z.array(attempt).meta({ description: "All of one nonce: at most one of them is ever in the chain." }),
    result: result.nullable(),
  })
  .meta({ id: "Execution" });
