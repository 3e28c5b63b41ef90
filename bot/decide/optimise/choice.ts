import { earningsAt, marginalOf, type RatePiece, type YieldCurve } from "../yieldCurve.ts";

/**
 * One way to treat a market: hold, or move within [from, to], at a fixed cost. Positions are in whole tokens, values in tokens over the
 * horizon. Within a choice the value is concave: its marginal falls from segment to segment.
 */
export interface Choice {
  readonly fixedCost: number;
  readonly from: number;
  readonly to: number;
  readonly segments: readonly Segment[];
}

/** A stretch on which the marginal value is slope + square / D² + cube / D³ − bend · position, D = others + position. */
export interface Segment {
  readonly from: number;
  readonly to: number;
  readonly others: number;
  readonly slope: number;
  readonly square: number;
  readonly cube: number;
  /** Not negative; zero unless `bentBy` made it. */
  readonly bend: number;
  readonly marginalFrom: number;
  readonly marginalTo: number;
}

/** What a market offers: its choices, and what a position is worth against holding, before the choice's fixed cost. */
export interface Offer {
  readonly current: number;
  readonly choices: readonly Choice[];
  readonly value: (position: number) => number;
}

export interface OfferInput {
  readonly curve: YieldCurve;
  readonly current: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly minimumMove: number;
  readonly horizonYears: number;
  /** Costs of the moved amount, as fractions. */
  readonly enterFraction: number;
  readonly exitFraction: number;
  /** Fixed costs of a leg, in tokens. */
  readonly allocateCost: number;
  readonly deallocateCost: number;
  /** Whether holding is out of the question. */
  readonly mustMove: boolean;
}

export function offer(input: OfferInput): Offer {
  const { current, minimum, maximum, minimumMove } = input;
  const held = input.horizonYears * earningsAt(input.curve, current);
  const choices: Choice[] = [];
  if (!input.mustMove) choices.push(holdAt(current));
  const lowest = current - minimumMove;
  if (minimum < current && minimum <= lowest) {
    choices.push(...runs(input, minimum, Math.max(minimum, Math.min(lowest, maximum)), input.deallocateCost));
  }
  const highest = current + minimumMove;
  if (maximum > current && maximum >= highest) choices.push(...runs(input, highest, maximum, input.allocateCost));
  return {
    current,
    choices: choices.length > 0 ? choices : [holdAt(current)],
    value: (position) =>
      input.horizonYears * earningsAt(input.curve, position) -
      held -
      (position > current ? (position - current) * input.enterFraction : (current - position) * input.exitFraction),
  };
}

export function holdAt(position: number): Choice {
  return { fixedCost: 0, from: position, to: position, segments: [] };
}

/** The position worth most within a choice when money is worth `moneyValue` per token elsewhere; the least such position. */
export function respond(choice: Choice, moneyValue: number): number {
  for (const segment of choice.segments) {
    if (segment.marginalFrom <= moneyValue) return segment.from;
    if (segment.marginalTo < moneyValue) return solve(segment, moneyValue);
  }
  return choice.to;
}

/** [from, to] cut where the curve changes its form, joined again while the marginal falls: every run is concave. */
function runs(input: OfferInput, from: number, to: number, fixedCost: number): readonly Choice[] {
  const { curve, current } = input;
  // Withdrawing less saves exit cost, adding more costs entry: both tilt the value by a constant.
  const tilt = from < current ? input.exitFraction : -input.enterFraction;
  const groups: Segment[][] = [];
  for (const piece of curve.pieces) {
    const low = Math.max(from, piece.fromDeposits - curve.othersDeposits);
    const high = Math.min(to, piece.toDeposits - curve.othersDeposits);
    if (high < low || (high === low && groups.length > 0)) continue;
    for (const segment of segments(input, piece, tilt, low, high)) {
      const group = groups.at(-1);
      const before = group?.at(-1);
      if (group !== undefined && before !== undefined && segment.marginalFrom <= before.marginalTo + 1e-15) group.push(segment);
      else groups.push([segment]);
    }
  }
  return groups.map((group) => ({ fixedCost, from: group[0]?.from ?? from, to: group.at(-1)?.to ?? to, segments: group }));
}

/**
 * Owning more than about two thirds of a pool, the value of more turns convex (while falling). There the exact form gives way to its
 * chord: same ends, never less in between, so that the search's bounds stay bounds.
 */
function segments(input: OfferInput, piece: RatePiece, tilt: number, low: number, high: number): readonly Segment[] {
  const others = input.curve.othersDeposits;
  const years = input.horizonYears;
  const square = others * piece.inverse - piece.inverseSquare;
  const cube = 2 * others * piece.inverseSquare;
  const exact = (from: number, to: number): Segment => ({
    from,
    to,
    others,
    slope: years * piece.constant + tilt,
    square: years * square,
    cube: years * cube,
    bend: 0,
    marginalFrom: years * marginalOf(piece, others, others + from) + tilt,
    marginalTo: years * marginalOf(piece, others, others + to) + tilt,
  });
  // The marginal's derivative −2·square/D³ − 3·cube/D⁴ is negative until D = −1.5·cube/square.
  const turn = square < 0 ? (-1.5 * cube) / square - others : Number.POSITIVE_INFINITY;
  if (turn >= high || low === high) return [exact(low, high)];
  const start = Math.max(low, turn);
  const chord = (years * (earningsAt(input.curve, high) - earningsAt(input.curve, start))) / (high - start) + tilt;
  const tail: Segment = {
    from: start,
    to: high,
    others,
    slope: chord,
    square: 0,
    cube: 0,
    bend: 0,
    marginalFrom: chord,
    marginalTo: chord,
  };
  return start > low ? [exact(low, start), tail] : [tail];
}

/** The same offer with tilt · (x − current) − bend / 2 · (x² − current²) added to what a position x is worth. */
export function bentBy(one: Offer, tilt: number, bend: number): Offer {
  const marginal = (position: number) => tilt - bend * position;
  return {
    current: one.current,
    choices: one.choices.map((choice) => ({
      ...choice,
      segments: choice.segments.map((segment) => ({
        ...segment,
        slope: segment.slope + tilt,
        bend: segment.bend + bend,
        marginalFrom: segment.marginalFrom + marginal(segment.from),
        marginalTo: segment.marginalTo + marginal(segment.to),
      })),
    })),
    value: (position) => one.value(position) + (position - one.current) * marginal((position + one.current) / 2),
  };
}

/** The position at which a segment's marginal equals `moneyValue`: safeguarded Newton in y = 1 / D, in which it rises. */
function solve(segment: Segment, moneyValue: number): number {
  const { others, slope, square, cube, bend } = segment;
  if (bend > 0) return solveBent(segment, moneyValue);
  if (cube === 0) return clamp(Math.sqrt(square / (moneyValue - slope)) - others, segment);
  let low = 1 / (others + segment.to);
  let high = 1 / (others + segment.from);
  let y = (low + high) / 2;
  for (let i = 0; i < 60; i += 1) {
    const excess = slope - moneyValue + (square + cube * y) * y * y;
    if (excess > 0) high = y;
    else low = y;
    const newton = y - excess / ((2 * square + 3 * cube * y) * y);
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - y) <= 1e-15 * y) break;
    y = next;
  }
  return clamp(1 / y - others, segment);
}

/** The same for a marginal that bends: safeguarded Newton in the position. */
function solveBent(segment: Segment, moneyValue: number): number {
  const { others, slope, square, cube, bend } = segment;
  if (square === 0 && cube === 0) return clamp((slope - moneyValue) / bend, segment);
  let low = segment.from;
  let high = segment.to;
  let position = (low + high) / 2;
  for (let i = 0; i < 100; i += 1) {
    const y = 1 / (others + position);
    const excess = slope - moneyValue - bend * position + (square + cube * y) * y * y;
    if (excess > 0) low = position;
    else high = position;
    const newton = position + excess / (bend + (2 * square + 3 * cube * y) * y * y * y);
    const next = newton > low && newton < high ? newton : (low + high) / 2;
    if (Math.abs(next - position) <= 1e-15 * position) break;
    position = next;
  }
  return position;
}

function clamp(position: number, segment: Segment): number {
  return Math.min(segment.to, Math.max(segment.from, position));
}
