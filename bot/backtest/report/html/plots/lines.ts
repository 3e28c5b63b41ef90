import * as Plot from "@observablehq/plot";
import { COLOURS, draw } from "../../../../predict/evaluate/report/plots/draw.ts";
import { seriesColour } from "../style.ts";

/** Values of one contender at times, as many of both. */
export interface TimeLine {
  readonly name: string;
  readonly timeSeconds: Float64Array;
  readonly value: Float64Array;
}

export interface TimeLinesOptions {
  readonly label: string;
  readonly ariaLabel: string;
  readonly height: number;
  /** A value drawn as a rule: where it all began. */
  readonly rule: number;
}

/** A line a contender in the colour of its place, the first on top of all. */
export function timeLinesPlot(lines: readonly TimeLine[], { label, ariaLabel, height, rule }: TimeLinesOptions): string {
  const drawn = lines.map(({ timeSeconds, value }, place) => {
    const points = Array.from(timeSeconds, (seconds, i) => ({ at: new Date(1000 * seconds), value: value[i] as number }));
    return Plot.lineY(points, { x: "at", y: "value", stroke: seriesColour(place), strokeWidth: place === 0 ? 2.2 : 1.4 });
  });
  return draw({
    width: 960,
    height,
    marginLeft: 60,
    marginRight: 12,
    ariaLabel,
    x: { type: "utc", label: null },
    y: { label, grid: true, nice: true },
    marks: [Plot.ruleY([rule], { stroke: COLOURS.persistence, strokeDasharray: "4,3" }), ...drawn.toReversed()],
  });
}
