import * as Plot from "@observablehq/plot";
import { COLOURS, draw } from "../../../../predict/evaluate/report/plots/draw.ts";

const BIN_HOURS = 12;

/** How many events were caught how long before: bars of half a day, and what was missed at the left. */
export function leadsPlot(hours: readonly number[], missed: number): string {
  const bins = Array.from({ length: Math.ceil(Math.max(24, ...hours) / BIN_HOURS) }, (_value, i) => ({
    from: i * BIN_HOURS,
    to: (i + 1) * BIN_HOURS,
    // Leads count up to the hour that ends a bar: one of exactly 12 hours is within the first half day.
    count: hours.filter((lead) => lead > i * BIN_HOURS && lead <= (i + 1) * BIN_HOURS).length,
  }));
  return draw({
    width: 960,
    height: 260,
    marginLeft: 52,
    marginBottom: 44,
    ariaLabel: "Hours from the alarm to the event",
    x: {
      domain: [-BIN_HOURS - 4, bins.length * BIN_HOURS],
      label: "hours from the alarm to the event",
      ticks: bins.map(({ from }) => from).filter((from) => from % 24 === 0),
    },
    y: { label: "events", grid: true, nice: true, zero: true },
    marks: [
      Plot.rectY([{ from: -BIN_HOURS - 2, to: -4, count: missed }], { x1: "from", x2: "to", y: "count", fill: COLOURS.bad }),
      Plot.rectY(bins, { x1: "from", x2: "to", y: "count", fill: COLOURS.model, insetLeft: 1, insetRight: 1 }),
      Plot.ruleY([0], { stroke: COLOURS.persistence }),
    ],
  });
}
