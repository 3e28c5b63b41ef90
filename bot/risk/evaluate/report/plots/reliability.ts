import * as Plot from "@observablehq/plot";
import { COLOURS, draw } from "../../../../predict/evaluate/report/plots/draw.ts";
import type { ReliabilityBin } from "../../metrics/reliability.ts";

/** What was said against what came true, with intervals: on the dashed line a probability means what it says. */
export function reliabilityPlot(bins: readonly ReliabilityBin[], label: string): string {
  const most = Math.min(100, Math.ceil(10 * Math.max(0.1, ...bins.map(({ predicted, high }) => Math.max(predicted, high)))) * 10);
  const points = bins.map(({ predicted, observed, low, high, count }) => ({
    said: 100 * predicted,
    was: 100 * observed,
    low: 100 * low,
    high: 100 * high,
    size: Math.sqrt(count),
  }));
  return draw({
    width: 460,
    height: 360,
    marginLeft: 52,
    marginBottom: 44,
    ariaLabel: label,
    x: { domain: [0, most], label: "probability as said, %", grid: true },
    y: { domain: [0, most], label: "share that came true, %", grid: true },
    r: { range: [2.5, 6] },
    marks: [
      Plot.line(
        [
          [0, 0],
          [most, most],
        ],
        { stroke: COLOURS.persistence, strokeDasharray: "4,4" },
      ),
      Plot.ruleX(points, { x: "said", y1: "low", y2: "high", stroke: COLOURS.model, strokeOpacity: 0.5, strokeWidth: 2 }),
      Plot.line(points, { x: "said", y: "was", stroke: COLOURS.model, strokeWidth: 1.5 }),
      Plot.dot(points, { x: "said", y: "was", r: "size", fill: COLOURS.model }),
    ],
  });
}
