import type { BinnedMatrix } from "./binning.ts";
import { BIN_WIDTH, type HistogramLayout } from "./histogram.ts";
import { childrenScore, constrainedScore, type Monotonicity, type StepBounds } from "./monotonicity.ts";

/** Sums over rows: of first and second derivatives of the loss by the margin, and their number. */
export interface GradientSums {
  readonly gradient: number;
  readonly hessian: number;
  readonly count: number;
}

export interface Split {
  readonly column: number;
  /** Bins up to this one go left. */
  readonly bin: number;
  readonly isDefaultLeft: boolean;
  /** XGBoost's loss change: G_L²/(H_L + λ) + G_R²/(H_R + λ) − G²/(H + λ). */
  readonly gain: number;
  readonly left: GradientSums;
  readonly right: GradientSums;
}

export interface SplitLimits {
  /** Least sum of hessians in a child. */
  readonly minChildWeight: number;
  /** Least number of rows in a child. */
  readonly minSamplesLeaf: number;
  readonly lambda: number;
  /** Least gain. */
  readonly gamma: number;
  /** What margins must do as each column's value rises, XGBoost's `monotone_constraints`; none for columns beyond its end. */
  readonly monotonicity: readonly Monotonicity[];
}

/** Of the two children's scores, a gain smaller than this share is rounding. */
const ROUNDING = 1e-10;

/**
 * The split of the largest gain, or null. Rows whose value is not known are tried on both sides; where a node has none, they will go with the
 * heavier child. A split after the last bin parts the known from the unknown. (Chen and Guestrin, XGBoost, 2016, algorithms 2 and 3.)
 *
 * @param bounds What the node's steps are kept within; null where margins may do as they like.
 */
export function bestSplit(
  histogram: Float64Array,
  matrix: BinnedMatrix,
  layout: HistogramLayout,
  columns: Int32Array,
  total: GradientSums,
  limits: SplitLimits,
  bounds: StepBounds | null,
): Split | null {
  const { minChildWeight, minSamplesLeaf, lambda, gamma, monotonicity } = limits;
  const parentScore =
    bounds === null ? score(total.gradient, total.hessian, lambda) : constrainedScore(total.gradient, total.hessian, lambda, bounds);
  let bestGain = gamma;
  let bestColumn = -1;
  let bestBin = 0;
  let isMissingLeft = false;
  let bestGradient = 0;
  let bestHessian = 0;
  let bestCount = 0;
  for (const column of columns) {
    const begin = layout.begins[column] as number;
    const direction = monotonicity[column] ?? 0;
    const lastBin = matrix.cuts[column]?.length ?? 0;
    const missingAt = begin + (lastBin + 1) * BIN_WIDTH;
    const hasMissing = (histogram[missingAt + 2] as number) > 0;
    for (let side = 0; side < (hasMissing ? 2 : 1); side++) {
      let gradient = side === 0 ? 0 : (histogram[missingAt] as number);
      let hessian = side === 0 ? 0 : (histogram[missingAt + 1] as number);
      let count = side === 0 ? 0 : (histogram[missingAt + 2] as number);
      // With the unknown on the left nothing is left of the known for the right after the last bin.
      const end = hasMissing && side === 0 ? lastBin + 1 : lastBin;
      for (let bin = 0, at = begin; bin < end; bin++, at += BIN_WIDTH) {
        const inBin = histogram[at + 2] as number;
        if (inBin === 0) continue;
        gradient += histogram[at] as number;
        hessian += histogram[at + 1] as number;
        count += inBin;
        if (count < minSamplesLeaf || hessian < minChildWeight) continue;
        const rightHessian = total.hessian - hessian;
        const rightCount = total.count - count;
        if (rightCount < minSamplesLeaf || rightHessian < minChildWeight) break;
        const rightGradient = total.gradient - gradient;
        const children =
          bounds === null
            ? score(gradient, hessian, lambda) + score(rightGradient, rightHessian, lambda)
            : childrenScore(gradient, hessian, rightGradient, rightHessian, lambda, bounds, direction);
        const gain = children - parentScore;
        if (gain > bestGain && gain > children * ROUNDING) {
          bestGain = gain;
          bestColumn = column;
          bestBin = bin;
          isMissingLeft = hasMissing ? side === 1 : hessian >= rightHessian;
          bestGradient = gradient;
          bestHessian = hessian;
          bestCount = count;
        }
      }
    }
  }
  if (bestColumn < 0) return null;
  return {
    column: bestColumn,
    bin: bestBin,
    isDefaultLeft: isMissingLeft,
    gain: bestGain,
    left: { gradient: bestGradient, hessian: bestHessian, count: bestCount },
    right: { gradient: total.gradient - bestGradient, hessian: total.hessian - bestHessian, count: total.count - bestCount },
  };
}

function score(gradient: number, hessian: number, lambda: number): number {
  // By subtraction a hessian can come out as nothing.
  return hessian + lambda > 0 ? (gradient * gradient) / (hessian + lambda) : 0;
}
