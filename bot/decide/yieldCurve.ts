import type { Apr } from "../core/units.ts";

/**
 * A market's rate as a function of its deposits D, in pieces of the form constant + inverse / D + inverseSquare / D². Every rate model
 * of the field has this form between its kinks: Aave's supply rate is borrow rate (linear in utilization B / D) times utilization,
 * Comet's is linear in utilization, a pool's fees or a reward stream shared by D go with 1 / D, a savings rate is constant.
 */
export interface YieldCurve {
  /** Deposits that are not ours. */
  readonly othersDeposits: number;
  /** Ascending and adjoining, from zero to infinity. */
  readonly pieces: readonly RatePiece[];
}

/** constant + inverse / D + inverseSquare / D². */
export interface RateForm {
  readonly constant: number;
  readonly inverse: number;
  readonly inverseSquare: number;
}

export interface RatePiece extends RateForm {
  readonly fromDeposits: number;
  readonly toDeposits: number;
}

export function constantCurve(apr: Apr): YieldCurve {
  return {
    othersDeposits: 0,
    pieces: [{ fromDeposits: 0, toDeposits: Number.POSITIVE_INFINITY, constant: apr, inverse: 0, inverseSquare: 0 }],
  };
}

/** The same curve, everywhere `apr` lower. */
export function loweredBy(apr: Apr, curve: YieldCurve): YieldCurve {
  return { ...curve, pieces: curve.pieces.map((piece) => ({ ...piece, constant: piece.constant - apr })) };
}

export function rateAt(curve: YieldCurve, position: number): Apr {
  const deposits = curve.othersDeposits + position;
  return rateOf(pieceAt(curve, deposits), deposits);
}

/** What `position` earns a year, in the units of the position. */
export function earningsAt(curve: YieldCurve, position: number): number {
  return position === 0 ? 0 : position * rateAt(curve, position);
}

/** What one more unit would earn a year, the dilution of the whole position included: the derivative of x · rate(x). */
export function marginalAt(curve: YieldCurve, position: number): Apr {
  const deposits = curve.othersDeposits + position;
  return marginalOf(pieceAt(curve, deposits), curve.othersDeposits, deposits);
}

export function rateOf(piece: RateForm, deposits: number): Apr {
  if (piece.inverse === 0 && piece.inverseSquare === 0) return piece.constant;
  return piece.constant + piece.inverse / deposits + piece.inverseSquare / deposits ** 2;
}

export function marginalOf(piece: RatePiece, othersDeposits: number, deposits: number): Apr {
  if (piece.inverse === 0 && piece.inverseSquare === 0) return piece.constant;
  const square = othersDeposits * piece.inverse - piece.inverseSquare;
  const cube = 2 * othersDeposits * piece.inverseSquare;
  return piece.constant + square / deposits ** 2 + cube / deposits ** 3;
}

/** At a boundary the piece above it, where money that is added goes. */
function pieceAt(curve: YieldCurve, deposits: number): RatePiece {
  for (const piece of curve.pieces) if (deposits < piece.toDeposits) return piece;
  const last = curve.pieces.at(-1);
  if (last === undefined) throw new RangeError("a yield curve has at least one piece");
  return last;
}
