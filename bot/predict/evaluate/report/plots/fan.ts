import * as Plot from "@observablehq/plot";
import type { JudgedForecasts } from "../../judged.ts";
import { levelIndex } from "../../rows.ts";
import { COLOURS, draw } from "./draw.ts";

const SHOWN_SECONDS = 90 * 86_400;

/** What was forecast for a market (p10 to p90, median) and what came true, by the moment of forecasting; the last 90 days of `rows`. */
export function fanPlot(forecasts: JudgedForecasts, rows: readonly number[], name: string): string {
  const { levels, quantilesApr, madeAtSeconds } = forecasts;
  const last = madeAtSeconds[rows.at(-1) as number] as number;
  const shown = rows.filter((row) => (madeAtSeconds[row] as number) >= last - SHOWN_SECONDS);
  const steps = shown.slice(1).map((row, i) => (madeAtSeconds[row] as number) - (madeAtSeconds[shown[i] as number] as number));
  const gapSeconds = 4 * Math.min(...steps);
  const quantile = (row: number, level: number): number => 100 * (quantilesApr[row * levels.length + levelIndex(levels, level)] as number);
  let piece = 0;
  const points = shown.map((row, i) => {
    if (i > 0 && (steps[i - 1] as number) > gapSeconds) piece += 1;
    return {
      at: new Date((madeAtSeconds[row] as number) * 1000),
      piece,
      low: quantile(row, 0.1),
      high: quantile(row, 0.9),
      middle: 100 * (forecasts.pointApr[row] as number),
      truth: 100 * (forecasts.realisedApr[row] as number),
    };
  });
  return draw({
    width: 960,
    height: 230,
    marginLeft: 48,
    marginRight: 12,
    ariaLabel: `Forecasts of ${name} and what came true`,
    x: { type: "utc", label: null },
    y: { label: "APR, %", grid: true, nice: true },
    marks: [
      Plot.areaY(points, { x: "at", y1: "low", y2: "high", z: "piece", fill: COLOURS.band }),
      Plot.lineY(points, { x: "at", y: "middle", z: "piece", stroke: COLOURS.model, strokeWidth: 1.6 }),
      Plot.lineY(points, { x: "at", y: "truth", z: "piece", stroke: COLOURS.truth, strokeWidth: 1.3 }),
    ],
  });
}
