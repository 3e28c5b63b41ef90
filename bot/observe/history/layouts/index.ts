import { CONDITIONS_DAILY } from "../conditionDays.ts";
import { defillamaChart } from "./defillamaChart.ts";
import { keeperDaily, keeperHourly } from "./keeperExport.ts";
import type { HistoryLayout } from "./layout.ts";
import { lendingHourly } from "./lendingHourly.ts";
import { yieldsDaily } from "./yieldsDaily.ts";

const layouts: readonly HistoryLayout[] = [lendingHourly, yieldsDaily, ...defillamaChart, keeperHourly, keeperDaily];

/** The names a person may choose from. */
export const LAYOUT_NAMES: readonly string[] = [...new Set(layouts.map((layout) => layout.name)), CONDITIONS_DAILY.name];

/** Why a header fits no layout, in words that go after the file's name; or the layout. */
export type LayoutChoice = { readonly layout: HistoryLayout } | { readonly problem: string };

/** The layout that a header is of; of the one that is named, if one is. */
export function chooseLayout(header: readonly string[], name: string | null): LayoutChoice {
  const candidates = layouts.filter((layout) => name === null || layout.name === name);
  const fitting = candidates.find((layout) => missingColumns(layout, header).length === 0);
  if (fitting !== undefined) {
    const repeated = fitting.columns.find((column) => header.indexOf(column) !== header.lastIndexOf(column));
    return repeated === undefined ? { layout: fitting } : { problem: `has the column ${repeated} twice` };
  }
  const [closest] = candidates.toSorted((a, b) => missingColumns(a, header).length - missingColumns(b, header).length);
  if (closest === undefined) return { problem: "is of no layout" };
  const missing = missingColumns(closest, header);
  if (missing.length === closest.columns.length) {
    return { problem: name === null ? "does not begin with the header of any known layout" : `does not begin with the header of ${name}` };
  }
  return { problem: `lacks ${missing.length === 1 ? "the column" : "the columns"} ${missing.join(", ")} of the layout ${closest.name}` };
}

function missingColumns({ columns }: HistoryLayout, header: readonly string[]): string[] {
  return columns.filter((column) => !header.includes(column));
}
