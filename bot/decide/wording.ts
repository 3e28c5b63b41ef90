/** Figures as a person reads them, the same on every machine. */

/** "1,234,567.89 USDC": to two places, rounded down in size. */
export function amountText(amount: bigint, asset: { readonly decimals: number; readonly symbol: string }): string {
  const size = amount < 0n ? -amount : amount;
  const unit = 10n ** BigInt(asset.decimals);
  const hundredths = ((size % unit) * 100n) / unit;
  return `${amount < 0n ? "−" : ""}${grouped(size / unit)}.${hundredths.toString().padStart(2, "0")} ${asset.symbol}`;
}

/** "1,234.50 USD". */
export function usdText(usd: number): string {
  const [whole = "0", cents = "00"] = Math.abs(usd).toFixed(2).split(".");
  const sign = usd < 0 && (Number(whole) > 0 || cents !== "00") ? "−" : "";
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ",")}.${cents} USD`;
}

/** "12.3 gwei", to three digits. */
export function gweiText(wei: bigint): string {
  return `${Number((Number(wei) / 1e9).toPrecision(3))} gwei`;
}

/** "7 days", "6 hours", "45 minutes", in the largest unit that is at least one, to one place. */
export function durationText(seconds: number): string {
  if (seconds >= 86_400) return counted(seconds / 86_400, "day");
  if (seconds >= 3600) return counted(seconds / 3600, "hour");
  return counted(seconds / 60, "minute");
}

/** "a", "a and b", "a, b and 3 more". */
export function listText(items: readonly string[], most: number): string {
  const shown = items.length > most ? [...items.slice(0, most), `${items.length - most} more`] : items;
  const last = shown.at(-1) ?? "";
  return shown.length > 1 ? `${shown.slice(0, -1).join(", ")} and ${last}` : last;
}

function counted(value: number, unit: string): string {
  const text = String(Math.round(value * 10) / 10);
  return `${text} ${unit}${text === "1" ? "" : "s"}`;
}

function grouped(whole: bigint): string {
  return whole.toString().replace(/\B(?=(\d{3})+$)/g, ",");
}
