import type { RiskScore, Veto } from "../core/risk.ts";
import { listText } from "./wording.ts";

const VETOES_SHOWN = 3;

/** "off-peg: DAI is worth 0.93 USD"; empty without vetoes. */
export function vetoesText(vetoes: readonly Veto[]): string {
  return listText(
    vetoes.map(({ reason, detail }) => (detail === "" ? reason : `${reason}: ${detail}`)),
    VETOES_SHOWN,
  );
}

/** "high risk, score 84: utilization 97 %, up 6 points in 24 h": the class and what speaks against the market. */
export function classText({ riskClass, score, drivers }: RiskScore): string {
  const against = drivers.filter(({ contribution }) => contribution > 0).map(({ words }) => words);
  const points = score === null ? "" : `, score ${Math.round(score)}`;
  return `${riskClass ?? "unknown"} risk${points}${against.length > 0 ? `: ${against.join("; ")}` : ""}`;
}
