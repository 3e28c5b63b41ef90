import type { UnixSeconds } from "../../core/units.ts";

/** A share's price at a time, in any unit, the same for all. */
export interface SharePrice {
  readonly timeSeconds: UnixSeconds;
  readonly price: number;
}

const DAY_SECONDS = 86_400;
const DAYS_PER_YEAR = 365;

/** The last price of every UTC day that has one, up to `atSeconds`, ascending; what is no price is left out. */
function dailyCloses(history: readonly SharePrice[], atSeconds: UnixSeconds): readonly { readonly day: number; readonly price: number }[] {
  const closes = new Map<number, number>();
  for (const { timeSeconds, price } of usable(history, atSeconds)) closes.set(Math.floor(timeSeconds / DAY_SECONDS), price);
  return [...closes].map(([day, price]) => ({ day, price }));
}

function usable(history: readonly SharePrice[], atSeconds: UnixSeconds): readonly SharePrice[] {
  return history
    .filter(({ timeSeconds, price }) => timeSeconds <= atSeconds && price > 0 && Number.isFinite(price))
    .sort((one, other) => one.timeSeconds - other.timeSeconds);
}

/**
 * The yearly standard deviation of daily log returns over the last `windowDays`, or NaN with fewer than `leastDays` of them. Days without a
 * price make one return over several days, which counts by its length: with returns rᵢ over dᵢ days and their drift μ = Σrᵢ / Σdᵢ the
 * daily variance is Σ (rᵢ − μdᵢ)² / dᵢ / (n − 1), the estimator of a Brownian motion seen at uneven times.
 */
export function realisedVolatility(history: readonly SharePrice[], atSeconds: UnixSeconds, windowDays: number, leastDays: number): number {
  const firstDay = Math.floor(atSeconds / DAY_SECONDS) - windowDays;
  const closes = dailyCloses(history, atSeconds).filter(({ day }) => day >= firstDay);
  const returns = closes.slice(1).map(({ day, price }, i) => {
    const before = closes[i] ?? { day, price };
    return { days: day - before.day, value: Math.log(price / before.price) };
  });
  if (returns.length < Math.max(2, leastDays)) return Number.NaN;
  const drift = returns.reduce((sum, { value }) => sum + value, 0) / returns.reduce((sum, { days }) => sum + days, 0);
  const squares = returns.reduce((sum, { value, days }) => sum + (value - drift * days) ** 2 / days, 0);
  return Math.sqrt((squares / (returns.length - 1)) * DAYS_PER_YEAR);
}

/** How far the last price is below the highest so far, a fraction; NaN without a price. */
export function drawdown(history: readonly SharePrice[], atSeconds: UnixSeconds): number {
  const prices = usable(history, atSeconds).map(({ price }) => price);
  const last = prices.at(-1);
  if (last === undefined) return Number.NaN;
  return 1 - last / prices.reduce((highest, price) => Math.max(highest, price), 0);
}
