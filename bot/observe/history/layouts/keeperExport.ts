import { PERIOD_SECONDS, type Period } from "../../../core/periodYield.ts";
import { BadField, type CsvRecord } from "../csvRecord.ts";
import type { HistoryLayout } from "./layout.ts";

/** What `keeper export` writes of hours and days, in this order: stored values as they are, rates as fractions. */
const EXPORT_COLUMNS = [
  "market_id",
  "protocol",
  "symbol",
  "category",
  "period_start",
  "origin",
  "last_sample",
  "last_block_number",
  "samples",
  "supply_apr",
  "reward_apr",
  "realised_apr",
  "total_supply_usd",
  "total_borrow_usd",
  "liquidity_usd",
  "utilization",
  "asset_price_usd",
  "deposit_usd",
  "withdraw_usd",
  "borrow_usd",
  "repay_usd",
  "volume_usd",
  "impermanent_loss_7d",
] as const;

/** The origin of sums of this database's own observations: they are made here, never brought in. */
const OWN_ORIGIN = "rollup";

function keeperExport(period: Period): HistoryLayout {
  return {
    name: period === "hour" ? "keeper-hourly" : "keeper-daily",
    period,
    namesNoMarket: false,
    // The first column tells hours from days.
    columns: [`${period}_start`, ...EXPORT_COLUMNS.filter((name) => name !== "period_start")],
    read: (record) => ({
      market: {
        id: record.requiredText("market_id"),
        protocol: record.text("protocol"),
        symbol: record.text("symbol"),
        category: record.text("category") || null,
      },
      yields: {
        marketId: record.requiredText("market_id"),
        periodStartSeconds: periodStart(record, period),
        origin: foreignOrigin(record),
        lastSampleSeconds: record.seconds("last_sample"),
        lastBlockNumber: record.integer("last_block_number"),
        samples: sampleCount(record),
        supplyApr: record.number("supply_apr"),
        rewardApr: record.number("reward_apr"),
        realisedApr: record.number("realised_apr"),
        totalSupplyUsd: record.number("total_supply_usd"),
        totalBorrowUsd: record.number("total_borrow_usd"),
        liquidityUsd: record.number("liquidity_usd"),
        utilization: record.number("utilization"),
        assetPriceUsd: record.number("asset_price_usd"),
        depositUsd: record.number("deposit_usd"),
        withdrawUsd: record.number("withdraw_usd"),
        borrowUsd: record.number("borrow_usd"),
        repayUsd: record.number("repay_usd"),
        volumeUsd: record.number("volume_usd"),
        impermanentLoss7d: record.number("impermanent_loss_7d"),
      },
      convention: null,
    }),
  };
}

function periodStart(record: CsvRecord, period: Period): number {
  const name = `${period}_start`;
  const seconds = record.seconds(name);
  if (seconds % PERIOD_SECONDS[period] !== 0) throw new BadField(`${name} is no start of a ${period}: ${seconds}`);
  return seconds;
}

function sampleCount(record: CsvRecord): number {
  const samples = record.integer("samples");
  if (samples === null || samples < 1 || samples > 2 ** 31 - 1) throw new BadField(`samples is no count: "${record.text("samples")}"`);
  return samples;
}

/** Another keeper's sums are somebody else's history here: under its own name they would be taken for this keeper's, and summed up anew. */
function foreignOrigin(record: CsvRecord): string {
  const origin = record.requiredText("origin");
  return origin === OWN_ORIGIN ? "imported-rollup" : origin;
}

export const keeperHourly: HistoryLayout = keeperExport("hour");
export const keeperDaily: HistoryLayout = keeperExport("day");
