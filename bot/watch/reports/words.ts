import { usdText } from "../../backtest/report/figureText.ts";
import { dayName } from "../../predict/evaluate/report/names.ts";
import { percent, thousands, tokenAmount, utcTime } from "../format.ts";
import type { Report } from "./report.ts";

/** What is not known. */
export const UNKNOWN = "–";

/** "main", or the address of a vault that is not configured. */
export function vaultWords({ vault }: Report): string {
  return vault.name ?? vault.address;
}

/** "26 November 2026", "20 to 26 November 2026" by its first and last day. */
export function periodWords({ fromSeconds, toSeconds, period }: Report): string {
  const last = dayName(toSeconds - 1);
  if (period === "day") return last;
  const first = dayName(fromSeconds);
  const [firstDay = "", firstMonth, firstYear] = first.split(" ");
  const [, lastMonth, lastYear] = last.split(" ");
  if (firstYear !== lastYear) return `${first} to ${last}`;
  return firstMonth === lastMonth ? `${firstDay} to ${last}` : `${firstDay} ${firstMonth} to ${last}`;
}

/** "Daily report of main, 26 November 2026". */
export function titleWords(report: Report): string {
  return `${report.period === "day" ? "Daily" : "Weekly"} report of ${vaultWords(report)}, ${periodWords(report)}`;
}

export function percentWords(fraction: number | null | undefined, digits = 2): string {
  return fraction == null ? UNKNOWN : percent(fraction, digits);
}

/** With its sign: "+1.20 %". */
export function signedPercentWords(fraction: number | null | undefined, digits = 2): string {
  return fraction == null ? UNKNOWN : `${fraction > 0 ? "+" : ""}${percent(fraction, digits)}`;
}

/** Of amounts of the vault's asset: "1,234.57 USDC". */
export function amountWords({ asset }: Report, amount: bigint | null | undefined): string {
  if (amount == null) return UNKNOWN;
  return asset === null ? String(amount) : `${tokenAmount(amount, asset.decimals)} ${asset.symbol}`;
}

/** The same with its sign. */
export function signedAmountWords(report: Report, amount: bigint | null | undefined): string {
  const words = amountWords(report, amount);
  return amount != null && amount > 0n ? `+${words}` : words;
}

export function usdWords(usd: number | null | undefined): string {
  return usd == null ? UNKNOWN : `$${usdText(usd)}`;
}

export function sharePriceWords(sharePrice: number | null | undefined): string {
  return sharePrice == null ? UNKNOWN : thousands(sharePrice, 8);
}

/** "2026-11-26 08:05". */
export function minuteWords(seconds: number): string {
  return utcTime(seconds).slice(0, 16);
}
