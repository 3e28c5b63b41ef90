import type { Decision } from "../../bot/core/decision.ts";
import type { MarketId } from "../../bot/core/market.ts";
import type { RiskScore } from "../../bot/core/risk.ts";
import { BPS } from "../../bot/core/units.ts";
import type { DecisionInput } from "../../bot/decide/input.ts";

/** The markets that a decision adds to although their risk forbids it, by the rules themselves. */
export function addedInSpiteOfRisk(input: DecisionInput, decision: Decision): readonly MarketId[] {
  return decision.markets
    .filter(({ marketId, current, target }) => {
      const score = newestScore(input, marketId);
      if (score === undefined || target <= current) return false;
      if (score.vetoes.length > 0 || score.riskClass === "high") return true;
      const most = (input.vault.grossAssets * BigInt(input.policy.mediumRelativeCapBps)) / BPS;
      return score.riskClass === "medium" && target > most;
    })
    .map(({ marketId }) => marketId);
}

/** The score that counts: neither stale nor from after the vault's block. */
export function newestScore({ vault, policy, risks }: DecisionInput, marketId: MarketId): RiskScore | undefined {
  return risks
    .filter((one) => one.marketId === marketId && one.madeAtSeconds <= vault.blockTimeSeconds)
    .filter((one) => one.madeAtSeconds >= vault.blockTimeSeconds - policy.maxDataAgeSeconds)
    .toSorted((a, b) => b.madeAtSeconds - a.madeAtSeconds)[0];
}

/** Whether what is in a market has to leave for its risk, by the rules themselves. */
export function mustLeave(input: DecisionInput, marketId: MarketId): boolean {
  const score = newestScore(input, marketId);
  if (score === undefined) return false;
  return score.vetoes.some(({ effect }) => effect === "exit") || (score.riskClass === "high" && isDoorNarrow(input, marketId));
}

/** Whole covers only: nothing is rounded. */
function isDoorNarrow({ vault, policy, observations }: DecisionInput, marketId: MarketId): boolean {
  const held = vault.positions.find((one) => one.marketId === marketId)?.totalAssets ?? 0n;
  const seen = observations
    .filter((one) => one.marketId === marketId && one.blockTimeSeconds <= vault.blockTimeSeconds)
    .filter((one) => one.blockTimeSeconds >= vault.blockTimeSeconds - policy.maxDataAgeSeconds)
    .toSorted((a, b) => b.blockTimeSeconds - a.blockTimeSeconds)[0];
  if (seen === undefined || seen.liquidity < held * BigInt(policy.highRiskExitCover)) return true;
  return seen.liquidity * 10_000n < seen.totalSupply * BigInt(policy.highRiskExitBps);
}
