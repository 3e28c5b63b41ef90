/** The share of gains among the days that gained or lost anything. NaN without any. */
export function winRate(returns: ArrayLike<number>): number {
  let gains = 0;
  let losses = 0;
  for (let i = 0; i < returns.length; i++) {
    if ((returns[i] as number) > 0) gains += 1;
    if ((returns[i] as number) < 0) losses += 1;
  }
  return gains / (gains + losses);
}
