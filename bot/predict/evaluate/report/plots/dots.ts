import * as Plot from "@observablehq/plot";
import { COLOURS, draw } from "./draw.ts";

export interface Dot {
  readonly name: string;
  readonly samples: number;
  readonly value: number;
  readonly good: boolean;
  /** What this one is to be compared with, drawn as a tick. */
  readonly reference?: number;
  /** What stands beside it. */
  readonly words: string;
}

export interface DotsOptions {
  readonly label: string;
  /** What dots are held to. */
  readonly lines: readonly number[];
  readonly least: number;
  readonly most: number;
  readonly percent?: boolean;
  readonly rowHeight: number;
  readonly wordsWidth: number;
  readonly nameWidth: number;
}

/** One dot a line in the order given, the larger the more forecasts; a value beyond the ends is drawn there and told in words. */
export function dotsPlot(dots: readonly Dot[], options: DotsOptions): string {
  const { label, lines, least, most, percent = false, rowHeight, wordsWidth, nameWidth } = options;
  const within = (value: number): number => Math.min(most, Math.max(least, value));
  const references = dots.flatMap(({ name, reference }) => (reference === undefined ? [] : [{ name, reference: within(reference) }]));
  const shown = dots.map((dot) => ({
    ...dot,
    value: within(dot.value),
    colour: dot.good ? COLOURS.model : COLOURS.bad,
    size: Math.sqrt(dot.samples),
  }));
  return draw({
    width: 460,
    height: 64 + rowHeight * dots.length,
    marginLeft: nameWidth,
    marginRight: wordsWidth,
    marginBottom: 40,
    ariaLabel: label,
    x: {
      label,
      domain: [least, most],
      grid: true,
      ticks: 5,
      ...(percent ? { tickFormat: (value: number) => `${Math.round(value * 100)} %` } : {}),
    },
    y: { label: null, domain: dots.map(({ name }) => name), tickSize: 0 },
    r: { range: [2, 6] },
    color: { type: "identity" },
    marks: [
      Plot.ruleX(lines, { stroke: COLOURS.persistence, strokeDasharray: "4,3" }),
      Plot.tickX(references, { x: "reference", y: "name", stroke: COLOURS.persistence, strokeWidth: 2, inset: 3 }),
      Plot.dot(shown, { x: "value", y: "name", r: "size", fill: "colour" }),
      Plot.text(shown, { x: most, y: "name", text: "words", dx: 10, textAnchor: "start", fill: "currentColor", fontSize: 11 }),
    ],
  });
}
