import { marketNames } from "../../../predict/evaluate/report/names.ts";
import type { AllocationNow } from "../../performance/allocationNow.ts";
import type { Report } from "../report.ts";
import { type ReportSection, section } from "../section.ts";
import { amountWords, minuteWords, percentWords, UNKNOWN } from "../words.ts";

/** Where the money was at the beginning and at the end. */
export function allocationSection(report: Report): ReportSection {
  const { allocationBegin: begin, allocationEnd: end } = report;
  if (end === null) return section("Allocation", { sentences: ["No decision says where the money was."] });
  const markets = heldMarkets(report);
  const names = marketNames(markets);
  const row = (name: string, before: Held | null, after: Held | null) => [
    name,
    amountWords(report, before?.amount),
    percentWords(before?.share, 1),
    amountWords(report, after?.amount),
    percentWords(after?.share, 1),
  ];
  const rows = [
    ["", begin === null ? UNKNOWN : minuteWords(begin.asOfSeconds), "share", minuteWords(end.asOfSeconds), "share"],
    ...markets.map((id) => row(names.get(id) ?? id, heldIn(begin, id), heldIn(end, id))),
    row("idle", begin?.idle ?? null, end.idle),
  ];
  const unused = end.markets.length - end.markets.filter(({ amount }) => amount > 0n).length;
  const words =
    unused === 0
      ? []
      : [`${unused === 1 ? "One more market" : `${unused} more markets`} could have been used and held nothing at the end.`];
  return section("Allocation", { sentences: words, drawing: "allocation", tables: [{ rows, wordColumns: 1 }] });
}

interface Held {
  readonly amount: bigint;
  readonly share: number;
}

/** The markets with money at either time, those that hold most at the end first. */
export function heldMarkets({ allocationBegin, allocationEnd }: Report): readonly string[] {
  const held = (allocation: AllocationNow | null) =>
    allocation?.markets.filter(({ amount }) => amount > 0n).map(({ marketId }) => marketId) ?? [];
  return [...new Set([...held(allocationEnd), ...held(allocationBegin)])];
}

/** What one market held; null where nobody knows. */
export function heldIn(allocation: AllocationNow | null, id: string): Held | null {
  if (allocation === null) return null;
  return allocation.markets.find(({ marketId }) => marketId === id) ?? { amount: 0n, share: 0 };
}
