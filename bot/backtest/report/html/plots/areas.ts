import * as Plot from "@observablehq/plot";
import { COLOURS, draw } from "../../../../predict/evaluate/report/plots/draw.ts";
import type { Allocation } from "../allocation.ts";
import { seriesColour } from "../style.ts";

/** Shares of the vault, stacked: the markets shown in the order of their places from below, the others, then what was idle. */
export function areasPlot({ timeSeconds, markets, share }: Allocation, ariaLabel: string): string {
  const bands = markets.length + 2;
  const colours = [...markets.map((_market, place) => seriesColour(place)), COLOURS.persistence, COLOURS.other];
  const areas = colours.map((colour, band) => {
    const points = Array.from(timeSeconds, (seconds, moment) => {
      const row = share.subarray(moment * bands, (moment + 1) * bands);
      const below = row.subarray(0, band).reduce((sum, value) => sum + value, 0);
      return { at: new Date(1000 * seconds), low: 100 * below, high: 100 * (below + (row[band] as number)) };
    });
    return points.every(({ low, high }) => low === high)
      ? null
      : Plot.areaY(points, { x: "at", y1: "low", y2: "high", fill: colour, fillOpacity: 0.85, curve: "step-after" });
  });
  return draw({
    width: 960,
    height: 280,
    marginLeft: 52,
    marginRight: 12,
    ariaLabel,
    x: { type: "utc", label: null },
    y: { label: "share of the vault, %", domain: [0, 100] },
    marks: areas,
  });
}
