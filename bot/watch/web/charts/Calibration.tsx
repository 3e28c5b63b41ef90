import { percent } from "../format/rates.ts";
import { ChartData } from "./ChartData.tsx";
import { type CalibrationPoint, furthestOff, placeIn } from "./calibrationShape.ts";
import "./calibration.css";

const SIDE = 200;
const TICKS = [0, 0.25, 0.5, 0.75, 1] as const;

/** Shares of outcomes at or below published quantiles against what they should be: on the diagonal all is as said. */
export function Calibration({ label, points }: { label: string; points: readonly CalibrationPoint[] }) {
  const line = points.map((point) => {
    const { x, y } = placeIn(SIDE, point);
    return `${x},${y}`;
  });
  return (
    <figure class="chart calibration">
      <svg
        viewBox={`-46 -8 ${SIDE + 56} ${SIDE + 52}`}
        role="img"
        aria-label={`${label}: no quantile is further from where it should be than ${percent(furthestOff(points), 1)}`}
      >
        {TICKS.map((tick) => {
          const { x, y } = placeIn(SIDE, { level: tick, realised: tick });
          return (
            <g key={tick}>
              <line class="grid-line" x1={x} x2={x} y1={0} y2={SIDE} />
              <line class="grid-line" x1={0} x2={SIDE} y1={y} y2={y} />
              <text x={x} y={SIDE + 16} text-anchor="middle">
                {tick * 100}
              </text>
              <text x={-7} y={y + 4} text-anchor="end">
                {tick * 100}
              </text>
            </g>
          );
        })}
        <text x={SIDE / 2} y={SIDE + 36} text-anchor="middle">
          should be at or below, %
        </text>
        <text transform={`translate(-34 ${SIDE / 2}) rotate(-90)`} text-anchor="middle">
          were, %
        </text>
        <line class="diagonal" x1={0} y1={SIDE} x2={SIDE} y2={0} />
        <polyline class="said" points={line.join(" ")} />
        {points.map((point) => {
          const { x, y } = placeIn(SIDE, point);
          return <circle key={point.level} class="said" cx={x} cy={y} r={3.5} />;
        })}
      </svg>
      <ChartData
        label={label}
        columns={["Quantile", "Outcomes at or below", "Outcomes known"]}
        rows={points.map(({ level, realised, samples }) => [percent(level, 0), percent(realised, 1), samples.toLocaleString("en-US")])}
      />
    </figure>
  );
}
