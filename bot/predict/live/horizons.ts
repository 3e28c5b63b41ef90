/**
 * A model's quantiles at any horizon from those at its own: straight between neighbours, from persistence (z = 0) at no horizon at all, and
 * flat beyond the longest. The mean over a horizon moves away from the present rate the further it reaches, and what a model says beyond
 * the longest horizon it was trained for would be invented.
 *
 * @param horizonsSeconds The model's, ascending.
 * @param quantilesZ Horizons × levels, row by row.
 * @returns One z a level; ascending where the model's own are.
 */
export function quantilesAtHorizon(
  horizonsSeconds: readonly number[],
  quantilesZ: ArrayLike<number>,
  levels: number,
  horizonSeconds: number,
): readonly number[] {
  const above = horizonsSeconds.findIndex((own) => own >= horizonSeconds);
  const upper = above < 0 ? horizonsSeconds.length - 1 : above;
  const upperSeconds = horizonsSeconds[upper] ?? Number.NaN;
  const lowerSeconds = upper === 0 ? 0 : (horizonsSeconds[upper - 1] as number);
  const share = above < 0 ? 1 : (horizonSeconds - lowerSeconds) / (upperSeconds - lowerSeconds);
  return Array.from({ length: levels }, (_, level) => {
    const at = quantilesZ[upper * levels + level] ?? Number.NaN;
    const before = upper === 0 ? 0 : (quantilesZ[(upper - 1) * levels + level] ?? Number.NaN);
    return share === 1 ? at : before + share * (at - before);
  });
}
