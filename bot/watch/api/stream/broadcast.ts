import type { ServerResponse } from "node:http";
import type { RecentRow } from "../../../store/recentChanges.ts";
import { ApiError } from "../errors.ts";
import type { ChangeLog, LoggedChange } from "./changeLog.ts";

export interface BroadcastOptions {
  readonly log: ChangeLog;
  readonly read: () => Promise<readonly RecentRow[]>;
  readonly mostClients: number;
  readonly pollMilliseconds: number;
  readonly heartbeatMilliseconds: number;
  /** A client that has so much unread is cut off. */
  readonly mostUnreadBytes: number;
}

/** Tells many clients of changes, reading the database once for all of them. */
export interface Broadcast {
  /** Where there is no room. @throws {ApiError} */
  requireRoom(): void;
  /** Sends to this response from here on, and what came after the event that the client saw last. */
  join(response: ServerResponse, lastEventId: string | null): void;
  /** Ends all streams. */
  close(): void;
}

/** How long a client that was cut off waits before it comes back. */
const RETRY_MILLISECONDS = 3_000;

export function createBroadcast(options: BroadcastOptions): Broadcast {
  const { log, mostClients, mostUnreadBytes } = options;
  const clients = new Set<ServerResponse>();
  let poll: NodeJS.Timeout | null = null;
  let heartbeat: NodeJS.Timeout | null = null;

  function send(client: ServerResponse, text: string): void {
    client.write(text);
    // It has stopped reading; it may come back, and be told what it missed.
    if (client.writableLength > mostUnreadBytes) client.destroy();
  }

  function sendAll(text: string): void {
    for (const client of clients) send(client, text);
  }

  async function look(): Promise<void> {
    try {
      const { changes, missed } = log.observe(await options.read());
      if (missed) sendAll(RESET);
      if (changes.length > 0) sendAll(changes.map(eventText).join(""));
    } catch {
      // Whatever changes while the database is away is seen when it is back.
    }
    // While nobody listens nobody looks: what changes meanwhile is seen at the next look.
    poll = clients.size > 0 ? setTimeout(look, options.pollMilliseconds) : null;
  }

  function rest(): void {
    if (clients.size > 0 || heartbeat === null) return;
    clearInterval(heartbeat);
    heartbeat = null;
  }

  return {
    requireRoom() {
      if (clients.size < mostClients) return;
      throw new ApiError(503, "TooManyStreams", `${mostClients} clients follow already`, "Try again later, or raise `api.streamClients`.");
    },
    join(response, lastEventId) {
      clients.add(response);
      response.once("close", () => {
        clients.delete(response);
        rest();
      });
      const missed = lastEventId === null ? [] : log.since(lastEventId);
      send(response, `retry: ${RETRY_MILLISECONDS}\n\n${missed === null ? RESET : missed.map(eventText).join("")}`);
      heartbeat ??= setInterval(() => sendAll(": still here\n\n"), options.heartbeatMilliseconds);
      poll ??= setTimeout(look, 0);
    },
    close() {
      if (poll !== null) clearTimeout(poll);
      for (const client of clients) client.destroy();
      clients.clear();
      rest();
    },
  };
}

/** More changed than can be told: whoever follows reads everything again. */
const RESET = "event: reset\ndata: {}\n\n";

function eventText({ id, change }: LoggedChange): string {
  return `id: ${id}\nevent: ${change.kind}\ndata: ${JSON.stringify(change)}\n\n`;
}
