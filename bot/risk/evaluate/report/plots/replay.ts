import * as Plot from "@observablehq/plot";
import { RISK_CLASSES, type RiskClass } from "../../../../core/risk.ts";
import { COLOURS, draw } from "../../../../predict/evaluate/report/plots/draw.ts";

/** One moment of a market as a model saw it and as it was. */
export interface ReplayPoint {
  readonly atSeconds: number;
  readonly pMedium: number;
  readonly pHigh: number;
  /** What the model said of the horizon after this moment. */
  readonly said: RiskClass;
  /** What was the case at this very moment, not what was to come. */
  readonly happening: RiskClass;
  /** Of the token whose peg matters; null where unknown. */
  readonly priceUsd: number | null;
  /** From 0 to 1; null where unknown. */
  readonly utilization: number | null;
}

export const CLASS_COLOURS: Readonly<Record<RiskClass, string>> = { low: COLOURS.good, medium: COLOURS.warning, high: COLOURS.bad };

const FRAME = { width: 960, marginLeft: 76, marginRight: 12 };

/** The chances of both classes over time. */
export function chancesPlot(points: readonly ReplayPoint[]): string {
  return draw({
    ...FRAME,
    height: 210,
    ariaLabel: "Probabilities of high and medium risk",
    x: { type: "utc", label: null, domain: span(points) },
    y: { domain: [0, 100], label: "probability, %", grid: true },
    marks: [
      Plot.ruleX(onsets(points), { stroke: COLOURS.bad, strokeDasharray: "3,3", x: at }),
      Plot.lineY(points, { x: at, y: ({ pMedium }: ReplayPoint) => 100 * pMedium, stroke: CLASS_COLOURS.medium, strokeWidth: 1.6 }),
      Plot.lineY(points, { x: at, y: ({ pHigh }: ReplayPoint) => 100 * pHigh, stroke: CLASS_COLOURS.high, strokeWidth: 2 }),
    ],
  });
}

/** Two bands of colour, one above the other: what was said, and what was the case. */
export function classesPlot(points: readonly ReplayPoint[]): string {
  const bands = [
    ...stretches(points, ({ said }) => said).map((stretch) => ({ ...stretch, band: "said" })),
    ...stretches(points, ({ happening }) => happening).map((stretch) => ({ ...stretch, band: "happened" })),
  ];
  return draw({
    ...FRAME,
    height: 64,
    marginTop: 4,
    marginBottom: 8,
    ariaLabel: "Classes said and what happened",
    x: { type: "utc", label: null, domain: span(points), axis: null },
    y: { domain: ["said", "happened"], label: null, tickSize: 0 },
    color: { type: "identity" },
    marks: [
      Plot.barX(bands, {
        x1: "from",
        x2: "to",
        y: "band",
        fill: ({ risk }) => CLASS_COLOURS[risk as RiskClass],
        fillOpacity: ({ risk }) => (risk === RISK_CLASSES[0] ? 0.25 : 1),
        insetTop: 2,
        insetBottom: 2,
      }),
    ],
  });
}

/** A figure of the market over time; empty where it is not known at all. */
export function marketPlot(points: readonly ReplayPoint[], label: string, figureOf: (point: ReplayPoint) => number | null): string {
  if (points.every((point) => figureOf(point) === null)) return "";
  return draw({
    ...FRAME,
    height: 120,
    ariaLabel: label,
    x: { type: "utc", label: null, domain: span(points) },
    y: { label, grid: true, nice: true, ticks: 4 },
    marks: [
      Plot.ruleX(onsets(points), { stroke: COLOURS.bad, strokeDasharray: "3,3", x: at }),
      Plot.lineY(points, { x: at, y: (point: ReplayPoint) => figureOf(point) ?? Number.NaN, stroke: COLOURS.truth, strokeWidth: 1.3 }),
    ],
  });
}

/** Moments at which class high begins to be the case. */
export function onsets(points: readonly ReplayPoint[]): readonly ReplayPoint[] {
  return points.filter((point, i) => point.happening === "high" && points[i - 1]?.happening !== "high");
}

interface Stretch {
  readonly from: Date;
  readonly to: Date;
  readonly risk: RiskClass;
}

/** Neighbours of one class in one piece, each lasting until the next begins. */
function stretches(points: readonly ReplayPoint[], classOf: (point: ReplayPoint) => RiskClass): readonly Stretch[] {
  const starts = points.filter((point, i) => i === 0 || classOf(point) !== classOf(points[i - 1] as ReplayPoint));
  const end = points.at(-1);
  return starts.map((start, i) => ({ from: at(start), to: at((starts[i + 1] ?? end) as ReplayPoint), risk: classOf(start) }));
}

function span(points: readonly ReplayPoint[]): readonly [Date, Date] {
  return [at(points[0] as ReplayPoint), at(points.at(-1) as ReplayPoint)];
}

function at({ atSeconds }: ReplayPoint): Date {
  return new Date(1000 * atSeconds);
}
