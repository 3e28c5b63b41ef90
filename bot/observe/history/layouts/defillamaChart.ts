import { type MarketId, protocolOf } from "../../../core/market.ts";
import { bucketTime } from "../../../core/observation.ts";
import { PERIOD_SECONDS } from "../../../core/periodYield.ts";
import type { UnixSeconds } from "../../../core/units.ts";
import { emptyYields, type HistoryRow } from "../historyRow.ts";
import { aprOf, rateConvention } from "../rateConvention.ts";
import type { HistoryLayout } from "./layout.ts";

/** The origin of everything that is DefiLlama's, whether it came as a file or from its API. */
export const DEFILLAMA_ORIGIN = "defillama";

/** One point of a pool's chart, as DefiLlama gives it: percent and USD. */
export interface ChartPoint {
  readonly timeSeconds: UnixSeconds;
  readonly tvlUsd: number | null;
  readonly apyPercent: number | null;
  readonly apyBasePercent: number | null;
  readonly apyRewardPercent: number | null;
  readonly il7dPercent: number | null;
}

/** The day of a pool's chart, with rates made simple by what its project's adaptor computes. */
export function chartRow(marketId: MarketId, project: string, symbol: string, point: ChartPoint): HistoryRow {
  const convention = rateConvention(project);
  const deposits = convention.tvl === "deposits";
  return {
    market: { id: marketId, protocol: project, symbol, category: convention.category },
    yields: {
      ...emptyYields({
        marketId,
        periodStartSeconds: bucketTime(point.timeSeconds, PERIOD_SECONDS.day),
        origin: DEFILLAMA_ORIGIN,
        lastSampleSeconds: point.timeSeconds,
      }),
      supplyApr: aprOf(fraction(point.apyBasePercent ?? point.apyPercent), convention.base),
      rewardApr: aprOf(fraction(point.apyRewardPercent), convention.reward),
      totalSupplyUsd: deposits ? point.tvlUsd : null,
      liquidityUsd: deposits ? null : point.tvlUsd,
      impermanentLoss7d: point.il7dPercent === null ? null : Math.abs(point.il7dPercent) / 100,
    },
    convention,
  };
}

function fraction(percent: number | null): number | null {
  return percent === null ? null : percent / 100;
}

/** The names of the columns: those of the button "download CSV" of a pool's page, or the field names of `/chart/{pool}`. */
interface ChartColumns {
  readonly time: string;
  readonly tvl: string;
  readonly apy: string;
  readonly base: string;
  readonly reward: string;
  readonly il7d: string;
}

function chartLayout(names: ChartColumns): HistoryLayout {
  return {
    name: "defillama-chart",
    period: "day",
    namesNoMarket: true,
    columns: [names.apy, names.base, names.reward, names.tvl, names.time],
    read(record, { marketId }) {
      const id = marketId ?? "";
      return chartRow(id, protocolOf(id), id.split(":")[2] ?? "", {
        timeSeconds: record.moment(names.time),
        tvlUsd: record.number(names.tvl),
        apyPercent: record.number(names.apy),
        apyBasePercent: record.number(names.base),
        apyRewardPercent: record.number(names.reward),
        il7dPercent: record.number(names.il7d),
      });
    },
  };
}

/** The chart of one pool of DefiLlama by day; which market it is has to be said. */
export const defillamaChart: readonly HistoryLayout[] = [
  chartLayout({ time: "DATE", tvl: "TVL", apy: "APY", base: "APY_BASE", reward: "APY_REWARD", il7d: "IL_7D" }),
  chartLayout({ time: "timestamp", tvl: "tvlUsd", apy: "apy", base: "apyBase", reward: "apyReward", il7d: "il7d" }),
];
