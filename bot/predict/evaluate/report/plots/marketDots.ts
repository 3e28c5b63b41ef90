import * as Plot from "@observablehq/plot";
import { COLOURS, draw } from "./draw.ts";

export interface MarketDot {
  readonly name: string;
  readonly samples: number;
  readonly value: number;
  readonly good: boolean;
  /** The value as a person reads it. */
  readonly words: string;
}

/** One dot a market in the order given, beside the lines it is held to; a value beyond `most` is drawn there and said in words. */
export function marketDotsPlot(
  dots: readonly MarketDot[],
  options: {
    readonly label: string;
    readonly lines: readonly number[];
    readonly least: number;
    readonly most: number;
    readonly percent?: boolean;
  },
): string {
  const { label, lines, least, most, percent = false } = options;
  const shown = dots.map((dot) => ({
    ...dot,
    value: Math.min(most, Math.max(least, dot.value)),
    colour: dot.good ? COLOURS.model : COLOURS.bad,
    size: Math.sqrt(dot.samples),
  }));
  return draw({
    width: 460,
    height: 64 + 19 * dots.length,
    marginLeft: 150,
    marginRight: 54,
    marginBottom: 40,
    ariaLabel: label,
    x: {
      label,
      domain: [least, most],
      grid: true,
      ticks: 6,
      ...(percent ? { tickFormat: (value: number) => `${Math.round(value * 100)} %` } : {}),
    },
    y: { label: null, domain: dots.map(({ name }) => name), tickSize: 0 },
    r: { range: [2, 6] },
    color: { type: "identity" },
    marks: [
      Plot.ruleX(lines, { stroke: COLOURS.persistence, strokeDasharray: "4,3" }),
      Plot.dot(shown, { x: "value", y: "name", r: "size", fill: "colour" }),
      Plot.text(shown, { x: most, y: "name", text: "words", dx: 10, textAnchor: "start", fill: "currentColor", fontSize: 11 }),
    ],
  });
}
