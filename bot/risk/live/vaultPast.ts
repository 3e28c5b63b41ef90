import type { Kysely } from "kysely";
import { sharePriceOf, type VaultState } from "../../core/vaultState.ts";
import type { Database } from "../../store/schema.ts";
import { sharePriceHistory } from "../../store/sharePrices.ts";
import { lastClosedTick } from "../../store/ticks.ts";
import type { ToleranceInput } from "../tolerance/riskTolerance.ts";
import { DEFAULT_TOLERANCE_SETTINGS } from "../tolerance/settings.ts";

const DAY_SECONDS = 86_400;
/** How far back the highest share price is looked for; volatility looks back a month. */
const SHARE_PRICE_SECONDS = 90 * DAY_SECONDS;

/** What a vault's tolerance depends on beside what goes on around it. */
export type VaultPast = Pick<ToleranceInput, "sharePrices" | "breaker">;

/** As far as the vault's state alone tells. */
export function vaultNow(vault: VaultState): VaultPast {
  const price = sharePriceOf(vault);
  return {
    sharePrices: price === null ? [] : [{ timeSeconds: vault.blockTimeSeconds, price }],
    breaker: { status: vault.status, isDue: vault.breakerDue !== null, lastClosedSeconds: null },
  };
}

/** With what earlier ticks saw: share prices by day, and when the vault was last closed. */
export async function vaultPast(db: Kysely<Database>, vault: VaultState): Promise<VaultPast> {
  const { chainId, address, blockTimeSeconds } = vault;
  const key = { chainId, vault: address };
  const [days, lastClosedSeconds] = await Promise.all([
    sharePriceHistory(db, key, blockTimeSeconds - SHARE_PRICE_SECONDS),
    lastClosedTick(db, key, blockTimeSeconds - DEFAULT_TOLERANCE_SETTINGS.calmDownDays * DAY_SECONDS),
  ]);
  const { sharePrices, breaker } = vaultNow(vault);
  const before = days.map(({ dayStartSeconds, sharePrice }) => ({ timeSeconds: dayStartSeconds, price: sharePrice }));
  return { sharePrices: [...before, ...sharePrices], breaker: { ...breaker, lastClosedSeconds } };
}
