import type { GasOutlook } from "../../core/gasOutlook.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { FeeForecast } from "./gasForecast.ts";

const GWEI = 1e9;

/** A forecast as decisions read it: the pessimistic side only. */
export function gasOutlookOf(forecast: readonly FeeForecast[], waitingSinceSeconds: UnixSeconds | null): GasOutlook {
  return {
    expectedFees: forecast.map(({ atSeconds, p75Gwei }) => ({ atSeconds, baseFeePerGasWei: BigInt(Math.ceil(p75Gwei * GWEI)) })),
    waitingSinceSeconds,
  };
}
