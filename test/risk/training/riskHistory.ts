import type { MarketSeries } from "../../../bot/predict/series/marketSeries.ts";
import { historyFolder } from "../../predict/series/historyFolder.ts";
import { madeUpMarkets } from "./madeUpRisks.ts";

const HEADER =
  "timestamp,block,market,protocol,symbol,supply_apr_pct,total_supply_usd,total_borrow_usd,deposit_usd_1h,withdraw_usd_1h,borrow_usd_1h,repay_usd_1h";

/** The made-up markets as a folder of one file of the layout lending-hourly. */
export function riskHistoryFolder(seed: number): Promise<string> {
  return historyFolder({ "lending.csv": [HEADER, ...madeUpMarkets(seed).flatMap(linesOf)] });
}

function linesOf({ marketId, protocol, symbol, timeSeconds, quotedApr, totalSupplyUsd, totalBorrowUsd }: MarketSeries): readonly string[] {
  return Array.from(timeSeconds, (time, i) =>
    [
      time,
      10_000_000 + i,
      marketId,
      protocol,
      symbol,
      (100 * (quotedApr[i] as number)).toFixed(6),
      (totalSupplyUsd[i] as number).toFixed(2),
      (totalBorrowUsd[i] as number).toFixed(2),
      0,
      0,
      0,
      0,
    ].join(","),
  );
}
