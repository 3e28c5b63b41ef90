import type { AlertVault } from "../../core/alert.ts";
import type { MarketId } from "../../core/market.ts";
import type { GasSpent } from "../../core/outbox.ts";
import type { RejectedSample } from "../../core/rejectedSample.ts";
import type { RiskClass, RiskScore } from "../../core/risk.ts";
import type { Apr, UnixSeconds } from "../../core/units.ts";
import type { VaultState } from "../../core/vaultState.ts";
import type { SigningAccount } from "../../execute/account.ts";
import type { GasBudget } from "../../execute/budget.ts";
import type { FailedTransaction, VaultPrices } from "../../store/alertFacts.ts";
import type { RecentBundle } from "../../store/bundles.ts";
import type { DatabaseSpace } from "../../store/databaseSpace.ts";
import type { ModelEvent } from "../../store/modelEvents.ts";
import type { AdapterDrift } from "../../store/moveResults.ts";
import type { StoredGap } from "../../store/samplingGaps.ts";
import type { Tick } from "../../store/ticks.ts";

/** A vault that is watched. */
export interface WatchedVault extends AlertVault {
  readonly tickSeconds: number;
  readonly marketIds: readonly MarketId[];
  readonly gasBudget: GasBudget;
}

/** What only the process that keeps the vault knows. */
export interface VaultNews {
  /** Since when this process watches it. */
  readonly watchedSinceSeconds: UnixSeconds;
  /** Whether this process keeps the vault now. */
  readonly leads: boolean;
  /** As the last tick saw it; null before the first, and while another keeper leads. */
  readonly state: VaultState | null;
  /** What its account has and needs, after the last tick that could ask; null before, and without a signer. */
  readonly account: SigningAccount | null;
  /** Why it is not kept now; null when it is, or another keeper does. */
  readonly failure: string | null;
  /** Transactions whose block has left the chain, within the last hour. */
  readonly reorganised: readonly { readonly hash: string; readonly atSeconds: UnixSeconds }[];
}

/** How far back each kind of fact is read. */
export const LOOKBACK_SECONDS = {
  prices: 86_400,
  gaps: 3_600,
  rejected: 3_600,
  risks: 86_400,
  bundles: 86_400,
  drift: 86_400,
  gas: 86_400,
  modelEvents: 21_600,
  transactions: 3_600,
  orphans: 3_600,
  /** Of hourly yields: what is usual. */
  yields: 30 * 86_400,
} as const;

/** Everything rules judge by, at one moment. */
export interface AlertInput {
  readonly nowSeconds: UnixSeconds;
  readonly vault: WatchedVault;
  readonly news: VaultNews;
  /** The last ones, newest first. */
  readonly ticks: readonly Tick[];
  readonly prices: VaultPrices;
  readonly gaps: readonly StoredGap[];
  readonly rejected: readonly RejectedSample[];
  /** By market, what each hour paid, oldest first. */
  readonly hourlyAprs: ReadonlyMap<MarketId, readonly HourlyApr[]>;
  readonly risks: readonly RiskScore[];
  /** Each market's class a day ago. */
  readonly earlierRiskClasses: ReadonlyMap<MarketId, RiskClass>;
  /** Newest first. */
  readonly bundles: readonly RecentBundle[];
  readonly drift: readonly AdapterDrift[];
  readonly gasSpent: GasSpent;
  readonly modelEvents: readonly ModelEvent[];
  readonly failedTransactions: readonly FailedTransaction[];
  readonly orphanedBlocks: number;
  readonly database: DatabaseSpace;
  readonly leader: { readonly epoch: number; readonly sinceSeconds: UnixSeconds } | null;
}

export interface HourlyApr {
  readonly hourStartSeconds: UnixSeconds;
  /** Interest and rewards. */
  readonly apr: Apr;
}
