import type { Schema } from "../../../client/keeperClient.ts";
import { usd } from "../../format/amounts.ts";
import { percent, percentChange } from "../../format/rates.ts";

type Contender = Schema<"ContenderFigures">;

/** A figure of a contender: what it is called, how it is written, and what it means. */
export interface Figure {
  readonly name: string;
  readonly meaning: string;
  readonly text: (contender: Contender) => string;
  /** Why there is none, or what is to be known of it; null where there is nothing to say. */
  readonly caution: (contender: Contender) => string | null;
}

/** A figure that some paths do not have, with the reason. */
function judged(name: string, key: JudgedKey, meaning: string, text: (value: number) => string): Figure {
  return {
    name,
    meaning,
    text: (contender) => (contender[key] === null ? "–" : text(contender[key])),
    caution: ({ reasons }) => reasons[key] ?? null,
  };
}

type JudgedKey = { [Key in keyof Contender]: Contender[Key] extends number | null ? Key : never }[keyof Contender];

function certain(name: string, meaning: string, text: (contender: Contender) => string): Figure {
  return { name, meaning, text, caution: () => null };
}

const ratio = (value: number) => value.toFixed(2).replace("-", "−");
const rate = (value: number) => percent(value).replace("-", "−");

/** What people look at first. */
export const MAIN_FIGURES: readonly Figure[] = [
  judged("Net APY", "annualisedReturn", "what it made a year, all costs taken off", rate),
  certain("Net return", "over the whole time, all costs taken off", ({ netReturn }) => rate(netReturn)),
  judged("Sharpe", "sharpe", "return above the risk-free rate by its deviation, of a year", ratio),
  judged("Sortino", "sortino", "the same by its deviation downwards", ratio),
  certain("Deepest fall", "of its value below the highest before", ({ maxDrawdown }) => percent(maxDrawdown.depth)),
  certain("Rebalances", "how often it moved money", ({ rebalances }) => rebalances.toLocaleString("en-US")),
];

/** What moving took, and whether money could have left. */
export const COST_FIGURES: readonly Figure[] = [
  certain("Gas", "of all transactions", ({ gasUsd }) => usd(gasUsd, 0)),
  certain("Conversions", "lost to fees and slippage between tokens", ({ conversionUsd }) => usd(conversionUsd, 0)),
  judged("Turnover", "annualTurnover", "how often a year all its money was moved", (value) => `${value.toFixed(1)}×`),
  certain("Locked", "the mean part that could not have been withdrawn at once", ({ lockedShare }) => percent(lockedShare)),
];

/** Whether figures are more than luck. */
export const DOUBT_FIGURES: readonly Figure[] = [
  judged("Volatility", "volatility", "deviation of daily returns, of a year", percent),
  judged("Calmar", "calmar", "return by the deepest fall", ratio),
  judged("Sharpe above zero", "probabilisticSharpe", "how likely its true Sharpe ratio is above zero", (value) => percent(value, 0)),
  judged("Beyond luck", "deflatedSharpe", "how likely its Sharpe ratio is above that of the luckiest of as many without skill", (value) =>
    percent(value, 0),
  ),
  judged("Days ahead", "shareOfDaysAhead", "days better than equal weight", (value) => percent(value, 0)),
  judged("Against equal weight", "annualisedReturnDifference", "return a year less that of equal weight", percentChange),
];
