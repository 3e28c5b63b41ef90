/** For words about values of which some, or all, may not be known. */
export function isKnown(value: number | undefined): value is number {
  return value !== undefined && !Number.isNaN(value);
}

/** "97 %", "2.4 %": as many digits as a person wants. */
export function shareText(share: number): string {
  const percent = 100 * share;
  return `${Math.abs(percent) < 10 ? percent.toFixed(1) : percent.toFixed(0)} %`;
}

/** "up 6 points", "down 0.7 points", of percentages. */
export function pointsText(change: number): string {
  const points = Math.abs(100 * change);
  return `${change < 0 ? "down" : "up"} ${points < 10 ? points.toFixed(1) : points.toFixed(0)} points`;
}

/** "up 12 %", "down 3.1 %", "up 14 times", of a change in logarithms. */
export function growthText(logarithm: number): string {
  const change = Math.exp(logarithm) - 1;
  if (change > 1_000) return "up from next to nothing";
  if (change > 10) return `up ${(change + 1).toFixed(0)} times`;
  return `${change < 0 ? "down" : "up"} ${shareText(Math.abs(change))}`;
}

/** "1.2M", "340k". */
export function usdText(usd: number): string {
  if (usd >= 1e9) return `$${(usd / 1e9).toFixed(1)}B`;
  if (usd >= 1e6) return `$${(usd / 1e6).toFixed(1)}M`;
  return usd >= 1e3 ? `$${(usd / 1e3).toFixed(0)}k` : `$${usd.toFixed(0)}`;
}
