import type { MarketSampling } from "../store/samplingReport.ts";
import { marketName, percent, utcTime } from "./format.ts";
import { table } from "./table.ts";

/** How well the markets were sampled, for a person: one line a market, and below it what was refused or missed, and why. */
export function samplingText(markets: readonly MarketSampling[]): string {
  const rows = markets.map((market) => {
    const { marketId, expected, stored, rejected, gaps, lastSuccessSeconds, worstLagSeconds } = market;
    const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0);
    return [
      marketName(marketId),
      String(expected),
      String(stored),
      expected === 0 ? "–" : percent(stored / expected),
      String(sum(Object.values(rejected))),
      String(sum(gaps.map((gap) => gap.refilled))),
      String(sum(gaps.map((gap) => gap.open))),
      lastSuccessSeconds === null ? "never" : utcTime(lastSuccessSeconds),
      worstLagSeconds === null ? "–" : `${Math.round(worstLagSeconds)} s`,
    ];
  });
  const header = ["market", "expected", "stored", "complete", "rejected", "refilled", "missing", "last success (UTC)", "worst lag"];
  return [table([header, ...rows]), ...markets.flatMap(reasonLines)].join("\n");
}

function reasonLines({ marketId, rejected, gaps, pending }: MarketSampling): readonly string[] {
  const name = marketName(marketId);
  return [
    ...Object.entries(rejected).map(([rule, samples]) => `${name}: ${samples} rejected by ${rule}`),
    ...gaps.map(({ reason, buckets, refilled, irrecoverable, open }) => {
      const parts = [
        ...(refilled > 0 ? [`${refilled} refilled`] : []),
        ...(irrecoverable > 0 ? [`${irrecoverable} irrecoverable`] : []),
        ...(open > 0 ? [`${open} open`] : []),
      ];
      return `${name}: ${buckets} missed, ${reason} (${parts.join(", ")})`;
    }),
    ...(pending > 0 ? [`${name}: ${pending} since the last recorded sample`] : []),
  ];
}
