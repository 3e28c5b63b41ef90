import type { MarketId } from "../../../core/market.ts";

const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/** Names people can read, of markets that stay apart: "aave-v2 usdc" of "1:aave-v2:usdc:b3319f5d" unless another one is called so. */
export function marketNames(marketIds: readonly MarketId[]): ReadonlyMap<MarketId, string> {
  const long = (id: MarketId): string => id.replace(/^\d+:/, "").replaceAll(":", " ");
  const short = (id: MarketId): string => long(id).replace(/ [0-9a-f]{8}$/, "");
  const timesTaken = new Map<string, number>();
  for (const id of marketIds) timesTaken.set(short(id), (timesTaken.get(short(id)) ?? 0) + 1);
  return new Map(marketIds.map((id) => [id, timesTaken.get(short(id)) === 1 ? short(id) : long(id)]));
}

/** "2023-03" → "March 2023". */
export function monthName(month: string): string {
  return `${MONTHS[Number(month.slice(5)) - 1]} ${month.slice(0, 4)}`;
}

/** "2023-03" of a moment. */
export function monthOf(seconds: number): string {
  return new Date(seconds * 1000).toISOString().slice(0, 7);
}

/** "14 March 2023". */
export function dayName(seconds: number): string {
  const day = new Date(seconds * 1000);
  return `${day.getUTCDate()} ${MONTHS[day.getUTCMonth()]} ${day.getUTCFullYear()}`;
}

/** "24 hours", "7 days". */
export function horizonWords(horizonSeconds: number): string {
  const days = horizonSeconds / 86_400;
  return Number.isInteger(days) && days >= 2 ? `${days} days` : `${horizonSeconds / 3600} hours`;
}

/** 1234567 → "1,234,567". */
export function thousands(count: number): string {
  return count.toLocaleString("en-US");
}
