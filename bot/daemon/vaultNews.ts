import type { Address, UnixSeconds } from "../core/units.ts";
import type { VaultNews } from "../watch/alerts/input.ts";
import type { DaemonEvent } from "./events.ts";

/** What alerts are judged by and no table holds, from what happens in this process. */
export interface NewsBoard {
  observe(event: DaemonEvent): void;
  newsOf(vault: string): VaultNews;
  /** The vault's address since it was opened; null before. */
  addressOf(vault: string): Address | null;
}

const REORGANISED_SECONDS = 3_600;

interface Entry extends VaultNews {
  readonly address: Address | null;
}

export function createNewsBoard(nowSeconds: () => UnixSeconds): NewsBoard {
  const entries = new Map<string, Entry>();
  const entryOf = (vault: string): Entry => {
    const entry = entries.get(vault) ?? {
      watchedSinceSeconds: nowSeconds(),
      leads: false,
      state: null,
      account: null,
      failure: null,
      reorganised: [],
      address: null,
    };
    entries.set(vault, entry);
    return entry;
  };
  return {
    observe(event) {
      if (!("vault" in event)) return;
      if (event.type === "stopped") entries.delete(event.vault);
      else entries.set(event.vault, { ...entryOf(event.vault), ...changeBy(event, entryOf(event.vault), nowSeconds()) });
    },
    newsOf(vault) {
      const { address: _address, reorganised, ...news } = entryOf(vault);
      const since = nowSeconds() - REORGANISED_SECONDS;
      return { ...news, reorganised: reorganised.filter(({ atSeconds }) => atSeconds >= since) };
    },
    addressOf: (vault) => entryOf(vault).address,
  };
}

function changeBy(event: Exclude<DaemonEvent, { type: "listening" }> & { vault: string }, before: Entry, now: UnixSeconds): Partial<Entry> {
  switch (event.type) {
    case "leading":
      return { leads: true, address: event.address, failure: null };
    case "standing-by":
      return { leads: false, state: null, account: null, failure: null };
    case "restarting":
      return { leads: false, state: null, account: null, failure: event.error.message };
    case "ticked":
      return { state: event.report.vault };
    case "account":
      return { account: event.account };
    case "execution": {
      const { event: step } = event;
      if (step.type !== "reorganised") return {};
      const since = now - REORGANISED_SECONDS;
      const recent = before.reorganised.filter(({ hash, atSeconds }) => atSeconds >= since && hash !== step.hash);
      return { reorganised: [...recent, { hash: step.hash, atSeconds: now }] };
    }
    default:
      return {};
  }
}
