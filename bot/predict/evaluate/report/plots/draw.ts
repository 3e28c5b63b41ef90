import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

/** Colours by what they mean; the page defines them, light and dark. */
export const COLOURS = {
  model: "var(--model)",
  band: "var(--band)",
  persistence: "var(--persistence)",
  truth: "var(--ink)",
  other: "var(--faint)",
  good: "var(--good)",
  warning: "var(--warning)",
  bad: "var(--bad)",
} as const;

/** A plot as SVG markup that takes its width from the page and its colours from the page's theme. */
export function draw(options: Plot.PlotOptions & { readonly width: number; readonly height: number; readonly ariaLabel: string }): string {
  const { document } = parseHTML("<html></html>") as unknown as { document: NonNullable<Plot.PlotOptions["document"]> };
  const svg = Plot.plot({
    ...options,
    document,
    style: { background: "none", fontFamily: "inherit", fontSize: "12px", overflow: "visible" },
  });
  svg.setAttribute("viewBox", `0 0 ${options.width} ${options.height}`);
  svg.setAttribute("role", "img");
  return svg.outerHTML;
}
