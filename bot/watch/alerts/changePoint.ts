/** A level that is no longer what it was. */
export interface ChangePoint {
  readonly direction: "up" | "down";
  /** Where in the series the sum began to grow that went over the threshold. */
  readonly index: number;
  /** The greatest sum since. */
  readonly sum: number;
}

/**
 * Two-sided CUSUM (Page, Continuous Inspection Schemes, Biometrika 1954) of standardised values: sums what is beyond `slack` and begins anew at
 * zero. The change that holds at the end of the series, null where the sum is not above `threshold` then: a level that came back is none.
 *
 * @param scores Deviations from the usual level in usual deviations.
 * @param slack Half of the smallest shift that matters.
 * @param threshold How many deviations have to come together.
 */
export function changePoint(scores: readonly number[], slack: number, threshold: number): ChangePoint | null {
  const up = oneSided(scores, slack);
  const down = oneSided(
    scores.map((score) => -score),
    slack,
  );
  const [direction, side] = up.sum >= down.sum ? (["up", up] as const) : (["down", down] as const);
  return side.sum > threshold ? { direction, ...side } : null;
}

function oneSided(scores: readonly number[], slack: number): { readonly index: number; readonly sum: number } {
  let sum = 0;
  let index = 0;
  scores.forEach((score, at) => {
    const before = sum;
    sum = Math.max(0, sum + score - slack);
    if (before === 0 && sum > 0) index = at;
  });
  return { index, sum };
}
