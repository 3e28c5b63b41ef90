import type { GasOutlook } from "../../core/gasOutlook.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { FeeForecast } from "./gasForecast.ts";

const GWEI = 1e9;

/** A forecast as decisions read it: its means, since what gas costs is proportional to the fee. */
export function gasOutlookOf(forecast: readonly FeeForecast[], waitingSinceSeconds: UnixSeconds | null): GasOutlook {
  return {
    expectedFees: forecast.map(({ atSeconds, meanGwei }) => ({ atSeconds, baseFeePerGasWei: BigInt(Math.ceil(meanGwei * GWEI)) })),
    waitingSinceSeconds,
  };
}
