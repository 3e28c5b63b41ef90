import type { RiskScore, VetoReason } from "../../core/risk.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { Conditions } from "../../predict/series/conditions.ts";
import { StepPath } from "../../predict/series/stepPath.ts";
import { isDollarToken } from "../facts/dollarTokens.ts";
import type { MarketStress } from "../tolerance/factors.ts";

const MEAN_SECONDS = 30 * 86_400;

/** What goes on around a vault, of what is known at a moment. */
export function marketStress(
  risks: readonly RiskScore[],
  pricesUsd: Readonly<Record<string, number>>,
  gas: Pick<MarketStress, "gasPrice" | "meanGasPrice">,
): MarketStress {
  const deviations = Object.entries(pricesUsd).flatMap(([symbol, price]) => (isDollarToken(symbol) ? [Math.abs(price - 1)] : []));
  return {
    troubledMarkets: risks.filter(isInTrouble).length,
    watchedMarkets: risks.length,
    worstPegDeviation: deviations.length === 0 ? null : Math.max(...deviations),
    ...gas,
  };
}

/** What the operator does not want is left, and is in no trouble. */
const WISHES: ReadonlySet<VetoReason> = new Set(["not-allowed", "operator"]);

function isInTrouble({ riskClass, vetoes }: RiskScore): boolean {
  return riskClass === "high" || vetoes.some(({ effect, reason }) => effect === "exit" && !WISHES.has(reason));
}

/** The mean gas price of the 30 days before, in gwei; null where it is not known. */
export function meanGasGwei(conditions: Conditions, atSeconds: UnixSeconds): number | null {
  const gas = conditions.get("gas-gwei");
  const mean = gas === undefined ? Number.NaN : new StepPath(gas.timeSeconds, gas.value).mean(atSeconds - MEAN_SECONDS, atSeconds);
  return mean > 0 ? mean : null;
}
