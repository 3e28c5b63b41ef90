import { z } from "zod";
import { DECISION_REASONS } from "../../../core/decision.ts";
import { WINDOWS } from "../../performance/windows.ts";
import { decisionSummary } from "./decisions.ts";
import { amount, apr, block, fraction, marketId, seconds, usd, wei } from "./values.ts";
import { gas, tick, vault, worth } from "./vaults.ts";

const realisedReturn = fraction.meta({ description: "What it grew by over this time: 0.001 is 0.1 %." });
const apy = apr
  .nullable()
  .meta({ description: "The same a year, compounded: (1 + return)^(365 days / time) − 1. Null where the time is under an hour." });

const measured = {
  fromSeconds: seconds.meta({ description: "The tick whose share price it begins with." }),
  toSeconds: seconds.meta({ description: "The tick whose share price it ends with." }),
  sharePriceFrom: z.number(),
  sharePriceTo: z.number(),
  realisedReturn,
  netApy: apy.meta({
    description: "Growth of the share price a year, compounded; net of fees and of what moving cost, not of gas. Null under an hour.",
  }),
  benchmark: z
    .object({
      markets: z.int().meta({ description: "How many are in it: those whose growth is known." }),
      realisedReturn,
      apy,
    })
    .nullable()
    .meta({
      description:
        "The money spread evenly over the vault's markets and kept so, by their growth indices, without costs and rewards. Idle money earns 0.",
    }),
  bestMarket: z
    .object({ marketId, realisedReturn, apy })
    .nullable()
    .meta({ description: "The market that paid most, seen from the end: a bound, no benchmark." }),
  maxDrawdown: fraction.meta({ description: "The deepest fall of the share price below its highest until then, 0 to 1." }),
};

export const performanceWindow = z
  .object({
    window: z.enum(WINDOWS.map(({ name }) => name)),
    isWhole: z.boolean().meta({ description: "Whether the vault was seen for all of it; else it begins with its first tick." }),
    ...measured,
  })
  .meta({ id: "PerformanceWindow" });

export const activity = z
  .object({
    ticks: z.partialRecord(tick.shape.status, z.int()).meta({ description: "How many, by status." }),
    decisions: z.partialRecord(z.enum(DECISION_REASONS), z.int()).meta({ description: "How many, by reason." }),
    rebalances: z.int().meta({ description: "That are in a block." }),
    gas: z.object({ transactions: z.int(), wei, usd }).meta({ description: "Paid by transactions in blocks." }),
  })
  .meta({ id: "VaultActivity" });

export const performanceDetail = performanceWindow
  .extend({ activity: activity.meta({ description: "What the keeper did from the beginning of the window until now." }) })
  .meta({ id: "PerformanceDetail" });

const held = { amount, share: fraction.meta({ description: "Of what the vault held in all, 0 to 1." }) };

export const overview = z
  .object({
    vault,
    asset: z
      .object({ symbol: z.string(), decimals: z.int() })
      .nullable()
      .meta({ description: "What amounts are of; null before the first decision." }),
    worth: worth.nullable().meta({ description: "As the last tick that saw the vault had it." }),
    state: z
      .object({
        asOfSeconds: seconds,
        vaultStatus: tick.shape.vaultStatus,
        tripReason: tick.shape.tripReason,
        turnoverBps: tick.shape.turnoverBps,
        lossMillionths: tick.shape.lossMillionths,
      })
      .nullable()
      .meta({ description: "As that tick saw it." }),
    performance: z.array(performanceWindow).meta({ description: "Shortest first; empty before the first share price." }),
    allocation: z
      .object({
        asOfSeconds: seconds,
        blockNumber: block,
        decisionId: z.string(),
        isTarget: z.boolean().meta({ description: "Whether that tick moved money: then these are the targets it was moved to." }),
        markets: z.array(z.object({ marketId, ...held })).meta({ description: "All of the vault's markets, the largest position first." }),
        idle: z.object(held),
      })
      .nullable()
      .meta({ description: "Where the money was when the last decision was made." }),
    openAlerts: z.object({ critical: z.int(), warning: z.int(), info: z.int() }),
    decisions: z.array(decisionSummary).meta({ description: "The last five, newest first." }),
    pendingTransactions: z.int(),
    gas: gas.pick({ last24Hours: true, budgetPerDay: true }),
    keeper: z.object({
      lastTickAtSeconds: seconds.nullable().meta({ description: "When the last tick began." }),
      lastTickAgeSeconds: z.int().nullable(),
      tickSeconds: z.int().nullable().meta({ description: "How often there should be one, where the vault is configured." }),
      isLate: z
        .boolean()
        .nullable()
        .meta({ description: "Whether it has been silent for too long; null where the vault is not configured." }),
    }),
  })
  .meta({ id: "Overview" });
