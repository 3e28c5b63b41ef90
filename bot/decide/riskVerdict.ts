import type { MarketRisk, RiskScore, RiskTolerance } from "../core/risk.ts";
import { type Apr, BPS } from "../core/units.ts";
import type { DecisionPolicy } from "./policy.ts";

/** What a market's risk score means for money in it: what is forbidden, and what being there costs. */
export interface RiskVerdict {
  /** What was judged; null where nothing recent is known of the market's risk, which then changes nothing. */
  readonly score: RiskScore | null;
  /** Why nothing may be added, if risk forbids it. */
  readonly closedBecause: "veto" | "high-risk" | null;
  /** Whether what is there has to leave. */
  readonly mustLeave: boolean;
  /** The most that the class lets a position be of gross assets. */
  readonly relativeCapBps: number;
  /** What a year in the market costs in risk, as a fraction of the money there. */
  readonly penaltyApr: Apr;
}

const UNCAPPED_BPS = 10_000;

/** The verdict on a market without a score. */
export const UNSCORED: RiskVerdict = {
  score: null,
  closedBecause: null,
  mustLeave: false,
  relativeCapBps: UNCAPPED_BPS,
  penaltyApr: 0,
};

/** How money can leave a market. */
export interface Door {
  readonly position: bigint;
  /** All deposits, and what of them could be withdrawn now; null where the market is not seen. */
  readonly market: { readonly deposits: bigint; readonly liquidity: bigint } | null;
}

const SCALE = 1_000;

function isDoorNarrow({ position, market }: Door, { highRiskExitCover, highRiskExitBps }: DecisionPolicy): boolean {
  if (market === null) return true;
  const { deposits, liquidity } = market;
  const isShort = liquidity * scaled(1) < position * scaled(highRiskExitCover);
  return isShort || liquidity * BPS * scaled(1) < deposits * scaled(highRiskExitBps);
}

function scaled(value: number): bigint {
  return BigInt(Math.round(value * SCALE));
}

/** Vetoes first, which no model can overrule; then the model's class, and its probabilities as a price. */
export function riskVerdict(score: RiskScore | null, tolerance: RiskTolerance, policy: DecisionPolicy, door: Door): RiskVerdict {
  if (score === null) return UNSCORED;
  const isHigh = score.riskClass === "high";
  return {
    score,
    closedBecause: score.vetoes.length > 0 ? "veto" : isHigh ? "high-risk" : null,
    mustLeave: (isHigh && isDoorNarrow(door, policy)) || score.vetoes.some(({ effect }) => effect === "exit"),
    relativeCapBps: score.riskClass === "medium" ? Math.min(UNCAPPED_BPS, policy.mediumRelativeCapBps) : UNCAPPED_BPS,
    penaltyApr: penaltyApr(score, tolerance, policy),
  };
}

/** What a decision says of the verdict; null without a score. */
export function marketRisk({ score, penaltyApr: penalty }: RiskVerdict): MarketRisk | null {
  if (score === null) return null;
  return {
    riskClass: score.riskClass,
    score: score.score,
    penaltyApr: penalty,
    vetoes: score.vetoes.map(({ reason }) => reason),
  };
}

/** Expected, not worst: each class's price by its probability. The less risk the vault bears now, the more all of it costs. */
function penaltyApr({ probabilities }: RiskScore, { tolerance }: RiskTolerance, policy: DecisionPolicy): Apr {
  if (probabilities === null) return 0;
  return (probabilities.high * policy.highPenaltyApr + probabilities.medium * policy.mediumPenaltyApr) / tolerance;
}
