import { marketName } from "../../format.ts";
import type { Report } from "../report.ts";
import { type ReportSection, section } from "../section.ts";
import {
  amountWords,
  minuteWords,
  percentWords,
  sharePriceWords,
  signedAmountWords,
  signedPercentWords,
  UNKNOWN,
  usdWords,
} from "../words.ts";

/** A day's return has its digits far behind the point. */
const RETURN_DIGITS = 4;

export function resultSection(report: Report): ReportSection {
  return section("Result", { sentences: [resultSentence(report)], tables: worthTables(report) });
}

/** What matters most, in one sentence. */
export function resultSentence({ performance, activity: { rebalances } }: Report): string {
  if (performance === null) return "The keeper did not see the vault often enough in this time to say what a share earned.";
  const { realisedReturn, apy, benchmark } = performance;
  const yearly = apy === null ? "" : `, ${signedPercentWords(apy)} a year`;
  const words = `A share earned ${signedPercentWords(realisedReturn, RETURN_DIGITS)}${yearly}, net of fees and of what moving cost, not of gas`;
  if (benchmark === null) return `${words}. What the vault's markets paid meanwhile is not known.`;
  const [ours, theirs] = [realisedReturn, benchmark.realisedReturn].map((value) => signedPercentWords(value, RETURN_DIGITS));
  // What looks the same is the same.
  const ahead = ours === theirs ? "as much as" : realisedReturn > benchmark.realisedReturn ? "more than" : "less than";
  const markets = benchmark.markets === 1 ? "its one market" : `its ${benchmark.markets} markets in equal parts`;
  const theirYear = benchmark.apy === null ? "" : `, ${signedPercentWords(benchmark.apy)} a year`;
  const moves = rebalances === 0 ? "Nothing was moved" : `Money was moved ${rebalances === 1 ? "once" : `${rebalances} times`}`;
  return `${words}: ${ahead} ${markets} would have (${theirs}${theirYear}). ${moves}.`;
}

function worthTables(report: Report) {
  const { begin, end, performance } = report;
  if (begin === null || end === null) return [];
  const change = (from: number | null, to: number | null) =>
    from === null || to === null || from === 0 ? UNKNOWN : signedPercentWords(to / from - 1, RETURN_DIGITS);
  const worth = [
    ["", `${minuteWords(begin.atSeconds)} UTC`, `${minuteWords(end.atSeconds)} UTC`, "change"],
    ["NAV", usdWords(begin.navUsd), usdWords(end.navUsd), change(begin.navUsd, end.navUsd)],
    [
      "total assets",
      amountWords(report, begin.totalAssets),
      amountWords(report, end.totalAssets),
      signedAmountWords(report, end.totalAssets - begin.totalAssets),
    ],
    ["share price", sharePriceWords(begin.sharePrice), sharePriceWords(end.sharePrice), change(begin.sharePrice, end.sharePrice)],
  ];
  const figures = [
    ["", "return", "a year"],
    ["this vault, net", signedPercentWords(performance?.realisedReturn, RETURN_DIGITS), signedPercentWords(performance?.apy)],
    [
      `benchmark: its markets in equal parts${performance?.benchmark == null ? "" : ` (${performance.benchmark.markets})`}`,
      signedPercentWords(performance?.benchmark?.realisedReturn, RETURN_DIGITS),
      signedPercentWords(performance?.benchmark?.apy),
    ],
    [
      `bound: the best market in hindsight${performance?.bestMarket == null ? "" : ` (${marketName(performance.bestMarket.marketId)})`}`,
      signedPercentWords(performance?.bestMarket?.realisedReturn, RETURN_DIGITS),
      signedPercentWords(performance?.bestMarket?.apy),
    ],
    ["idle", "0.0000 %", "0.00 %"],
    ["deepest fall of the share price", percentWords(performance?.maxDrawdown, RETURN_DIGITS), ""],
  ];
  return [{ rows: worth, wordColumns: 1 }, ...(performance === null ? [] : [{ rows: figures, wordColumns: 1 }])];
}
