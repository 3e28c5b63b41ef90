import { marketNames } from "../../../predict/evaluate/report/names.ts";
import type { Report, ReportedRebalance } from "../report.ts";
import { type ReportSection, section } from "../section.ts";
import { minuteWords, signedAmountWords, UNKNOWN, usdWords } from "../words.ts";

/** Every rebalance: what it was expected to do, did and cost. */
export function rebalancesSection(report: Report): ReportSection {
  const { rebalances } = report;
  if (rebalances.length === 0) return section("Rebalances", { sentences: ["There was none."] });
  const names = marketNames([...new Set(rebalances.flatMap(({ moves }) => moves.map(({ marketId }) => marketId)))]);
  const rows = rebalances.map((one) => [
    minuteWords(one.atSeconds),
    `${one.status}, ${one.reason}`,
    one.moves.map(({ marketId, change }) => `${names.get(marketId) ?? marketId} ${signedAmountWords(report, change)}`).join("; "),
    usdWords(one.expected?.netBenefitUsd),
    gasWords(one),
    driftWords(report, one),
  ]);
  return section("Rebalances", {
    sentences: [
      "Expected is the net benefit over the decision's horizon, all costs taken off. Drift is total assets after it, actual less expected, and the worst move's in basis points of the move.",
    ],
    tables: [{ rows: [["time, UTC", "what became of it", "moves", "expected", "gas, expected → paid", "drift"], ...rows], wordColumns: 3 }],
  });
}

function gasWords({ expected, costUsd, gasUsed }: ReportedRebalance): string {
  return `${usdWords(expected?.gasUsd)} → ${gasUsed === null ? UNKNOWN : usdWords(costUsd)}`;
}

function driftWords(report: Report, { expectedTotalAssets, actualTotalAssets, moves }: ReportedRebalance): string {
  if (expectedTotalAssets === null || actualTotalAssets === null) return UNKNOWN;
  const drifts = moves.flatMap(({ driftBps }) => driftBps ?? []);
  const worst = drifts.length === 0 ? "" : `, ${Math.min(...drifts).toFixed(2)} bps`;
  return `${signedAmountWords(report, actualTotalAssets - expectedTotalAssets)}${worst}`;
}
