import type { Schema } from "../../client/keeperClient.ts";

export type Change = Schema<"Change">;
export type ChangeKind = Change["kind"];

/** "live" while events come; "waiting" while the browser tries to come back; the page then shows what it last knew. */
export type Connection = "connecting" | "live" | "waiting";

/** What the keeper does, as it happens. */
export interface Changes {
  /** Calls back at every change of one of the kinds, and when anything may have changed. Until the function it returns is called. */
  on(kinds: readonly ChangeKind[], callback: () => void): () => void;
  /** Calls back at once and whenever the connection changes. */
  onConnection(callback: (connection: Connection) => void): () => void;
}

const KINDS: readonly ChangeKind[] = ["tick", "decision", "transaction", "bundle", "alert", "operation"];

/** Follows server-sent events. A browser comes back by itself with the last id it had, and then hears what it missed. */
export function followChanges(source: Pick<EventTarget, "addEventListener">): Changes {
  const listeners = new Set<{ readonly kinds: readonly ChangeKind[]; readonly callback: () => void }>();
  const watchers = new Set<(connection: Connection) => void>();
  let connection: Connection = "connecting";
  const tell = (kind: ChangeKind | null) => {
    for (const { kinds, callback } of [...listeners]) if (kind === null || kinds.includes(kind)) callback();
  };
  const become = (next: Connection) => {
    connection = next;
    for (const watcher of [...watchers]) watcher(next);
  };
  for (const kind of KINDS) source.addEventListener(kind, () => tell(kind));
  source.addEventListener("reset", () => tell(null));
  source.addEventListener("open", () => {
    // A server that was started again has forgotten what was missed, and says so only to those who were there before.
    if (connection === "waiting") tell(null);
    become("live");
  });
  source.addEventListener("error", () => become("waiting"));
  return {
    on(kinds, callback) {
      const listener = { kinds, callback };
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onConnection(callback) {
      watchers.add(callback);
      callback(connection);
      return () => watchers.delete(callback);
    },
  };
}
