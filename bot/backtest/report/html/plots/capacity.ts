import * as Plot from "@observablehq/plot";
import { COLOURS, draw } from "../../../../predict/evaluate/report/plots/draw.ts";
import type { CapacityCurve } from "../../extras.ts";

/** Annualised returns over the size of the vault, a line a contender; where a return is not known, the line is broken. */
export function capacityPlot({ capitalUsd, byContender }: CapacityCurve, colourOf: (name: string) => string): string {
  const points = byContender.flatMap(({ name, annualisedReturn }) =>
    capitalUsd.map((capital, i) => ({ name, capital, percent: 100 * (annualisedReturn[i] ?? Number.NaN), colour: colourOf(name) })),
  );
  return draw({
    width: 960,
    height: 320,
    marginLeft: 60,
    marginRight: 24,
    marginBottom: 44,
    ariaLabel: "Return by size of the vault",
    x: { type: "log", label: "capital, USD", ticks: 6, tickFormat: capitalText },
    y: { label: "annualised return, %", grid: true, nice: true },
    color: { type: "identity" },
    marks: [
      Plot.ruleY([0], { stroke: COLOURS.persistence }),
      Plot.lineY(points, { x: "capital", y: "percent", z: "name", stroke: "colour", strokeWidth: 1.8 }),
      Plot.dot(
        points.filter(({ percent }) => Number.isFinite(percent)),
        { x: "capital", y: "percent", fill: "colour", r: 3 },
      ),
    ],
  });
}

/** "10 k", "1 M", "1 bn" of whole powers of ten; other marks of the axis have no words. */
function capitalText(usd: number): string {
  if (!Number.isInteger(Math.log10(usd))) return "";
  if (usd >= 1e9) return `${usd / 1e9} bn`;
  if (usd >= 1e6) return `${usd / 1e6} M`;
  return usd >= 1e3 ? `${usd / 1e3} k` : String(usd);
}
