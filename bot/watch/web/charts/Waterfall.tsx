import type { ComponentChildren } from "preact";
import { ChartData } from "./ChartData.tsx";
import { type WaterfallBar, type WaterfallStep, waterfallShape } from "./waterfall.ts";
import "./waterfall.css";

/** How a sum comes about, step by step, and whether it is enough. */
export function Waterfall({
  label,
  steps,
  total,
  required,
  format,
  formatTotal,
}: {
  /** What it shows, for who does not see it: its figures are added. */
  label: string;
  steps: readonly WaterfallStep[];
  total: WaterfallStep;
  /** What the total has to reach. */
  required: WaterfallStep | null;
  /** How steps are written, with sign and unit. */
  format: (value: number) => string;
  /** How the total and what is required are. */
  formatTotal: (value: number) => string;
}) {
  const shape = waterfallShape(steps, total.value, required?.value ?? null);
  const figures = [
    ...steps.map(({ name, value }) => [name, format(value)]),
    ...[total, ...(required === null ? [] : [required])].map(({ name, value }) => [name, formatTotal(value)]),
  ];
  return (
    <figure class="chart waterfall">
      <div role="img" aria-label={`${label}: ${figures.map((figure) => figure.join(" ")).join(", ")}`}>
        {steps.map((step, index) => (
          <Line key={step.name} step={step} shape={shape} format={format}>
            {step.value !== 0 && <Bar bar={shape.bars[index] ?? shape.total} kind={step.value < 0 ? "loss" : "gain"} />}
          </Line>
        ))}
        <Line step={total} shape={shape} format={formatTotal} kind="total">
          <Bar bar={shape.total} kind="total" />
        </Line>
        {required !== null && <Line step={required} shape={shape} format={formatTotal} kind="required" />}
      </div>
      <ChartData label={label} columns={["Part", "Amount"]} rows={figures} />
    </figure>
  );
}

function Line({
  step,
  shape,
  format,
  kind = "step",
  children,
}: {
  step: WaterfallStep;
  shape: { readonly zero: number; readonly required: number | null };
  format: (value: number) => string;
  kind?: "step" | "total" | "required";
  children?: ComponentChildren;
}) {
  return (
    <div class={`waterfall-line ${kind}`}>
      <span class="name">{step.name}</span>
      <span class="track">
        <span class="zero" style={{ left: percentOf(shape.zero) }} />
        {shape.required !== null && <span class="required-mark" style={{ left: percentOf(shape.required) }} />}
        {children}
      </span>
      <span class="value">{format(step.value)}</span>
    </div>
  );
}

function Bar({ bar, kind }: { bar: WaterfallBar; kind: "gain" | "loss" | "total" }) {
  return <span class={`bar ${kind}`} style={{ left: percentOf(bar.start), width: percentOf(bar.width) }} />;
}

function percentOf(fraction: number): string {
  return `${fraction * 100}%`;
}
