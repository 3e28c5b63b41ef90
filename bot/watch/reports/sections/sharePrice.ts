import type { Report } from "../report.ts";
import { type ReportSection, section } from "../section.ts";
import { minuteWords, sharePriceWords } from "../words.ts";

export function sharePriceSection({ sharePrices }: Report): ReportSection {
  const [first, last] = [sharePrices[0], sharePrices.at(-1)];
  if (first === undefined || last === undefined || first === last) {
    return section("Share price", { sentences: ["No two ticks saw a share price in this time."] });
  }
  const from = `${sharePriceWords(first.sharePrice)} at ${minuteWords(first.bucketTimeSeconds)}`;
  const to = `${sharePriceWords(last.sharePrice)} at ${minuteWords(last.bucketTimeSeconds)}`;
  return section("Share price", { sentences: [`From ${from} to ${to} UTC, seen by ${sharePrices.length} ticks.`], drawing: "share-price" });
}
