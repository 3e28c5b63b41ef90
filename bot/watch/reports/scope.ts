import type { Report } from "./report.ts";
import { minuteWords } from "./words.ts";

/** What it is about, below the title. */
export function scopeWords({ vault, fromSeconds, toSeconds, madeAtSeconds }: Report): string {
  const unfinished = madeAtSeconds < toSeconds ? "; the time is not over yet" : "";
  return `Vault ${vault.address} on chain ${vault.chainId}, from ${minuteWords(fromSeconds)} to ${minuteWords(toSeconds)} UTC; made ${minuteWords(madeAtSeconds)}${unfinished}.`;
}
