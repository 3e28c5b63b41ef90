/** An amount in smallest units as digits, exactly and without separators: what an input field holds. */
export function exactAmount(amount: bigint, decimals: number): string {
  const digits = amount.toString().padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const fraction = digits.slice(digits.length - decimals).replace(/0+$/, "");
  return fraction === "" ? whole : `${whole}.${fraction}`;
}

/**
 * "1,234.56": cut, never rounded up, so that nobody is shown more than there is. Something too small for so many digits is "<0.01", not
 * nothing.
 */
export function shownAmount(amount: bigint, decimals: number, digits = 2): string {
  const [whole = "0", fraction = ""] = exactAmount(amount, decimals).split(".");
  const shown = fraction.slice(0, digits).padEnd(digits, "0");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  if (amount > 0n && whole === "0" && /^0*$/.test(shown)) return `<${exactAmount(1n, digits)}`;
  return digits === 0 ? grouped : `${grouped}.${shown}`;
}

/** A part of a whole as a fraction, for percentages; exact to a billionth. */
export function partOf(part: bigint, whole: bigint): number {
  return whole === 0n ? 0 : Number((part * 1_000_000_000n) / whole) / 1_000_000_000;
}
