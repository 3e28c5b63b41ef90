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
}

/** Values over time. Pointing shows them; they stand in a table as well. */
export function TimeChart({ label, timesSeconds, series, format, kind = "lines", height = 240, fromZero = false }: TimeChartProps) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = place.current;
    if (element === null) return undefined;
    const draw = () => {
      const options = uplotOptions({ series, format, kind, fromZero, height, width: element.clientWidth });
      const drawn = new uPlot(options, uplotValues(timesSeconds, series, kind), element);
      showLastValues(drawn);
      return drawn;
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
  }, [timesSeconds, series, format, kind, fromZero, height]);
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

/** While nothing is pointed at, the legend has the last values. Told after uPlot has drawn, which clears it. */
function showLastValues(chart: uPlot) {
  const show = () => chart.setLegend({ idx: chart.data[0].length - 1 });
  requestAnimationFrame(show);
  chart.over.addEventListener("mouseleave", () => requestAnimationFrame(show));
}
