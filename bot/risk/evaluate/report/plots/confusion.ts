import * as Plot from "@observablehq/plot";
import { RISK_CLASSES } from "../../../../core/risk.ts";
import { thousands } from "../../../../predict/evaluate/report/names.ts";
import { COLOURS, draw } from "../../../../predict/evaluate/report/plots/draw.ts";
import { percentage } from "../../../../predict/evaluate/text.ts";
import type { ConfusionMatrix } from "../../metrics/confusionMatrix.ts";

/** Of what came true as each class, what was said: a line sums to all of it, and the darker a cell, the greater its share of the line. */
export function confusionPlot(matrix: ConfusionMatrix): string {
  const cells = matrix.flatMap((line, k) => {
    const sum = line.reduce((total, count) => total + count, 0);
    return line.map((count, said) => ({
      cameTrue: RISK_CLASSES[k],
      said: RISK_CLASSES[said],
      share: sum === 0 ? 0 : count / sum,
      words: `${percentage(count / sum)}\n${thousands(count)}`,
      colour: k === said ? COLOURS.model : COLOURS.bad,
    }));
  });
  return draw({
    width: 460,
    height: 300,
    marginLeft: 72,
    marginTop: 40,
    ariaLabel: "What was said of what came true",
    x: { domain: RISK_CLASSES, label: "said", axis: "top", tickSize: 0 },
    y: { domain: RISK_CLASSES, label: "came true", tickSize: 0 },
    color: { type: "identity" },
    opacity: { type: "identity" },
    marks: [
      Plot.cell(cells, { x: "said", y: "cameTrue", fill: "colour", fillOpacity: ({ share }) => 0.04 + 0.5 * share, inset: 2 }),
      Plot.text(cells, { x: "said", y: "cameTrue", text: "words", fill: "currentColor", fontSize: 13, lineHeight: 1.4 }),
    ],
  });
}
