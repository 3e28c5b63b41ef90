import { ether, usd } from "../../format/amounts.ts";
import { camelWords, marketName } from "../../format/names.ts";
import { basisPoints, percent } from "../../format/rates.ts";
import { duration, utcText } from "../../format/times.ts";

/** A figure that an alert was judged by, as a person reads it. */
export interface DetailText {
  readonly name: string;
  readonly text: string;
}

/** Later seconds are times, earlier ones lengths of time: 2001 and 31 years. */
const FIRST_TIME_SECONDS = 1_000_000_000;

/** Fractions that do not say so by their name. */
const SHARES = new Set(["used", "fall"]);

/** By the units in their names. What is in another figure is told as a part of it. */
export function detailTexts(details: Readonly<Record<string, unknown>>, within = ""): readonly DetailText[] {
  return Object.entries(details).flatMap(([key, value]): readonly DetailText[] => {
    if (value !== null && typeof value === "object" && !Array.isArray(value)) {
      return detailTexts(value as Readonly<Record<string, unknown>>, `${within}${nameOf(key)}: `);
    }
    return [{ name: `${within}${nameOf(key)}`, text: valueText(key, value) }];
  });
}

/** Whether it is an address or a transaction, which explorers show; null for neither. */
export function explorerKind(text: string): "address" | "tx" | null {
  if (!/^0x[0-9a-f]+$/i.test(text)) return null;
  return text.length === 42 ? "address" : text.length === 66 ? "tx" : null;
}

/** "missingSeconds" → "Missing"; the unit stands with the value. */
function nameOf(key: string): string {
  return camelWords(key.replace(/(?<=.)(Seconds|Bps|Usd|Wei|Apr|Bytes)$/, ""));
}

function valueText(key: string, value: unknown): string {
  if (value === null || value === undefined) return "not known";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.map((one) => valueText(key, one)).join(", ");
  if (/wei$/i.test(key) && /^\d+$/.test(String(value))) return `${ether(String(value))} ETH`;
  if (typeof value === "number") return numberText(key, value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  return marketName(typeof value === "string" ? value : JSON.stringify(value));
}

function numberText(key: string, value: number): string {
  if (/seconds$/i.test(key)) return value >= FIRST_TIME_SECONDS ? utcText(value) : duration(value);
  if (/bps$/i.test(key)) return basisPoints(value);
  if (/usd$/i.test(key)) return usd(value);
  if (/bytes$/i.test(key)) return `${(value / 1e9).toLocaleString("en-US", { maximumFractionDigits: 2 })} GB`;
  if (/(apr|share|fraction)$/i.test(key) || SHARES.has(key)) return percent(value);
  return value.toLocaleString("en-US", { maximumSignificantDigits: 6 });
}
