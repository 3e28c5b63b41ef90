import type { Schema } from "../../../client/keeperClient.ts";

type BacktestDetail = Schema<"BacktestDetail">;

/** More lines and columns than this nobody tells apart. */
export const MOST_COMPARED = 4;

/** Ids of the address's `compare`, in the order they were chosen; what is no id is left out. */
export function comparedOfQuery(query: Readonly<Record<string, string | undefined>>): readonly number[] {
  const ids = (query.compare ?? "").split(",").filter((text) => /^\d{1,15}$/.test(text));
  return [...new Set(ids.map(Number))].slice(0, MOST_COMPARED);
}

export function pathOfCompared(ids: readonly number[]): string {
  return ids.length === 0 ? "/backtests" : `/backtests?compare=${ids.join(",")}`;
}

/** Puts one to those compared, or takes it away; there is no room for a fifth. */
export function toggled(ids: readonly number[], id: number): readonly number[] {
  if (ids.includes(id)) return ids.filter((one) => one !== id);
  return ids.length < MOST_COMPARED ? [...ids, id] : ids;
}

/** Who competed in any of them, whoever did in the most first. */
export function contendersOf(backtests: readonly Pick<BacktestDetail, "contenders">[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { contenders } of backtests) for (const name of contenders) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].sort(([, first], [, second]) => second - first).map(([name]) => name);
}

/** As it is called: its name, or its number where it has none. Two of one name get their numbers, too. */
export function titlesOf(backtests: readonly Pick<BacktestDetail, "id" | "name">[]): readonly string[] {
  const names = backtests.map(({ name }) => name);
  return backtests.map(({ id, name }) => {
    if (name === null) return backtestTitle({ id, name });
    return names.filter((other) => other === name).length > 1 ? `${name} (${id})` : name;
  });
}

export function backtestTitle({ id, name }: Pick<BacktestDetail, "id" | "name">): string {
  return name ?? `Backtest ${id}`;
}
