import type { Schema } from "../../../client/keeperClient.ts";
import { usd } from "../../format/amounts.ts";
import { words } from "../../format/names.ts";
import { percent } from "../../format/rates.ts";
import { duration, utcText } from "../../format/times.ts";

type Settings = Schema<"BacktestDetail">["settings"];

/** What was assumed, by its name. */
export interface Assumption {
  readonly name: string;
  readonly value: string;
}

export function assumptionsOf(settings: Settings): readonly Assumption[] {
  const { everySeconds, flatFee, gasMultiplier, prices, relativeCapBps, leastSupplyUsd, riskFreeApr, members, seed, policy, flows } =
    settings;
  return [
    { name: "Decided every", value: duration(everySeconds) },
    { name: "Cost of moving", value: flatFee === null ? gasText(gasMultiplier) : `${percent(flatFee)} of every amount, no gas` },
    { name: "Prices", value: prices === "par" ? "every dollar token at a dollar" : "closing prices of their days" },
    { name: "Most in one market", value: percent(relativeCapBps / 10_000, 0) },
    { name: "Smallest market that took money", value: `${usd(leastSupplyUsd, 0)} of deposits` },
    { name: "Risk-free rate", value: percent(riskFreeApr) },
    { name: "Forecaster made of", value: members.length === 0 ? "no model" : members.join(", ") },
    { name: "Seed", value: String(seed) },
    ...Object.entries(policy).map(([key, value]) => ({ name: `Policy: ${words(key)}`, value: value === null ? "none" : String(value) })),
    ...flows.map(({ atSeconds, usd: amount }) => ({
      name: amount < 0 ? "Withdrawn" : "Deposited",
      value: `${usd(Math.abs(amount), 0)}, ${utcText(atSeconds)}`,
    })),
  ];
}

function gasText(multiplier: number): string {
  return multiplier === 1 ? "gas at the prices of its days" : `${multiplier} times the gas of its days`;
}

/** "2021-01-01 – 2021-05-01": days, in UTC. */
export function periodText({ fromSeconds, toSeconds }: { readonly fromSeconds: number; readonly toSeconds: number }): string {
  return `${day(fromSeconds)} – ${day(toSeconds)}`;
}

function day(seconds: number): string {
  return utcText(seconds).slice(0, 10);
}

/** What markets it could choose of. */
export function universeText(universe: string): string {
  return universe === "stablecoins" ? "lending markets of dollar tokens" : universe === "all" ? "all lending markets" : universe;
}
