import uPlot from "uplot";
import { localTime } from "../format/times.ts";
import { colourNow, isColourRepeated, seriesColour } from "./colours.ts";
import { stack } from "./stack.ts";

export type TimeChartKind = "lines" | "steps" | "stacked" | "bars";

export interface TimeSeries {
  readonly name: string;
  /** One for each time; null where there is none. */
  readonly values: readonly (number | null)[];
  /** The name of a colour in tokens.css; without one the series' own by its place. */
  readonly colour?: string;
  readonly dashed?: boolean;
  /** Filled between this series and the one named here: an interval. */
  readonly bandTo?: string;
}

const YEAR = 31_536_000;
const DAY = 86_400;

/** How times are written, by the time between two of them: as everywhere else, and the larger part where it changes. */
const TIME_TICKS: (string | number | null)[][] = [
  [YEAR, "{YYYY}", null, null, null, null, null, null, 1],
  [DAY * 28, "{MMM}", "\n{YYYY}", null, null, null, null, null, 1],
  [DAY, "{D} {MMM}", "\n{YYYY}", null, null, null, null, null, 1],
  [60, "{HH}:{mm}", "\n{D} {MMM} {YYYY}", null, "\n{D} {MMM}", null, null, null, 1],
  [1, "{HH}:{mm}:{ss}", "\n{D} {MMM} {YYYY}", null, "\n{D} {MMM}", null, null, null, 1],
];

export interface ChartShape {
  readonly series: readonly TimeSeries[];
  readonly format: (value: number) => string;
  readonly kind: TimeChartKind;
  readonly fromZero: boolean;
  readonly height: number;
  readonly width: number;
}

/** Values as uPlot wants them; stacked ones from the top down, so that lower areas are drawn over higher ones. */
export function uplotValues(timesSeconds: readonly number[], series: readonly TimeSeries[], kind: TimeChartKind): uPlot.AlignedData {
  const values = kind === "stacked" ? [...stack(series.map((one) => one.values))].reverse() : series.map((one) => one.values);
  return [timesSeconds, ...values] as unknown as uPlot.AlignedData;
}

export function uplotOptions({ series, format, kind, fromZero, height, width }: ChartShape): uPlot.Options {
  const text = colourNow("--text-soft");
  const line = colourNow("--line");
  const font = `12px ${getComputedStyle(document.body).fontFamily}`;
  const axis = { stroke: text, font, ticks: { show: false }, grid: { stroke: line, width: 1 } };
  const colours = series.map(({ colour }, index) => colour ?? seriesColour(index));
  const shown = series.map((one, index) =>
    lineOf({ ...one, dashed: one.dashed ?? isColourRepeated(index) }, colours[index] ?? seriesColour(index), format, kind),
  );
  return {
    width,
    height,
    legend: { markers: { dash: ({ series: drawn }, index) => (drawn[index]?.dash === undefined ? "solid" : "dashed") } },
    cursor: { points: { size: 7 }, drag: { x: true, y: false } },
    scales: {
      ...(kind === "bars" ? { x: { range: roomForBars } } : {}),
      y: { range: (_, low, high) => rangeOf(low, high, fromZero || kind === "stacked" || kind === "bars") },
    },
    axes: [
      { ...axis, space: 70, values: TIME_TICKS },
      {
        ...axis,
        size: (_, ticks) => Math.max(44, ...(ticks ?? []).map((tick) => tick.length * 7 + 14)),
        values: (_, ticks) => ticks.map((tick) => format(tick)),
      },
    ],
    series: [
      { label: "Time", value: (_, seconds) => (seconds === null ? "–" : localTime(seconds)) },
      ...(kind === "stacked" ? shown.map((one, index) => ({ ...one, value: ownValue(series, index, format) })).reverse() : shown),
    ],
    bands: series.flatMap(({ bandTo }, index) => {
      const other = series.findIndex(({ name }) => name === bandTo);
      const fill = colourNow(colours[index] ?? seriesColour(index), 0.18);
      return other === -1 ? [] : [{ series: [index + 1, other + 1] as [number, number], fill }];
    }),
  };
}

function lineOf(
  { name, dashed, bandTo }: TimeSeries,
  colour: string,
  format: (value: number) => string,
  kind: TimeChartKind,
): uPlot.Series {
  return {
    label: name,
    stroke: colourNow(colour),
    width: bandTo === undefined ? 2 : 1,
    points: { show: false },
    spanGaps: false,
    ...(dashed === true ? { dash: [5, 4] } : {}),
    ...(kind === "stacked" || kind === "bars" ? { fill: colourNow(colour), width: 0 } : {}),
    ...(kind === "bars" ? { paths: uPlot.paths.bars?.({ size: [0.7, 40] }) } : {}),
    ...(kind === "steps" || kind === "stacked" ? { paths: uPlot.paths.stepped?.({ align: 1 }) } : {}),
    value: (_, value) => (value === null ? "–" : format(value)),
  } as uPlot.Series;
}

/** Of a stacked series the legend shows what it is, not the sum that is drawn. */
function ownValue(series: readonly TimeSeries[], index: number, format: (value: number) => string): uPlot.Series.Value {
  return (_chart, _sum, _series, row) => {
    const value = row === null ? null : series[index]?.values[row];
    return value === null || value === undefined ? "–" : format(value);
  };
}

/** Bars stand around their time: the first and the last need half a step more. */
function roomForBars({ data: [times] }: uPlot, low: number, high: number): [number, number] {
  const [first = low, second = first + 1] = times;
  const half = (second - first) / 2;
  return [low - half, high + half];
}

/** With air above and below; a flat line lies in the middle. */
function rangeOf(low: number | null, high: number | null, fromZero: boolean): [number, number] {
  if (low === null || high === null) return [0, 1];
  const bottom = fromZero ? Math.min(0, low) : low;
  const span = high - bottom || Math.abs(high) || 1;
  return [fromZero ? bottom : bottom - span * 0.06, high + span * 0.06];
}
