import * as Plot from "@observablehq/plot";
import type { GroupError } from "../groupErrors.ts";
import { COLOURS, draw } from "./draw.ts";

/** @param months Groups named "2023-03", ascending. */
export function monthlyErrorPlot(months: readonly GroupError[]): string {
  const points = months.map(({ group, mae, persistenceMae }) => ({
    month: monthStart(group),
    model: 100 * mae,
    persistence: 100 * persistenceMae,
  }));
  return draw({
    width: 960,
    height: 240,
    marginLeft: 48,
    marginRight: 12,
    ariaLabel: "Mean error by month",
    x: { type: "utc", label: null },
    y: { label: "mean error, points a year", grid: true, zero: true, nice: true },
    marks: [
      Plot.lineY(points, { x: "month", y: "persistence", stroke: COLOURS.persistence, strokeWidth: 2 }),
      Plot.lineY(points, { x: "month", y: "model", stroke: COLOURS.model, strokeWidth: 2 }),
      Plot.dot(points, { x: "month", y: "model", fill: COLOURS.model, r: 3 }),
    ],
  });
}

/** The share of truths within the 80 % interval, month by month, beside the band it should stay in. */
export function monthlyCoveragePlot(
  months: readonly { readonly group: string; readonly coverage: number }[],
  aim: readonly [number, number],
): string {
  const points = months.map(({ group, coverage }) => ({ month: monthStart(group), coverage: 100 * coverage }));
  return draw({
    width: 460,
    height: 400,
    marginLeft: 52,
    marginBottom: 44,
    marginRight: 12,
    ariaLabel: "Coverage by month",
    x: { type: "utc", label: null, ticks: 5 },
    y: { label: "truths within the interval, %", domain: [Math.min(50, ...points.map(({ coverage }) => coverage)), 100], grid: true },
    marks: [
      Plot.ruleY(aim, { y: (share: number) => 100 * share, stroke: COLOURS.persistence, strokeDasharray: "4,4" }),
      Plot.lineY(points, { x: "month", y: "coverage", stroke: COLOURS.model, strokeWidth: 2 }),
      Plot.dot(points, { x: "month", y: "coverage", fill: COLOURS.model, r: 3 }),
    ],
  });
}

function monthStart(month: string): Date {
  return new Date(`${month}-01T00:00:00Z`);
}
