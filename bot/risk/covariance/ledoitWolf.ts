/** A covariance estimated by shrinkage. */
export interface ShrunkCovariance {
  /** Symmetric, positive semi-definite. */
  readonly covariance: readonly Float64Array[];
  /** How far it was drawn from the sample (0) to the target (1). */
  readonly shrinkage: number;
}

/**
 * The sample covariance shrunk toward one with the same variances and, between all pairs, the mean correlation (Ledoit and Wolf 2004, "Honey, I
 * Shrunk the Sample Covariance Matrix"), with one degree of freedom spent on the means, as in the authors' covCor. A series that never
 * varies has no correlation and counts in no mean.
 *
 * @param series One row a variable, all of one length, at least two.
 */
export function ledoitWolf(series: readonly Float64Array[]): ShrunkCovariance {
  const centred = series.map(withoutMean);
  const degrees = (centred[0]?.length ?? 0) - 1;
  const sample = centred.map((row) => Float64Array.from(centred, (other) => dot(row, other) / degrees));
  const deviation = sample.map((row, i) => Math.sqrt(row[i] as number));
  const meanCorrelation = meanOffDiagonal(sample, deviation);
  const target = sample.map((row, i) =>
    row.map((own, j) => (i === j ? own : meanCorrelation * (deviation[i] as number) * (deviation[j] as number))),
  );
  const shrinkage = intensity({ centred, degrees, sample, target, deviation, meanCorrelation });
  const covariance = sample.map((row, i) => row.map((one, j) => shrinkage * (target[i]?.[j] as number) + (1 - shrinkage) * one));
  return { covariance, shrinkage };
}

interface Estimates {
  readonly centred: readonly Float64Array[];
  readonly degrees: number;
  readonly sample: readonly Float64Array[];
  readonly target: readonly Float64Array[];
  readonly deviation: readonly number[];
  readonly meanCorrelation: number;
}

/** (π − ρ) / γ / T in the paper's words, within [0, 1]; 0 where sample and target are the same. */
function intensity({ centred, degrees, sample, target, deviation, meanCorrelation }: Estimates): number {
  let [pi, rho, gamma] = [0, 0, 0];
  centred.forEach((own, i) => {
    centred.forEach((other, j) => {
      const covariance = sample[i]?.[j] as number;
      let [squares, cubes] = [0, 0];
      for (let day = 0; day < own.length; day++) {
        const [a, b] = [own[day] as number, other[day] as number];
        squares += a * a * b * b;
        cubes += a * a * a * b;
      }
      const variability = squares / degrees - covariance ** 2;
      pi += variability;
      gamma += (covariance - (target[i]?.[j] as number)) ** 2;
      const [deviationOwn, deviationOther] = [deviation[i] as number, deviation[j] as number];
      if (i === j) rho += variability;
      else if (deviationOwn > 0) {
        rho += meanCorrelation * (deviationOther / deviationOwn) * (cubes / degrees - deviationOwn ** 2 * covariance);
      }
    });
  });
  return gamma > 0 ? Math.max(0, Math.min(1, (pi - rho) / gamma / degrees)) : 0;
}

function meanOffDiagonal(sample: readonly Float64Array[], deviation: readonly number[]): number {
  let [sum, pairs] = [0, 0];
  sample.forEach((row, i) => {
    for (let j = 0; j < i; j++) {
      const scale = (deviation[i] as number) * (deviation[j] as number);
      if (scale === 0) continue;
      sum += (row[j] as number) / scale;
      pairs += 1;
    }
  });
  return pairs > 0 ? sum / pairs : 0;
}

function withoutMean(values: Float64Array): Float64Array {
  const mean = values.reduce((sum, one) => sum + one, 0) / values.length;
  const varies = values.some((one) => one !== values[0]);
  // A constant is never quite its own mean.
  return values.map((one) => (varies ? one - mean : 0));
}

function dot(first: Float64Array, second: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < first.length; i++) sum += (first[i] as number) * (second[i] as number);
  return sum;
}
