import type { KinkedBorrowRate, KinkedSupplyRate, RateModel } from "../core/market.ts";
import type { Observation } from "../core/observation.ts";
import type { Apr } from "../core/units.ts";
import { type MarketMoney, moneyIn, sharingDeposits } from "./utilization.ts";
import { constantCurve, type RateForm, type RatePiece, rateOf, type YieldCurve } from "./yieldCurve.ts";

/**
 * The yield curve of a forecast: through `forecastApr` at today's deposits, in the shape of the market's rate model. `dilutedApr` says
 * what that shape counts on.
 *
 * @param own Our position, which is part of the market's deposits, in units of 10^decimals.
 */
export function forecastCurve(
  forecastApr: Apr,
  model: RateModel,
  observation: Observation,
  own: { readonly position: number; readonly decimals: number },
): YieldCurve {
  const quotedApr = observation.supplyApr + observation.rewardApr;
  const rewardShare = quotedApr > 0 ? Math.min(1, Math.max(0, observation.rewardApr / quotedApr)) : 0;
  return curveOver(moneyIn(observation, own.decimals), model, { forecastApr, rewardShare }, own.position);
}

/**
 * The same by the market's money, without an observation.
 *
 * @param rewardShare What part of the forecast are rewards.
 */
export function curveOver(
  money: MarketMoney,
  model: RateModel,
  { forecastApr, rewardShare }: { readonly forecastApr: Apr; readonly rewardShare: number },
  ownPosition: number,
): YieldCurve {
  // A loss is not made smaller by adding to it.
  if (!(forecastApr > 0)) return constantCurve(forecastApr);
  const sharing = sharingDeposits(model, money);
  // A position out of a pool's range is not among the deposits that share its fees, and would be once the price came back.
  const deposits = model.kind === "fee-share" ? Math.max(ownPosition, sharing) : sharing;
  const rewardStream = forecastApr * rewardShare * deposits;
  const pieces: RatePiece[] = [];
  for (const piece of supplyPieces(forecastApr * (1 - rewardShare), model, money.borrowed, deposits)) {
    if (piece.fromDeposits < piece.toDeposits) pieces.push(rewardStream === 0 ? piece : withRewards(piece, rewardStream));
  }
  return { othersDeposits: Math.max(0, deposits - ownPosition), pieces };
}

/** A stream of rewards is shared by all deposits; in the lowest piece, which is constant, no more is counted than at its end. */
function withRewards(piece: RatePiece, rewardStream: number): RatePiece {
  const lowest = piece.fromDeposits === 0 && piece.toDeposits < Number.POSITIVE_INFINITY;
  return lowest
    ? { ...piece, constant: piece.constant + rewardStream / piece.toDeposits }
    : { ...piece, inverse: piece.inverse + rewardStream };
}

function supplyPieces(levelApr: Apr, model: RateModel, borrowed: number, deposits: number): readonly RatePiece[] {
  if (model.kind === "flat") return flatPieces(levelApr, deposits, levelApr, 0);
  if (model.kind === "fee-share") return feeShares(levelApr, deposits);
  const { kinkDeposits, steep, shallow } = shapeOf(model, borrowed);
  const today = deposits < kinkDeposits ? steep : shallow;
  const modelApr = rateOf(today, deposits);
  if (!(modelApr > 0)) return flatPieces(levelApr, deposits, 0, levelApr * deposits);
  const scale = levelApr / modelApr;
  const scarceDeposits = kinkDeposits > 0 ? Math.min(deposits, kinkDeposits) : deposits;
  return [
    { fromDeposits: 0, toDeposits: scarceDeposits, constant: rateOf(today, scarceDeposits) * scale, inverse: 0, inverseSquare: 0 },
    scaled(steep, scale, scarceDeposits, kinkDeposits),
    scaled(shallow, scale, Math.max(scarceDeposits, kinkDeposits), Number.POSITIVE_INFINITY),
  ];
}

/** The level up to today's deposits, and beyond them what is given. */
function flatPieces(levelApr: Apr, deposits: number, constant: number, inverse: number): readonly RatePiece[] {
  return [
    { fromDeposits: 0, toDeposits: deposits, constant: levelApr, inverse: 0, inverseSquare: 0 },
    { fromDeposits: deposits, toDeposits: Number.POSITIVE_INFINITY, constant, inverse, inverseSquare: 0 },
  ];
}

/** How far our own withdrawal may raise the rate of a pool's fees: whoever swaps finds other pools when this one is drained. */
const MOST_RAISED = 2;

/** The same fees shared by more or fewer. */
function feeShares(levelApr: Apr, deposits: number): readonly RatePiece[] {
  const scarceDeposits = deposits / MOST_RAISED;
  return [
    { fromDeposits: 0, toDeposits: scarceDeposits, constant: levelApr * MOST_RAISED, inverse: 0, inverseSquare: 0 },
    { fromDeposits: scarceDeposits, toDeposits: Number.POSITIVE_INFINITY, constant: 0, inverse: levelApr * deposits, inverseSquare: 0 },
  ];
}

interface Shape {
  /** Deposits at which utilization is at the kink; fewer make it steep. */
  readonly kinkDeposits: number;
  readonly steep: RateForm;
  readonly shallow: RateForm;
}

/** The supply rate as a function of deposits D on both sides of the kink, utilization being borrowed / D. */
function shapeOf(model: KinkedBorrowRate | KinkedSupplyRate, borrowed: number): Shape {
  const kink = model.kind === "kinked-supply" ? model.kinkUtilization : model.optimalUtilization;
  const kinkDeposits = kink > 0 ? borrowed / kink : Number.POSITIVE_INFINITY;
  if (model.kind === "kinked-supply") {
    const steepConstant = model.baseSupplyApr + (model.slopeLowApr - model.slopeHighApr) * kink;
    return {
      kinkDeposits,
      steep: { constant: steepConstant, inverse: model.slopeHighApr * borrowed, inverseSquare: 0 },
      shallow: { constant: model.baseSupplyApr, inverse: model.slopeLowApr * borrowed, inverseSquare: 0 },
    };
  }
  const kept = 1 - model.reserveFactor;
  const slope = kink > 0 ? model.slope1Apr / kink : 0;
  const steepSlope = kink < 1 ? model.slope2Apr / (1 - kink) : 0;
  const steepBase = model.baseBorrowApr + model.slope1Apr - steepSlope * kink;
  return {
    kinkDeposits,
    steep: { constant: 0, inverse: kept * steepBase * borrowed, inverseSquare: kept * steepSlope * borrowed ** 2 },
    shallow: { constant: 0, inverse: kept * model.baseBorrowApr * borrowed, inverseSquare: kept * slope * borrowed ** 2 },
  };
}

function scaled(piece: RateForm, factor: number, fromDeposits: number, toDeposits: number): RatePiece {
  return {
    fromDeposits,
    toDeposits,
    constant: piece.constant * factor,
    inverse: piece.inverse * factor,
    inverseSquare: piece.inverseSquare * factor,
  };
}
