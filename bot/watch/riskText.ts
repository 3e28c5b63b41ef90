import type { RiskScore, RiskTolerance, Veto } from "../core/risk.ts";
import { percent } from "./format.ts";

/** "medium 56", or what forbids the market: "exit: off-peg"; "–" where nothing is known. */
export function riskWord({ riskClass, score, vetoes }: Pick<RiskScore, "riskClass" | "score" | "vetoes">): string {
  // A market that money has to leave is closed, too.
  const [veto] = vetoes.toSorted((a, b) => Number(b.effect === "exit") - Number(a.effect === "exit"));
  if (veto !== undefined) return `${veto.effect}: ${veto.reason}`;
  return riskClass === null ? scoreText(score) : `${riskClass} ${scoreText(score)}`;
}

/** A score of 0 to 100 as a person reads it. */
export function scoreText(score: number | null): string {
  return score === null ? "–" : score.toFixed(0);
}

/** "off-peg (exit), frozen (close)". */
export function vetoWords(vetoes: readonly Veto[]): string {
  return vetoes.map(({ reason, effect }) => `${reason} (${effect})`).join(", ");
}

/** "63.0 % of the risk of quiet times (volatility 0.90, stress 0.70)", with the factors that lower it. */
export function toleranceText({ tolerance, factors }: RiskTolerance): string {
  const lowering = Object.entries(factors).flatMap(([name, factor]) => (factor < 1 ? [`${name} ${factor.toFixed(2)}`] : []));
  return `${percent(tolerance, 1)} of the risk of quiet times${lowering.length === 0 ? "" : ` (${lowering.join(", ")})`}`;
}
