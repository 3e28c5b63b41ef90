export { marketName } from "../../format.ts";

/** "0x5FbD…0aa3" of an address or a hash. */
export function shortHex(value: string): string {
  return value.length <= 14 ? value : `${value.slice(0, 6)}…${value.slice(-4)}`;
}

/** The words of a name of code: "dailyLoss" → "Daily loss". */
export function camelWords(name: string): string {
  const text = name.replace(/([a-z0-9])([A-Z])/g, (_, before: string, after: string) => `${before} ${after.toLowerCase()}`);
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The words of a name for machines: "cost-exceeds-gain" → "Cost exceeds gain". */
export function words(name: string): string {
  const text = name.replaceAll(/[-_]/g, " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}
