import type { Schema } from "../../../client/keeperClient.ts";

export type GasDay = Schema<"Gas">["days"][number];

const DAY_SECONDS = 86_400;

/** Every day up to the last one with a transaction, `most` at most: of days without any nothing is known but that nothing was paid. */
export function gasByDay(
  days: readonly GasDay[],
  most: number,
): { readonly timesSeconds: readonly number[]; readonly costUsd: readonly number[] } {
  const paid = new Map(days.map(({ dayStartSeconds, costUsd }) => [dayStartSeconds, costUsd]));
  const starts = [...paid.keys()];
  if (starts.length === 0) return { timesSeconds: [], costUsd: [] };
  const last = Math.max(...starts);
  const first = Math.max(Math.min(...starts), last - (most - 1) * DAY_SECONDS);
  const timesSeconds = Array.from({ length: (last - first) / DAY_SECONDS + 1 }, (_, day) => first + day * DAY_SECONDS);
  return { timesSeconds, costUsd: timesSeconds.map((day) => paid.get(day) ?? 0) };
}

/** How much of a day's budget is used: of wei or of US dollars, whichever is nearer to its end; null without a budget. */
export function budgetUsed({ last24Hours, budgetPerDay }: Pick<Schema<"Gas">, "last24Hours" | "budgetPerDay">): number | null {
  if (budgetPerDay === null) return null;
  return Math.max(part(Number(last24Hours.wei), Number(budgetPerDay.wei)), part(last24Hours.usd, budgetPerDay.usd));
}

function part(used: number, budget: number): number {
  return budget === 0 ? (used === 0 ? 0 : 1) : used / budget;
}
