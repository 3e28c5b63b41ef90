import type { Address, UnixSeconds } from "../core/units.ts";
import { tickResult } from "../keeper.ts";
import { patienceSeconds } from "../watch/patience.ts";
import type { DaemonEvent, VaultEvent } from "./events.ts";

/** How one vault is, for whoever watches the process. */
export interface VaultHealth {
  readonly name: string;
  /** Null until it was opened once. */
  readonly vault: Address | null;
  readonly role: "leader" | "standby" | "restarting";
  readonly lastTickAt: UnixSeconds | null;
  /** "failed", or what `keeper status` calls it; null before the first. */
  readonly lastTickStatus: string | null;
  /** Of the last tick or the last attempt to open; null when that went well. */
  readonly lastError: string | null;
  /** Null before the first tick. */
  readonly pendingTransactions: number | null;
}

export interface HealthReport {
  readonly ok: boolean;
  readonly vaults: readonly VaultHealth[];
}

/** Knows how every vault is from what happens to it. */
export interface HealthBoard {
  observe(event: DaemonEvent): void;
  /** Whether every loop still turns: one that stands by, or waits to be opened again, does. */
  live(): HealthReport;
  /** Whether every vault is kept, or could be within a second, and its last tick did not fail. */
  ready(): HealthReport;
}

interface State extends VaultHealth {
  readonly tickSeconds: number;
  /** When the loop last showed that it turns. */
  readonly lastSignSeconds: UnixSeconds;
}

export function createHealthBoard(nowSeconds: () => UnixSeconds): HealthBoard {
  const states = new Map<string, State>();

  const report = (isWell: (state: State) => boolean): HealthReport => {
    const all = [...states.values()];
    const vaults = all.map(({ tickSeconds: _tickSeconds, lastSignSeconds: _lastSign, ...health }) => health);
    return { ok: all.length > 0 && all.every(isWell), vaults };
  };
  const turns = ({ role, tickSeconds, lastSignSeconds }: State) =>
    role !== "leader" || nowSeconds() - lastSignSeconds <= patienceSeconds(tickSeconds);

  return {
    observe(event) {
      if (!("vault" in event)) return;
      if (event.type === "stopped") states.delete(event.vault);
      else states.set(event.vault, after(event, states.get(event.vault) ?? unopened(event.vault), nowSeconds()));
    },
    live: () => report(turns),
    ready: () => report((state) => state.role !== "restarting" && state.lastTickStatus !== "failed" && turns(state)),
  };
}

function unopened(name: string): State {
  return {
    name,
    vault: null,
    role: "restarting",
    lastTickAt: null,
    lastTickStatus: null,
    lastError: null,
    pendingTransactions: null,
    tickSeconds: 0,
    lastSignSeconds: 0,
  };
}

function after(event: Exclude<VaultEvent, { type: "stopped" }>, before: State, now: UnixSeconds): State {
  switch (event.type) {
    case "opening":
      return { ...before, role: "restarting" };
    case "standing-by":
      return { ...before, role: "standby", lastTickStatus: null, lastError: null };
    case "leading":
      return { ...before, role: "leader", vault: event.address, tickSeconds: event.tickSeconds, lastSignSeconds: now, lastError: null };
    case "restarting":
      return { ...before, role: "restarting", lastError: event.error.message };
    case "ticked": {
      const { status, error } = tickResult(event.report.outcome);
      return { ...before, lastTickAt: now, lastSignSeconds: now, lastTickStatus: status, lastError: error?.message ?? null };
    }
    case "tick-failed":
      return { ...before, lastTickAt: now, lastSignSeconds: now, lastTickStatus: "failed", lastError: event.error.message };
    case "outbox":
      return { ...before, pendingTransactions: event.pending };
    case "sampled":
    case "account":
    case "rpc":
    case "execution":
    case "trouble":
      return before;
  }
}
