import * as Plot from "@observablehq/plot";
import { COLOURS, draw } from "../../../../predict/evaluate/report/plots/draw.ts";
import { percentage } from "../../../../predict/evaluate/text.ts";

export interface Bar {
  readonly name: string;
  /** From 0 to 1. */
  readonly share: number;
}

/** One bar a line in the order given. */
export function barsPlot(bars: readonly Bar[], label: string): string {
  return draw({
    width: 460,
    height: 48 + 22 * bars.length,
    marginLeft: 190,
    marginRight: 56,
    marginBottom: 40,
    ariaLabel: label,
    x: { label, tickFormat: (value: number) => `${Math.round(100 * value)} %`, ticks: 4, grid: true },
    y: { label: null, domain: bars.map(({ name }) => name), tickSize: 0 },
    marks: [
      Plot.barX(bars, { x: "share", y: "name", fill: COLOURS.model, inset: 2 }),
      Plot.text(bars, {
        x: "share",
        y: "name",
        text: ({ share }: Bar) => percentage(share),
        dx: 6,
        textAnchor: "start",
        fill: "currentColor",
        fontSize: 11,
      }),
    ],
  });
}
