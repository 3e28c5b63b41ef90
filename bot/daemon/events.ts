import type { EndpointUse } from "../chain/failoverProvider.ts";
import type { Sampled } from "../collect/daemon.ts";
import type { Address } from "../core/units.ts";
import type { SigningAccount } from "../execute/account.ts";
import type { ExecutionEvent } from "../execute/events.ts";
import type { DatabaseMeasures } from "../watch/databaseMeasures.ts";
import type { TickReport } from "../watch/tickReport.ts";

/** What happens to one vault. */
export type VaultEvent =
  | { readonly type: "opening" }
  /** Another keeper leads. */
  | { readonly type: "standing-by" }
  | {
      readonly type: "leading";
      readonly chainId: number;
      readonly address: Address;
      readonly strategy: string;
      readonly tickSeconds: number;
    }
  /** A tick has stored what it saw. */
  | { readonly type: "sampled"; readonly chainId: number; readonly sampled: Sampled }
  | { readonly type: "ticked"; readonly report: TickReport }
  | { readonly type: "tick-failed"; readonly error: Error }
  | { readonly type: "execution"; readonly event: ExecutionEvent }
  /** How many of its transactions have no final status, after a tick. */
  | { readonly type: "outbox"; readonly pending: number }
  /** What its account has, after a tick. */
  | { readonly type: "account"; readonly account: SigningAccount }
  /** What has become of requests to its nodes since it was opened, after a tick. */
  | { readonly type: "rpc"; readonly uses: readonly EndpointUse[] }
  /** Something beside the ticks went wrong, and stops nothing. */
  | { readonly type: "trouble"; readonly what: Trouble; readonly error: Error }
  /** It could not be opened, or was lost: it is opened again after a pause. */
  | { readonly type: "restarting"; readonly error: Error; readonly pauseSeconds: number }
  | { readonly type: "stopped" };

export type Trouble = "store-maintenance" | "nightly-training" | "clock" | "closing";

/** What happens to the daemon as a whole. */
export type DaemonEvent =
  | ({ readonly vault: string } & VaultEvent)
  | { readonly type: "listening"; readonly what: "health" | "api"; readonly address: string }
  /** A request of somebody who watches could not be answered, by our own fault. */
  | { readonly type: "api-failed"; readonly error: Error }
  | { readonly type: "reloaded"; readonly changes: readonly string[] }
  /** The new configuration cannot be used; the old one holds. */
  | { readonly type: "reload-failed"; readonly error: Error }
  /** Alerts could not be judged, recorded or told, which stops nothing else. */
  | { readonly type: "alerts-failed"; readonly error: Error }
  /** A message of alerts was sent, or could not be. */
  | { readonly type: "alert-delivery"; readonly route: string; readonly delivered: boolean }
  /** What the database says of all that uses it. */
  | { readonly type: "measured"; readonly measures: DatabaseMeasures }
  | { readonly type: "stopping" };

export type EmitDaemonEvent = (event: DaemonEvent) => void;

/** What a trouble is called in front of its error. */
export const troubleText: Readonly<Record<Trouble, string>> = {
  "store-maintenance": "the store could not be maintained, and will be tried again within the hour",
  "nightly-training": "the models could not be looked after, and will be tried again the next night",
  clock: "clocks disagree",
  closing: "not everything could be closed",
};
