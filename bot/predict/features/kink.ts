/** Two straight lines that meet: how the borrow rate a market implies rises with its utilization. */
export interface Kink {
  /** The utilization at which the rate begins to rise steeply. */
  readonly utilization: number;
  /** Slope above over slope below; large is steep. */
  readonly steepness: number;
}

const BINS = 100;
const LEAST_BINS = 6;
/** A second line must explain this much of what one leaves unexplained. */
const LEAST_GAIN = 0.3;

/** What one line leaves unexplained of the squares, if no more, is rounding: the curve is straight. */
const ROUNDING = 1e-12;

/** Room for the sums of one estimate, so that many of them allocate nothing. */
export class KinkEstimator {
  readonly #count = new Float64Array(BINS + 1);
  readonly #sum = new Float64Array(BINS + 1);

  /**
   * The kink of a market's rate curve, from what it quoted: suppliers get utilization × borrow rate × (1 − reserve factor), so that
   * quoted / utilization follows the borrow rate curve, two straight lines in Aave and Compound (Aave `DefaultReserveInterestRateStrategy`,
   * Compound `JumpRateModel`). Least squares over means by percent of utilization, for every kink there could be. Null where what was seen
   * is no such curve, or lies on one of its lines only.
   *
   * @param from First point that counts, of those up to and including `to`.
   */
  estimate(utilization: Float64Array, quotedApr: Float64Array, from: number, to: number): Kink | null {
    const count = this.#count.fill(0);
    const sum = this.#sum.fill(0);
    for (let i = from; i <= to; i++) {
      const used = utilization[i] as number;
      if (!(used >= 0.01 && used <= 1)) continue;
      const bin = Math.round(used * BINS);
      count[bin] = (count[bin] as number) + 1;
      sum[bin] = (sum[bin] as number) + (quotedApr[i] as number) / used;
    }
    const place: number[] = [];
    const rate: number[] = [];
    for (let bin = 0; bin <= BINS; bin++) {
      if ((count[bin] as number) === 0) continue;
      place.push(bin / BINS);
      rate.push((sum[bin] as number) / (count[bin] as number));
    }
    return place.length < LEAST_BINS ? null : bestKink(place, rate);
  }
}

function bestKink(place: readonly number[], rate: readonly number[]): Kink | null {
  const whole = line(place, rate, 0, place.length);
  if (whole.error <= ROUNDING * rate.reduce((sum, one) => sum + one * one, 0)) return null;
  let best: { readonly error: number; readonly kink: Kink } | null = null;
  for (let split = 2; split <= place.length - 3; split++) {
    // Both lines go through the point of the kink.
    const below = line(place, rate, 0, split + 1);
    const above = line(place, rate, split, place.length);
    const error = below.error + above.error;
    if (above.slope <= 0 || above.slope <= 2 * Math.max(below.slope, 0)) continue;
    if (best === null || error < best.error) {
      best = { error, kink: { utilization: place[split] as number, steepness: above.slope / Math.max(below.slope, above.slope / 100) } };
    }
  }
  return best === null || best.error > (1 - LEAST_GAIN) * whole.error ? null : best.kink;
}

/** The least-squares line through points `from` up to `to`, which is not included, and the sum of squares it leaves. */
function line(x: readonly number[], y: readonly number[], from: number, to: number) {
  const n = to - from;
  let meanX = 0;
  let meanY = 0;
  for (let i = from; i < to; i++) {
    meanX += (x[i] as number) / n;
    meanY += (y[i] as number) / n;
  }
  let sxx = 0;
  let sxy = 0;
  let syy = 0;
  for (let i = from; i < to; i++) {
    const dx = (x[i] as number) - meanX;
    const dy = (y[i] as number) - meanY;
    sxx += dx * dx;
    sxy += dx * dy;
    syy += dy * dy;
  }
  const slope = sxx === 0 ? 0 : sxy / sxx;
  return { slope, error: Math.max(syy - slope * sxy, 0) };
}
