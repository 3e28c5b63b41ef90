import type { Report } from "./report.ts";
import type { ReportSection } from "./section.ts";
import { allocationSection } from "./sections/allocation.ts";
import { decisionsSection } from "./sections/decisions.ts";
import { forecastsSection } from "./sections/forecasts.ts";
import { gasSection } from "./sections/gas.ts";
import { incidentsSection } from "./sections/incidents.ts";
import { rebalancesSection } from "./sections/rebalances.ts";
import { resultSection } from "./sections/result.ts";
import { sharePriceSection } from "./sections/sharePrice.ts";

/** Everything a report says, in its order. */
export function sectionsOf(report: Report): readonly ReportSection[] {
  return [
    resultSection(report),
    sharePriceSection(report),
    allocationSection(report),
    rebalancesSection(report),
    decisionsSection(report),
    gasSection(report),
    forecastsSection(report),
    incidentsSection(report),
  ];
}
