import * as Plot from "@observablehq/plot";
import { COLOURS, draw } from "../../../../predict/evaluate/report/plots/draw.ts";
import { type PrecisionRecall, precisionRecallCurve } from "../../metrics/precisionRecallCurve.ts";

/** More corners than this are finer than the screen. */
const MAXIMUM_CORNERS = 300;
/** Below it, a precision of a handful of alarms jumps between 0 and 1. */
const LEAST_RECALL = 0.005;

export interface RankedScore {
  readonly score: Float64Array;
  readonly colour: string;
  readonly width: number;
}

/** Precision over recall of several scores of the same moments, and the base rate as a dashed line. */
export function precisionRecallPlot(isPositive: Uint8Array, baseRate: number, scores: readonly RankedScore[], label: string): string {
  const lines = scores.map(({ score, colour, width }) => ({ colour, width, points: thinned(precisionRecallCurve(isPositive, score)) }));
  return draw({
    width: 460,
    height: 360,
    marginLeft: 52,
    marginBottom: 44,
    ariaLabel: label,
    x: { domain: [0, 100], label: "recall, %", grid: true },
    y: { domain: [0, 100], label: "precision, %", grid: true },
    marks: [
      Plot.ruleY([100 * baseRate], { stroke: COLOURS.persistence, strokeDasharray: "4,4" }),
      ...lines.map(({ points, colour, width }) =>
        Plot.line(points, { x: ({ recall }) => 100 * recall, y: ({ precision }) => 100 * precision, stroke: colour, strokeWidth: width }),
      ),
    ],
  });
}

/** At most `MAXIMUM_CORNERS` points at even steps of recall, the last among them. */
function thinned(curve: readonly PrecisionRecall[]): readonly PrecisionRecall[] {
  let shown = -1;
  return curve.filter(({ recall }, i) => {
    const step = Math.floor(recall * MAXIMUM_CORNERS);
    if (recall < LEAST_RECALL || (step === shown && i < curve.length - 1)) return false;
    shown = step;
    return true;
  });
}
