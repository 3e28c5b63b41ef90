/** What margins must do as a value rises: fall or stay (−1), anything (0), rise or stay (1). */
export type Monotonicity = -1 | 0 | 1;

/** What the steps below a node are kept within. */
export interface StepBounds {
  readonly lower: number;
  readonly upper: number;
}

export const UNBOUNDED: StepBounds = { lower: Number.NEGATIVE_INFINITY, upper: Number.POSITIVE_INFINITY };

/** Newton's step, kept within bounds. */
export function boundedStep(gradient: number, hessian: number, lambda: number, { lower, upper }: StepBounds): number {
  // By subtraction a hessian can come out as nothing.
  const step = hessian + lambda > 0 ? -gradient / (hessian + lambda) : 0;
  return step < lower ? lower : step > upper ? upper : step;
}

/** What a node gains by its bounded step: G²/(H + λ) where the bounds do not bind. */
export function constrainedScore(gradient: number, hessian: number, lambda: number, bounds: StepBounds): number {
  return scoreOfStep(gradient, hessian, lambda, boundedStep(gradient, hessian, lambda, bounds));
}

/** What two children gain together; minus infinity where their steps run against the direction. (XGBoost's split evaluator with `monotone_constraints`.) */
export function childrenScore(
  leftGradient: number,
  leftHessian: number,
  rightGradient: number,
  rightHessian: number,
  lambda: number,
  bounds: StepBounds,
  direction: Monotonicity,
): number {
  const left = boundedStep(leftGradient, leftHessian, lambda, bounds);
  const right = boundedStep(rightGradient, rightHessian, lambda, bounds);
  if ((right - left) * direction < 0) return Number.NEGATIVE_INFINITY;
  return scoreOfStep(leftGradient, leftHessian, lambda, left) + scoreOfStep(rightGradient, rightHessian, lambda, right);
}

function scoreOfStep(gradient: number, hessian: number, lambda: number, step: number): number {
  return -(2 * gradient * step + (hessian + lambda) * step * step);
}

/** The bounds of a node's children: whatever grows below, no leaf of one comes past the middle between the two. */
export function childBounds(left: number, right: number, bounds: StepBounds, direction: Monotonicity): readonly [StepBounds, StepBounds] {
  if (direction === 0) return [bounds, bounds];
  const middle = (left + right) / 2;
  const below = { lower: bounds.lower, upper: middle };
  const above = { lower: middle, upper: bounds.upper };
  return direction > 0 ? [below, above] : [above, below];
}
