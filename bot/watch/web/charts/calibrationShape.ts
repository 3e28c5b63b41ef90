/** One quantile: the share of outcomes that should be at or below it, and the share that was. */
export interface CalibrationPoint {
  readonly level: number;
  readonly realised: number;
  readonly samples: number;
}

/** Where a level and a share stand in a square with the origin at its lower left; SVG's y grows downwards. */
export function placeIn(
  side: number,
  { level, realised }: Pick<CalibrationPoint, "level" | "realised">,
): { readonly x: number; readonly y: number } {
  return { x: level * side, y: (1 - realised) * side };
}

/** The furthest any quantile is from where it should be. */
export function furthestOff(points: readonly CalibrationPoint[]): number {
  return Math.max(0, ...points.map(({ level, realised }) => Math.abs(realised - level)));
}
