import type { MarketId } from "../../../core/market.ts";
import { groupBy } from "../../../predict/live/groupBy.ts";
import { marketName, percent } from "../../format.ts";
import { LOOKBACK_SECONDS } from "../input.ts";
import { LASTING, type Rule } from "../rule.ts";

const MISSED = 0.15;
const MISSED_CRITICAL = 0.5;

/** Buckets that nobody was there to take are `keeper-stalled`, and told there. */
export const dataGap: Rule = {
  name: "data-gap",
  hysteresis: LASTING,
  remedy: "`keeper observe report` lists gaps with their reasons; add a second RPC endpoint, or one that keeps all state, to fill them.",
  judge({ gaps }) {
    const missed = new Map<MarketId, { seconds: number; reasons: Set<string> }>();
    for (const { marketId, buckets, refilled, bucketSeconds, reason } of gaps) {
      if (reason === "not-running") continue;
      const one = missed.get(marketId) ?? { seconds: 0, reasons: new Set() };
      one.seconds += (buckets - refilled) * bucketSeconds;
      one.reasons.add(reason);
      missed.set(marketId, one);
    }
    return [...missed].flatMap(([marketId, { seconds, reasons }]) => {
      const share = seconds / LOOKBACK_SECONDS.gaps;
      if (share < MISSED) return [];
      return [
        {
          subject: marketId,
          severity: share >= MISSED_CRITICAL ? ("critical" as const) : ("warning" as const),
          summary: `${percent(share, 0)} of the last hour's samples of ${marketName(marketId)} are missing (${[...reasons].join(", ")})`,
          details: { missingSeconds: seconds, reasons: [...reasons] },
        },
      ];
    });
  },
};

/** Rules of quality that compare one answer with another, or with what was believed before. */
const DIVERGING = new Set([
  "apr-spike",
  "index-not-monotone",
  "rate-inconsistent",
  "block-skew",
  "subgraph-gap",
  "subgraph-untrusted",
  "price-deviates",
]);
const DIVERGING_SAMPLES = 3;

export const sourceDiverging: Rule = {
  name: "source-diverging",
  hysteresis: LASTING,
  remedy: "Compare what the market's own page and another node say; the rejected samples are kept (`keeper observe report`).",
  judge({ rejected }) {
    const byMarket = groupBy(
      rejected.filter(({ rule }) => DIVERGING.has(rule)),
      ({ marketId }) => marketId,
    );
    return [...byMarket].flatMap(([marketId, samples]) => {
      const times = new Set(samples.map(({ sampleTimeSeconds }) => sampleTimeSeconds)).size;
      if (times < DIVERGING_SAMPLES) return [];
      const rules = [...new Set(samples.map(({ rule }) => rule))];
      return [
        {
          subject: marketId,
          severity: "warning" as const,
          summary: `${times} samples of ${marketName(marketId)} contradicted what is known of it within an hour (${rules.join(", ")})`,
          details: { samples: times, rules, last: samples.at(-1)?.detail ?? null },
        },
      ];
    });
  },
};
