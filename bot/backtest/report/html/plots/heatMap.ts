import * as Plot from "@observablehq/plot";
import { COLOURS, draw } from "../../../../predict/evaluate/report/plots/draw.ts";
import { figureText } from "../../../../risk/evaluate/text.ts";
import type { ParameterSweep } from "../../extras.ts";
import { percentText } from "../../figureText.ts";

/** A cell for each pair of settings, the stronger its colour the better, its value in it. */
export function heatMapPlot({ title, x, y, value, unit = "percent" }: ParameterSweep): string {
  const known = value.flat().filter((one): one is number => one !== null && Number.isFinite(one));
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const cells = y.values.flatMap((yValue, row) =>
    x.values.map((xValue, column) => {
      const one = value[row]?.[column] ?? null;
      const place = one === null || !Number.isFinite(one) ? 0 : most === least ? 1 : (one - least) / (most - least);
      return {
        x: String(xValue),
        y: String(yValue),
        words: unit === "percent" ? percentText(one) : figureText(one, 2),
        opacity: 0.05 + 0.5 * place,
      };
    }),
  );
  return draw({
    width: 960,
    height: 96 + 40 * y.values.length,
    marginLeft: 96,
    marginBottom: 48,
    marginTop: 32,
    ariaLabel: title,
    x: { domain: x.values.map(String), label: x.name, tickSize: 0 },
    y: { domain: y.values.map(String).toReversed(), label: y.name, tickSize: 0 },
    opacity: { type: "identity" },
    marks: [
      Plot.cell(cells, { x: "x", y: "y", fill: COLOURS.model, fillOpacity: "opacity", inset: 1 }),
      Plot.text(cells, { x: "x", y: "y", text: "words", fill: "currentColor", fontSize: 12 }),
    ],
  });
}
