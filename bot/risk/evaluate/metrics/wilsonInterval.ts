/** The normal distribution leaves 2.5 % above it. */
const Z_OF_95_PERCENT = 1.959963984540054;

/**
 * The 95 % interval of a share of which `positives` of `count` were seen (Wilson 1927): unlike the usual one it also holds for shares near
 * 0 and 1 and few rows. It takes rows to be independent; outcomes over windows that overlap are not, so that it is the least that is in doubt.
 */
export function wilsonInterval(positives: number, count: number): readonly [low: number, high: number] {
  const share = positives / count;
  const spread = Z_OF_95_PERCENT ** 2 / count;
  const middle = (share + spread / 2) / (1 + spread);
  const half = (Math.sqrt(spread) / (1 + spread)) * Math.sqrt(share * (1 - share) + spread / 4);
  return [positives === 0 ? 0 : middle - half, positives === count ? 1 : middle + half];
}
