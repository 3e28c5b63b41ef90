import type { CapacityCurve } from "../report/extras.ts";
import { type Study, variedReturns } from "./variedRuns.ts";

/** From ten thousand dollars to a billion. */
export const CAPACITY_USD: readonly number[] = [1e4, 1e5, 1e6, 1e7, 1e8, 1e9];

/** What vaults of different sizes would have returned: gas weighs on small ones, own dilution and slippage on large ones. */
export function capacityCurve(study: Study, capitalUsd: readonly number[] = CAPACITY_USD): CapacityCurve {
  const returns = capitalUsd.map((capital, i) => {
    const found = variedReturns(study, { capitalUsd: capital });
    study.onRun(i + 1, `capital ${capital.toLocaleString("en-US")} USD`);
    return found;
  });
  return {
    capitalUsd,
    byContender: study.contenders.map(({ name }) => ({ name, annualisedReturn: returns.map((found) => found[name] ?? null) })),
  };
}
