import type { MarketId } from "../../../core/market.ts";
import type { Period } from "../../../core/periodYield.ts";
import type { CsvRecord } from "../csvRecord.ts";
import type { HistoryRow } from "../historyRow.ts";

/** What a file does not say itself. */
export interface LayoutSetting {
  /** The market of a file that holds one and does not name it. */
  readonly marketId: MarketId | null;
}

/** A kind of file with history in it. Adding one = one file and its name in `index.ts`. */
export interface HistoryLayout {
  readonly name: string;
  readonly period: Period;
  /** The columns it must have, in any order; others are ignored. */
  readonly columns: readonly string[];
  /** Whether the file holds one market without naming it. */
  readonly namesNoMarket: boolean;
  /** @throws BadField */
  read(record: CsvRecord, setting: LayoutSetting): HistoryRow;
}
