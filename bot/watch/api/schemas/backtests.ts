import { z } from "zod";
import { KEPT_FIGURES, type KeptFigure } from "../../../core/keptBacktest.ts";
import { apr, bps, fraction, marketId, seconds, usd } from "./values.ts";

const unknown = " Null where it cannot be told: `reasons` says why.";

const figureMeaning: Readonly<Record<KeptFigure, string>> = {
  annualisedReturn: "A fraction a year.",
  volatility: "Of daily returns, a fraction a year.",
  sharpe: "Of a year.",
  sortino: "Of a year.",
  calmar: "Annualised return over the deepest drawdown.",
  winRate: "The share of days that gained, of those that gained or lost.",
  probabilisticSharpe: "How likely the Sharpe ratio is above zero.",
  deflatedSharpe: "How likely it is above that of the luckiest of as many without skill.",
  annualTurnover: "Portfolios moved a year.",
  shareOfDaysAhead: "The share of days ahead of equal-weight, the benchmark.",
  annualisedReturnDifference: "Annualised return less that of equal-weight, over the same whole days.",
  trackingError: "Deviation from equal-weight, a fraction a year.",
  informationRatio: "Mean lead over equal-weight by the tracking error, of a year.",
};

const figures = Object.fromEntries(
  KEPT_FIGURES.map((name) => [
    name,
    z
      .number()
      .nullable()
      .meta({ description: `${figureMeaning[name]}${unknown}` }),
  ]),
) as Record<KeptFigure, z.ZodNullable<z.ZodNumber>>;

const backtestHeading = z.object({
  id: z.int(),
  madeAtSeconds: seconds,
  name: z.string().nullable().meta({ description: "What whoever kept it calls it." }),
  fromSeconds: seconds,
  toSeconds: seconds,
  capitalUsd: usd,
  universe: z.string().meta({ description: '"stablecoins" or "all".' }),
  origin: z.string().meta({ description: "Where its past comes from, in words." }),
  isSynthetic: z.boolean().meta({ description: "A made-up past: nothing of it happened." }),
  contenders: z.array(z.string()).meta({ description: "Who competed." }),
  hasReport: z.boolean().meta({ description: "Whether there is a page for a person at …/report." }),
});

export const listedBacktest = backtestHeading
  .extend({
    results: z.array(
      z.object({
        contender: z.string(),
        annualisedReturn: fraction
          .nullable()
          .meta({ description: "A fraction a year, all costs taken off; null where it cannot be told." }),
        maxDrawdown: fraction.meta({ description: "The deepest fall below its highest value before, a fraction of that." }),
      }),
    ),
  })
  .meta({ id: "ListedBacktest" });

export const contenderFigures = z
  .object({
    contender: z.string(),
    strategy: z.string(),
    days: z.int().meta({ description: "Whole days (UTC) behind the figures." }),
    netReturn: fraction.meta({ description: "Over the whole time, all costs taken off: 0.05 is 5 %." }),
    ...figures,
    maxDrawdown: z.object({
      depth: fraction.meta({ description: "A fraction of the highest value before it." }),
      peakSeconds: seconds.nullable(),
      troughSeconds: seconds.nullable(),
      recoveredSeconds: seconds.nullable(),
    }),
    reasons: z.record(z.string(), z.string()),
    cautions: z.array(z.string()),
    gasUsd: usd,
    conversionUsd: usd,
    rebalances: z.int(),
    decisions: z.int(),
    lockedShare: fraction.meta({ description: "The mean part of the vault that could not have been withdrawn at once." }),
    markets: z.array(z.object({ marketId, yieldUsd: usd, priceUsd: usd })).meta({ description: "What each paid, and what its price did." }),
  })
  .meta({ id: "ContenderFigures" });

export const equityCurve = z
  .object({
    contender: z.string(),
    timeSeconds: z.array(seconds),
    navUsd: z.array(usd),
    growth: z.array(z.number()).meta({ description: "What one dollar has grown to, free of what came in and went out; begins with 1." }),
  })
  .meta({ id: "EquityCurve", description: "At the start, at every midnight (UTC) and at the end: columns of one length." });

export const backtestDetail = backtestHeading
  .extend({
    settings: z
      .object({
        everySeconds: z.int().meta({ description: "How often decisions were made, in seconds." }),
        flatFee: fraction.nullable().meta({ description: "Of every amount moved, in the place of gas; null where gas was as it was." }),
        gasMultiplier: z.number(),
        prices: z.enum(["par", "closing"]).meta({ description: "Dollar tokens at a dollar, or at the closing prices of their days." }),
        relativeCapBps: bps.meta({ description: "The most of the vault in one market, in basis points." }),
        leastSupplyUsd: usd.meta({ description: "Smaller markets took no money." }),
        riskFreeApr: apr,
        members: z.array(z.string()).meta({ description: "What the forecaster was made of." }),
        seed: z.number(),
        policy: z
          .record(z.string(), z.union([z.number(), z.boolean(), z.string(), z.null()]))
          .meta({ description: "What of the keeper's policy was not as usual." }),
        flows: z.array(z.object({ atSeconds: seconds, usd })).meta({ description: "What came in or (negative) went out." }),
      })
      .meta({ id: "BacktestSettings" }),
    marketIds: z.array(marketId),
    figures: z.array(contenderFigures).meta({ description: "In the order of `contenders`." }),
    curves: z.array(equityCurve).meta({ description: "In the order of `contenders`." }),
    ceilingReturn: fraction
      .nullable()
      .meta({ description: "The most that any plan could have returned; null where nobody worked it out." }),
    lead: z
      .object({ best: z.string(), mean: z.number(), low: z.number(), high: z.number() })
      .nullable()
      .meta({ description: 'By how much "ml" is ahead of the best of the others: fractions a year, with the middle 90 % of a bootstrap.' }),
    notes: z.array(z.string()),
  })
  .meta({ id: "BacktestDetail" });
