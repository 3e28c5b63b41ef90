import { useState } from "preact/hooks";
import type { KeeperClient, Schema } from "../../client/keeperClient.ts";
import type { ChangeKind } from "./changes.ts";
import { type Answer, useAnswer } from "./useAnswer.ts";

interface Page {
  readonly items: readonly unknown[];
  readonly nextCursor: string | null;
}

/** A list that is read page by page. */
export interface Pages<Found extends Page = Page> extends Answer<Found> {
  /** 1 is the newest. */
  readonly number: number;
  /** Null where there is none. */
  readonly newer: (() => void) | null;
  readonly older: (() => void) | null;
}

/** One page at a time of a list that begins with the newest; the first is kept up to date. `ask` is given the cursor of the page. */
export function usePages<Found extends Page>(
  key: string,
  ask: (
    client: KeeperClient,
    cursor: string | undefined,
    signal: AbortSignal,
  ) => Promise<{ readonly data?: Found; readonly error?: Schema<"Error"> }>,
  refreshOn: readonly ChangeKind[] = [],
): Pages<Found> {
  // Another list begins with its first page.
  const [place, setPlace] = useState<{ readonly key: string; readonly visited: readonly string[] }>({ key, visited: [] });
  const visited = place.key === key ? place.visited : [];
  const visit = (cursors: readonly string[]) => setPlace({ key, visited: cursors });
  const cursor = visited.at(-1);
  const answer = useAnswer<Found>(
    `${key} ${cursor ?? ""}`,
    (client, signal) => ask(client, cursor, signal),
    cursor === undefined ? refreshOn : [],
  );
  const next = answer.data?.nextCursor ?? null;
  return {
    ...answer,
    number: visited.length + 1,
    newer: cursor === undefined ? null : () => visit(visited.slice(0, -1)),
    older: next === null ? null : () => visit([...visited, next]),
  };
}
