import * as Plot from "@observablehq/plot";
import { points } from "../../text.ts";
import { lessOrMore } from "../headline.ts";
import { thousands } from "../names.ts";
import { COLOURS, draw } from "./draw.ts";

/** How far off the model and persistence were in one group of forecasts. */
export interface GroupError {
  readonly group: string;
  readonly samples: number;
  readonly mae: number;
  readonly persistenceMae: number;
}

/** Groups of forecasts one above the other: the error of persistence, and from it to the model's. */
export function groupErrorsPlot(groups: readonly GroupError[], label: string): string {
  const inPoints = groups.map(({ group, samples, mae, persistenceMae }) => ({
    group,
    mae: 100 * mae,
    persistence: 100 * persistenceMae,
    colour: mae <= persistenceMae ? COLOURS.good : COLOURS.bad,
    words: `${points(mae)} · ${lessOrMore(mae / persistenceMae)} · ${thousands(samples)} forecasts`,
  }));
  const errors = inPoints.flatMap(({ mae, persistence }) => [mae, persistence]).filter((error) => error > 0);
  const least = 0.8 * Math.min(...errors);
  return draw({
    width: 460,
    height: 62 + 48 * groups.length,
    marginLeft: 96,
    marginRight: 16,
    marginBottom: 40,
    ariaLabel: label,
    x: {
      label: "mean error, points a year (logarithmic)",
      type: "log",
      domain: [least, 1.25 * Math.max(...errors)],
      grid: true,
      ticks: 4,
      tickFormat: "~g",
    },
    y: { label: null, domain: groups.map(({ group }) => group), tickSize: 0 },
    marks: [
      Plot.link(inPoints, { x1: "persistence", x2: "mae", y1: "group", y2: "group", stroke: "colour", strokeWidth: 3 }),
      Plot.dot(inPoints, { x: "persistence", y: "group", fill: COLOURS.persistence, r: 4.5 }),
      Plot.dot(inPoints, { x: "mae", y: "group", fill: COLOURS.model, r: 5 }),
      Plot.text(inPoints, {
        x: least,
        y: "group",
        text: "words",
        dx: 4,
        dy: -15,
        textAnchor: "start",
        fill: "currentColor",
        fontSize: 11,
      }),
    ],
    color: { type: "identity" },
  });
}
