import { escaped, figure, htmlTable, key } from "../../../predict/evaluate/report/page.ts";
import type { BreakEven, CapacityCurve, ParameterSweep, ReportExtras, Sensitivity } from "../extras.ts";
import { percentText } from "../figureText.ts";
import { capacityPlot } from "./plots/capacity.ts";
import { heatMapPlot } from "./plots/heatMap.ts";
import { seriesColour, seriesKind } from "./style.ts";

/** What if: costs, size and settings other than those of the backtest. @param contenders In the order of their colours. */
export function extrasSection({ sweep, capacity, sensitivity = [], breakEven = [] }: ReportExtras, contenders: readonly string[]): string {
  const parts = [
    breakEvenList(breakEven),
    ...sensitivity.map((one) => sensitivityTable(one, contenders)),
    capacity === undefined ? "" : capacityFigure(capacity, contenders),
    sweep === undefined ? "" : heatMapFigure(sweep),
  ].filter((part) => part !== "");
  return parts.length === 0 ? "" : `<h2>What if?</h2>\n${parts.join("\n")}`;
}

function breakEvenList(breakEven: readonly BreakEven[]): string {
  if (breakEven.length === 0) return "";
  const items = breakEven.map(({ description }) => `<li>${escaped(description)}</li>`);
  return `<h3>Where the lead is gone</h3>\n<ul class="remarks">${items.join("\n")}</ul>`;
}

function sensitivityTable({ name, rows }: Sensitivity, contenders: readonly string[]): string {
  const columns = contenders.filter((contender) => rows.some(({ byContender }) => contender in byContender));
  const cells = rows.map(({ label, byContender }) => [label, ...columns.map((contender) => percentText(byContender[contender] ?? null))]);
  return `<h3>Sensitivity: ${escaped(name)}</h3>
<p>Annualised returns in per cent, net of costs.</p>
<div class="numbers">${htmlTable([[name, ...columns], ...cells])}</div>`;
}

function capacityFigure(capacity: CapacityCurve, contenders: readonly string[]): string {
  // Whoever is not in the backtest comes after those who are.
  const names = [...new Set([...contenders, ...capacity.byContender.map(({ name }) => name)])];
  const keys = capacity.byContender.map(({ name }) => key(seriesKind(names.indexOf(name)), name));
  const plot = capacityPlot(capacity, (name) => seriesColour(names.indexOf(name)));
  return `<h3>Capacity</h3>\n${figure("Return by size of the vault", plot, `<div class="keys">${keys.join("\n")}</div>`)}`;
}

function heatMapFigure(sweep: ParameterSweep): string {
  const words = sweep.unit === "ratio" ? "The stronger the colour, the higher." : "In per cent; the stronger the colour, the higher.";
  return `<h3>Settings</h3>\n${figure(sweep.title, heatMapPlot(sweep), words)}`;
}
