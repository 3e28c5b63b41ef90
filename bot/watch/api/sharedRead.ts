import { setTimeout as pause } from "node:timers/promises";

export interface SharedReadOptions<Key, Value> {
  readonly read: (key: Key) => Promise<Value>;
  readonly nameOf: (key: Key) => string;
  /** How long an answer, or a failure, is given again without asking anew. */
  readonly keepMilliseconds: number;
  /** How long anybody waits; what takes longer goes on, and is there for who comes back. */
  readonly patienceMilliseconds: number;
  readonly nowMilliseconds: () => number;
}

/** What is answered when reading takes longer than anybody waits. */
export const TOO_SLOW = Symbol("too slow");

/** Reads something dear for many: one read of a key at a time, whoever asks, and what it found for a while after it. */
export function shareReads<Key, Value>(options: SharedReadOptions<Key, Value>): (key: Key) => Promise<Value | typeof TOO_SLOW> {
  const { read, nameOf, keepMilliseconds, patienceMilliseconds, nowMilliseconds } = options;
  const reads = new Map<string, { readonly found: Promise<Value>; endedAt: number | null }>();

  function begin(key: Key): Promise<Value> {
    const entry = { found: read(key), endedAt: null as number | null };
    reads.set(nameOf(key), entry);
    const end = () => {
      entry.endedAt = nowMilliseconds();
    };
    entry.found.then(end, end);
    return entry.found;
  }

  return async (key) => {
    const known = reads.get(nameOf(key));
    const isGood = known !== undefined && (known.endedAt === null || nowMilliseconds() - known.endedAt < keepMilliseconds);
    const found = isGood ? known.found : begin(key);
    const waiting = new AbortController();
    try {
      return await Promise.race([found, pause(patienceMilliseconds, TOO_SLOW, { signal: waiting.signal })]);
    } finally {
      waiting.abort();
    }
  };
}
