/** One step of a sum. */
export interface WaterfallStep {
  readonly name: string;
  /** What it adds; negative takes away. */
  readonly value: number;
}

/** Where a bar stands, in fractions of the width there is. */
export interface WaterfallBar {
  readonly start: number;
  readonly width: number;
}

export interface WaterfallShape {
  /** Each step from where the sum stood to where it stands then. */
  readonly bars: readonly WaterfallBar[];
  /** From zero to the sum. */
  readonly total: WaterfallBar;
  readonly zero: number;
  /** Null without a requirement. */
  readonly required: number | null;
}

/** Lays out steps of a sum beside one another: everything that is drawn lies within 0 and 1. */
export function waterfallShape(steps: readonly WaterfallStep[], total: number, required: number | null): WaterfallShape {
  const sums = [0];
  for (const { value } of steps) sums.push((sums.at(-1) ?? 0) + value);
  const marks = [...sums, total, ...(required === null ? [] : [required])];
  const low = Math.min(...marks);
  const span = Math.max(...marks) - low || 1;
  const place = (value: number) => (value - low) / span;
  const between = (from: number, to: number) => ({ start: place(Math.min(from, to)), width: Math.abs(to - from) / span });
  return {
    bars: steps.map(({ value }, index) => {
      const before = sums[index] ?? 0;
      return between(before, before + value);
    }),
    total: between(0, total),
    zero: place(0),
    required: required === null ? null : place(required),
  };
}
