import type { NavPath } from "../../../bot/backtest/metrics/navPath.ts";

export const DAY = 86_400;
/** 2023-01-01, midnight. */
export const START = 1_672_531_200;

/** A path that is worth `navUsd` at one midnight after the other, without deposits. */
export function dailyPath(navUsd: ArrayLike<number>, startSeconds = START): NavPath {
  return {
    timeSeconds: Float64Array.from(navUsd, (_, day) => startSeconds + day * DAY),
    navUsd: Float64Array.from(navUsd),
    flowUsd: new Float64Array(navUsd.length),
  };
}

/** A path with these returns, one day after the other. */
export function pathOf(returns: ArrayLike<number>, capitalUsd = 1): NavPath {
  const navUsd = [capitalUsd];
  for (let day = 0; day < returns.length; day++) navUsd.push((navUsd[day] as number) * (1 + (returns[day] as number)));
  return dailyPath(navUsd);
}

/** Reference returns, also written down in Python: [((i * 37) % 101 - 45) / 1e4 for i in range(100)], [((i * 53) % 97 - 44) / 1e4 …]. */
export const STRATEGY = Float64Array.from({ length: 100 }, (_, i) => (((i * 37) % 101) - 45) / 1e4);
export const BENCHMARK = Float64Array.from({ length: 100 }, (_, i) => (((i * 53) % 97) - 44) / 1e4);
