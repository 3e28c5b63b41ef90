const MAXIMUM_TERMS = 500;
const PRECISION = 1e-15;
const TINY = 1e-300;

/** The chance that Student's t with `degrees` degrees of freedom is further from zero than `statistic`, on either side. */
export function twoSidedPValue(statistic: number, degrees: number): number {
  if (Number.isNaN(statistic)) return Number.NaN;
  if (!Number.isFinite(statistic)) return 0;
  return regularisedIncompleteBeta(degrees / (degrees + statistic ** 2), degrees / 2, 0.5);
}

/** I_x(a, b) by its continued fraction (Abramowitz and Stegun 26.5.8), evaluated by the method of Lentz (1976). */
function regularisedIncompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - regularisedIncompleteBeta(1 - x, b, a);
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x)) / a;
  let c = 1;
  let d = nonZeroInverse(1 - ((a + b) * x) / (a + 1));
  let fraction = d;
  for (let m = 1; m <= MAXIMUM_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = nonZeroInverse(1 + even * d);
    c = nonZero(1 + even / c);
    fraction *= c * d;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = nonZeroInverse(1 + odd * d);
    c = nonZero(1 + odd / c);
    fraction *= c * d;
    if (Math.abs(c * d - 1) < PRECISION) break;
  }
  return front * fraction;
}

function nonZero(value: number): number {
  return Math.abs(value) < TINY ? TINY : value;
}

function nonZeroInverse(value: number): number {
  return 1 / nonZero(value);
}

/** ln Γ(x), x > 0: raised to x ≥ 10, where Stirling's series (Abramowitz and Stegun 6.1.41) is exact to double precision. */
function logGamma(x: number): number {
  let raised = x;
  let product = 1;
  for (; raised < 10; raised += 1) product *= raised;
  const inverse = 1 / (raised * raised);
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse * (1 / 1680 - inverse / 1188)))) / raised;
  return (raised - 0.5) * Math.log(raised) - raised + Math.log(2 * Math.PI) / 2 + series - Math.log(product);
}
