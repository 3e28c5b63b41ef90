/** Something with an absolute and a relative cap, as the contract has them. */
export interface Capped {
  readonly absoluteCap: string;
  readonly relativeCapBps: number;
  readonly usedAssets: string;
  readonly usedBps: number;
}

/** How much of the nearer of both caps is used: 1 is all; above 1 where a cap was lowered, or assets fell. Nothing used of nothing allowed is 0. */
export function capUse({ absoluteCap, relativeCapBps, usedAssets, usedBps }: Capped): number {
  return Math.max(part(Number(usedAssets), Number(absoluteCap)), part(usedBps, relativeCapBps));
}

function part(used: number, most: number): number {
  if (used === 0) return 0;
  return most === 0 ? Number.POSITIVE_INFINITY : used / most;
}
