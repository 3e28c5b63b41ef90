import { z } from "zod";
import { STATUSES } from "../../../core/vaultState.ts";
import { address, amount, block, bps, fraction, marketId, seconds, usd, wei } from "./values.ts";

export const tick = z
  .object({
    id: z.int(),
    bucketTimeSeconds: seconds,
    startedAtSeconds: seconds,
    finishedAtSeconds: seconds.nullable(),
    status: z.enum(["running", "held", "refused", "pending", "rebalanced", "dry-run", "failed", "interrupted"]),
    blockNumber: block.nullable(),
    decisionId: z.string().nullable(),
    error: z.object({ rule: z.string(), message: z.string() }).nullable(),
    stageMs: z.record(z.string(), z.number()).nullable().meta({ description: "How long each stage took, in milliseconds." }),
    totalAssets: amount.nullable(),
    totalShares: amount.nullable(),
    navUsd: usd.nullable(),
    sharePrice: z.number().nullable().meta({ description: "Assets a share is worth, both in whole tokens." }),
    baseFeeWei: wei.nullable(),
    vaultStatus: z.enum(STATUSES).nullable(),
    tripReason: z.string().nullable().meta({ description: "Why the vault is not normal." }),
    turnoverBps: bps.nullable().meta({ description: "Allocated within 24 hours, in basis points." }),
    lossMillionths: z.number().nullable().meta({ description: "Lost within 24 hours, in millionths." }),
  })
  .meta({ id: "Tick" });

export const vault = z
  .object({
    id: z.string().meta({ description: "Its name in paths." }),
    name: z.string().nullable().meta({ description: "What the configuration calls it; null where it is known by its ticks only." }),
    chainId: z.int(),
    vault: address,
    tickSeconds: z.int().nullable().meta({ description: "How often it is looked after, where it is configured." }),
    lastTick: tick.nullable(),
  })
  .meta({ id: "Vault" });

export const riskTolerance = z
  .object({
    blockNumber: block,
    madeAtSeconds: seconds,
    tolerance: fraction,
    factors: z.object({ volatility: z.number(), drawdown: z.number(), stress: z.number(), breaker: z.number() }),
  })
  .meta({ id: "RiskTolerance" });

export const vaultDetail = vault
  .extend({
    riskTolerance: riskTolerance.nullable(),
    pendingTransactions: z.int().meta({ description: "Transactions without a final status." }),
  })
  .meta({ id: "VaultDetail" });

export const worth = z
  .object({
    tickId: z.int(),
    bucketTimeSeconds: seconds,
    totalAssets: amount.nullable(),
    totalShares: amount.nullable(),
    navUsd: usd.nullable(),
    sharePrice: z.number().nullable(),
  })
  .meta({ id: "VaultWorth" });

export const allocation = z
  .object({
    tickId: z.int(),
    bucketTimeSeconds: seconds,
    decisionId: z.string(),
    totalAssets: amount.nullable(),
    markets: z.array(z.object({ marketId, current: amount, target: amount })),
  })
  .meta({ id: "VaultAllocation" });

export const gas = z
  .object({
    last24Hours: z
      .object({ wei, usd })
      .meta({ description: "What budgets count: paid, or what transactions on their way may cost at most." }),
    budgetPerDay: z.object({ wei, usd }).nullable().meta({ description: "Null where the vault is not configured here." }),
    days: z
      .array(z.object({ dayStartSeconds: seconds, transactions: z.int(), gasUsed: amount, costWei: wei, costUsd: usd }))
      .meta({ description: "Of transactions in blocks, by the day (UTC) they were signed." }),
  })
  .meta({ id: "Gas" });

export const drift = z
  .object({
    marketId,
    adapter: address,
    count: z.int(),
    meanBps: bps,
    worstBps: bps,
  })
  .meta({ id: "AdapterDrift" });

export const vaultHealth = z.object({
  id: z.string(),
  name: z.string().nullable(),
  ok: z.boolean(),
  lastTickStatus: tick.shape.status.nullable(),
  lastTickAtSeconds: seconds.nullable(),
  lastError: z.object({ rule: z.string(), message: z.string() }).nullable(),
});

export const health = z
  .object({
    ok: z.boolean().meta({ description: "Whether every configured vault ticks and did not fail the last time." }),
    database: z.object({ ok: z.boolean(), serverVersion: z.string() }),
    vaults: z.array(vaultHealth),
  })
  .meta({ id: "Health" });
