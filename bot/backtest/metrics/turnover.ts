/**
 * One rebalance as shares of the portfolio, idle money among them: just before it, as prices and interest had left them, and just after.
 * Both name the same sources in the same order and sum to 1.
 */
export interface Reweighting {
  readonly before: ArrayLike<number>;
  readonly after: ArrayLike<number>;
}

/** ½ Σ |Δw|: the share of the portfolio that changed places, 0 to 1. */
export function turnover({ before, after }: Reweighting): number {
  let moved = 0;
  for (let i = 0; i < after.length; i++) moved += Math.abs((after[i] as number) - (before[i] as number));
  return moved / 2;
}

/** The sum over all rebalances: 12 is the whole portfolio moved twelve times. */
export function totalTurnover(reweightings: readonly Reweighting[]): number {
  return reweightings.reduce((sum, reweighting) => sum + turnover(reweighting), 0);
}
