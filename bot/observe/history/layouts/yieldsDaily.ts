import { BadField, type CsvRecord, quoted } from "../csvRecord.ts";
import { emptyYields, utilizationOf } from "../historyRow.ts";
import { aprOf, rateConvention, SIMPLE_RATES } from "../rateConvention.ts";
import type { HistoryLayout } from "./layout.ts";

/**
 * Markets of all kinds by day. The columns are named "apy", but what they hold depends on whom they are from: rates that come with all
 * deposits (`total_deposits`) or with the reserves of a pool (`pool_reserves`) were read from the protocol and are simple; those of
 * DefiLlama are what its adaptor of the project computes.
 */
export const yieldsDaily: HistoryLayout = {
  name: "yields-daily",
  period: "day",
  namesNoMarket: false,
  columns: [
    "date",
    "market",
    "protocol",
    "symbol",
    "category",
    "apy_pct",
    "apy_base_pct",
    "apy_reward_pct",
    "tvl_usd",
    "tvl_basis",
    "borrow_usd",
    "volume_usd",
    "il_7d_pct",
  ],
  read(record) {
    const marketId = record.requiredText("market");
    const protocol = record.requiredText("protocol");
    const category = record.text("category") || null;
    const day = record.day("date");
    const { deposits, convention } = basisOf(record, protocol, category);
    const tvlUsd = record.number("tvl_usd");
    const totalSupplyUsd = deposits ? tvlUsd : null;
    const totalBorrowUsd = record.number("borrow_usd");
    const loss = record.percent("il_7d_pct");
    return {
      market: { id: marketId, protocol, symbol: record.requiredText("symbol"), category },
      yields: {
        ...emptyYields({ marketId, periodStartSeconds: day, origin: "yields-daily", lastSampleSeconds: day }),
        // Where base and reward are not told apart, the whole counts as base.
        supplyApr: aprOf(record.percent("apy_base_pct") ?? record.percent("apy_pct"), convention.base),
        rewardApr: aprOf(record.percent("apy_reward_pct"), convention.reward),
        totalSupplyUsd,
        totalBorrowUsd,
        liquidityUsd: deposits ? null : tvlUsd,
        utilization: utilizationOf(totalBorrowUsd, totalSupplyUsd),
        volumeUsd: record.number("volume_usd"),
        impermanentLoss7d: loss === null ? null : Math.abs(loss),
      },
      convention: { ...convention, tvl: deposits ? "deposits" : "cash" },
    };
  },
};

/** What `tvl_usd` counts and what the rates are. Cash and deposits never end up in one column. */
function basisOf(record: CsvRecord, protocol: string, category: string | null) {
  const basis = record.requiredText("tvl_basis");
  if (basis === "total_deposits" || basis === "pool_reserves") return { deposits: true, convention: SIMPLE_RATES };
  if (basis !== "defillama" && basis !== "cash") {
    throw new BadField(`tvl_basis is none of total_deposits, pool_reserves, defillama, cash: ${quoted(basis)}`);
  }
  const convention = rateConvention(protocol);
  // DefiLlama counts the cash of lending markets only; of what it holds of pools and of staking, nothing is lent out.
  const deposits = basis === "defillama" && category !== "lending" && (category !== null || convention.tvl === "deposits");
  return { deposits, convention };
}
