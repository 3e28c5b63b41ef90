import type { Address } from "../core/units.ts";
import type { ExecutionEvent } from "../execute/events.ts";
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
  | { readonly type: "ticked"; readonly report: TickReport }
  | { readonly type: "tick-failed"; readonly error: Error }
  | { readonly type: "execution"; readonly event: ExecutionEvent }
  /** How many of its transactions have no final status, after a tick. */
  | { readonly type: "outbox"; readonly pending: number }
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
  | { readonly type: "stopping" };

export type EmitDaemonEvent = (event: DaemonEvent) => void;

/** What a trouble is called in front of its error. */
export const troubleText: Readonly<Record<Trouble, string>> = {
  "store-maintenance": "the store could not be maintained, and will be tried again within the hour",
  "nightly-training": "the models could not be looked after, and will be tried again the next night",
  clock: "clocks disagree",
  closing: "not everything could be closed",
};
