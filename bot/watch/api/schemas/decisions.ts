import { z } from "zod";
import { DECISION_REASONS, SKIP_REASONS } from "../../../core/decision.ts";
import { RISK_CLASSES } from "../../../core/risk.ts";
import { forecast, observation, risk, vetoReason } from "./markets.ts";
import { attempt, execution } from "./transactions.ts";
import { address, amount, apr, block, fraction, horizon, marketId, seconds, usd } from "./values.ts";

const costBreakdown = z
  .object({
    horizonSeconds: horizon,
    gainUsd: usd,
    riskUsd: usd.meta({ description: "What the change of risk is worth, US dollars." }),
    gasUnits: z.number(),
    gasUsd: usd,
    exitCostUsd: usd.meta({ description: "Slippage, conversion fees and rounding, US dollars." }),
    netBenefitUsd: usd.meta({ description: "gain + risk − gas − exit, US dollars." }),
    requiredUsd: usd.meta({ description: "What the net benefit has to beat, US dollars." }),
  })
  .meta({ id: "CostBreakdown" });

const move = z.object({ marketId, adapter: address, change: amount });

const marketDecision = z
  .object({
    marketId,
    current: amount,
    target: amount,
    forecastApr: apr.nullable(),
    aprAtTarget: apr.nullable(),
    marginalAprAtTarget: apr.nullable(),
    maximum: amount,
    minimum: amount,
    risk: z
      .object({ riskClass: z.enum(RISK_CLASSES).nullable(), score: z.number().nullable(), penaltyApr: apr, vetoes: z.array(vetoReason) })
      .nullable(),
    skipped: z.object({ reason: z.enum(SKIP_REASONS), change: amount, cost: costBreakdown.nullable() }).nullable(),
  })
  .meta({ id: "MarketDecision" });

export const decision = z
  .object({
    id: z.string(),
    chainId: z.int(),
    vault: address,
    blockNumber: block,
    blockTimeSeconds: seconds,
    strategy: z.string(),
    action: z.enum(["rebalance", "hold"]),
    reason: z.enum(DECISION_REASONS),
    explanation: z.string(),
    moves: z.array(move),
    markets: z.array(marketDecision),
    outcome: costBreakdown.nullable(),
    observationIds: z.array(z.string()),
    forecastIds: z.array(z.string()),
    riskIds: z.array(z.string()),
    riskTolerance: fraction,
  })
  .meta({ id: "Decision" });

export const decisionSummary = decision
  .omit({ markets: true, observationIds: true, forecastIds: true, riskIds: true })
  .meta({ id: "DecisionSummary" });

export const listedDecision = decisionSummary
  .extend({
    transaction: z
      .object({
        hash: z.string(),
        purpose: attempt.shape.purpose,
        status: attempt.shape.status,
        blockNumber: block.nullable(),
      })
      .nullable()
      .meta({ description: "The one in a block, or the last that was signed for it; null when nothing was signed." }),
  })
  .meta({ id: "ListedDecision" });

export const decisionDetail = z
  .object({
    decision,
    read: z
      .object({ observations: z.array(observation), forecasts: z.array(forecast), risks: z.array(risk) })
      .meta({ description: "What was read to decide, as far as it is still stored." }),
    execution: execution.nullable().meta({ description: "Null when nothing was signed for it." }),
  })
  .meta({ id: "DecisionDetail" });
