import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";
import { localTime, utcText } from "../format/times.ts";
import { onSchemeChange } from "../shell/scheme.ts";
import { ChartData } from "./ChartData.tsx";
import { type TimeChartKind, type TimeSeries, uplotOptions, uplotValues } from "./uplotOf.ts";

export interface TimeChartProps {
  /** What it shows, for who does not see it. */
  readonly label: string;
  /** Unix seconds, ascending. */
  readonly timesSeconds: readonly number[];
  readonly series: readonly TimeSeries[];
  /** How values are written, with their unit. */
  readonly format: (value: number) => string;
  /** "stacked": areas on top of one another. */
  readonly kind?: TimeChartKind;
  /** Pixels. */
  readonly height?: number;
  /** Whether the axis of values begins at zero. */
  readonly fromZero?: boolean;
  /** Which of the times the legend tells of while nothing is pointed at; the last one without it. */
  readonly restIndex?: number | undefined;
}

/** Values over time. Pointing shows them; they stand in a table as well. */
export function TimeChart({
  label,
  timesSeconds,
  series,
  format,
  kind = "lines",
  height = 240,
  fromZero = false,
  restIndex,
}: TimeChartProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const draw = () => {
      const options = uplotOptions({ series, format, kind, fromZero, height, width: element.clientWidth });
      // uPlot empties the legend whenever nothing is pointed at, after it drew as well.
      const rest = (chart: uPlot) => {
        if (chart.legend.idx == null) chart.setLegend({ idx: restIndex ?? timesSeconds.length - 1 }, false);
      };
      return new uPlot({ ...options, hooks: { setLegend: [rest] } }, uplotValues(timesSeconds, series, kind), element);
    };
    let chart = draw();
    const again = () => {
      chart.destroy();
      chart = draw();
    };
    const release = onSchemeChange(again);
    const observer = new ResizeObserver(() => {
      if (element.clientWidth !== chart.width) chart.setSize({ width: element.clientWidth, height });
    });
    observer.observe(element);
    return () => {
      release();
      observer.disconnect();
      chart.destroy();
    };
  }, [timesSeconds, series, format, kind, fromZero, height, restIndex]);
  return (
    <figure class="chart">
      <div class="canvas" ref={place} role="img" aria-label={label} />
      <ChartData
        label={label}
        columns={["Time", ...series.map(({ name }) => name)]}
        rows={timesSeconds.map((seconds, index) => [
          <span key="time" title={utcText(seconds)}>
            {localTime(seconds)}
          </span>,
          ...series.map(({ values }) => {
            const value = values[index];
            return value === null || value === undefined ? "–" : format(value);
          }),
        ])}
      />
    </figure>
  );
}
