import { bucketTime } from "../../../core/observation.ts";
import { PERIOD_SECONDS } from "../../../core/periodYield.ts";
import { emptyYields, utilizationOf } from "../historyRow.ts";
import { SIMPLE_RATES } from "../rateConvention.ts";
import type { HistoryLayout } from "./layout.ts";

/** Lending markets at the hours in which something happened. Rates are simple, in percent; flows are of the hour. */
export const lendingHourly: HistoryLayout = {
  name: "lending-hourly",
  period: "hour",
  namesNoMarket: false,
  columns: [
    "timestamp",
    "block",
    "market",
    "protocol",
    "symbol",
    "supply_apr_pct",
    "total_supply_usd",
    "total_borrow_usd",
    "deposit_usd_1h",
    "withdraw_usd_1h",
    "borrow_usd_1h",
    "repay_usd_1h",
  ],
  read(record) {
    const marketId = record.requiredText("market");
    const time = record.seconds("timestamp");
    const totalSupplyUsd = record.number("total_supply_usd");
    const totalBorrowUsd = record.number("total_borrow_usd");
    return {
      market: {
        id: marketId,
        protocol: record.requiredText("protocol"),
        symbol: record.requiredText("symbol"),
        category: "lending",
      },
      yields: {
        ...emptyYields({
          marketId,
          periodStartSeconds: bucketTime(time, PERIOD_SECONDS.hour),
          origin: "lending-hourly",
          lastSampleSeconds: time,
        }),
        lastBlockNumber: record.integer("block"),
        supplyApr: record.percent("supply_apr_pct"),
        totalSupplyUsd,
        totalBorrowUsd,
        utilization: utilizationOf(totalBorrowUsd, totalSupplyUsd),
        depositUsd: record.number("deposit_usd_1h"),
        withdrawUsd: record.number("withdraw_usd_1h"),
        borrowUsd: record.number("borrow_usd_1h"),
        repayUsd: record.number("repay_usd_1h"),
      },
      convention: SIMPLE_RATES,
    };
  },
};
