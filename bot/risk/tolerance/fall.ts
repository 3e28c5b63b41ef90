/** How severe `value` is against the worst that counts: 0 to 1; 0 for what is not known (null, NaN). */
export function severityOf(value: number | null, worst: number): number {
  const severity = value === null ? 0 : value / worst;
  return severity > 0 ? Math.min(1, severity) : 0;
}

/** One at no severity, falling linearly to `least` at full severity. */
export function fallingFactor(severity: number, least: number): number {
  // 1 − (1 − 0.1) is a bit below 0.1.
  return Math.max(least, 1 - (1 - least) * severity);
}
