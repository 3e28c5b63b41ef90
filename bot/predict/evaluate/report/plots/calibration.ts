import * as Plot from "@observablehq/plot";
import type { JudgedForecasts } from "../../judged.ts";
import { observedLevels } from "../../metrics/coverage.ts";
import { COLOURS, draw } from "./draw.ts";

/** For each level, how many truths really were at or below its quantile: on the diagonal if the quantiles mean what they say. */
export function calibrationPlot(forecasts: JudgedForecasts, others: readonly JudgedForecasts[]): string {
  const curve = (judged: JudgedForecasts) =>
    Array.from(observedLevels(judged), (observed, k) => ({
      model: judged.model,
      said: 100 * (judged.levels[k] as number),
      was: 100 * observed,
    }));
  const own = curve(forecasts);
  return draw({
    width: 460,
    height: 400,
    marginLeft: 52,
    marginBottom: 44,
    ariaLabel: "Said and observed levels of the quantiles",
    x: { domain: [0, 100], label: "level as said, %", grid: true },
    y: { domain: [0, 100], label: "truths at or below, %", grid: true },
    marks: [
      Plot.line(
        [
          [0, 0],
          [100, 100],
        ],
        { stroke: COLOURS.persistence, strokeDasharray: "4,4" },
      ),
      Plot.line(others.flatMap(curve), { x: "said", y: "was", z: "model", stroke: COLOURS.other, strokeWidth: 1.2 }),
      Plot.line(own, { x: "said", y: "was", stroke: COLOURS.model, strokeWidth: 2 }),
      Plot.dot(own, { x: "said", y: "was", fill: COLOURS.model, r: 4.5 }),
      Plot.text(own, { x: "said", y: "was", text: ({ was }) => was.toFixed(1), dx: 10, dy: 10, textAnchor: "start", fill: "currentColor" }),
    ],
  });
}
