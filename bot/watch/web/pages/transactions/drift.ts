/** "+0.25 bps", "0 bps": how far off a move was, in basis points of it. */
export function driftText(bps: number): string {
  const digits = Math.abs(bps).toFixed(3);
  if (Number(digits) === 0) return "0 bps";
  return `${bps > 0 ? "+" : "−"}${Number(digits)} bps`;
}
