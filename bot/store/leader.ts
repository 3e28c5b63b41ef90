import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "pg";
import type { Store } from "./connection.ts";
import type { VaultKey } from "./decisions.ts";
import { AnotherKeeperError, StoreUnreachable, storeError } from "./errors.ts";
import { type Fence, raiseFence } from "./fence.ts";

const HEARTBEAT_MS = 5_000;
const ANSWER_DEADLINE_MS = 10_000;

/** The right to act for one vault, as long as `lost` is not aborted. */
export interface Leadership {
  /** Aborted, with the error as its reason, when the connection that holds the lock is gone: another keeper may lead from that moment. */
  readonly lost: AbortSignal;
  /** Keeps this keeper from acting also when it was paused, and knows nothing of having lost. */
  readonly fence: Fence;
  /** Steps down. May be called more than once. */
  release(): Promise<void>;
}

/**
 * Becomes the one keeper of a vault on this database, or returns null while another one is. The right is a PostgreSQL advisory lock of a
 * connection of its own: it passes on when its holder dies, with no lease to wait out. A silent network is noticed by a query every 5 s;
 * the server, told to probe idle connections, frees the lock of a holder it cannot reach within about half a minute. Needs a direct
 * connection: a pooler in transaction mode does not keep sessions.
 */
export async function acquireLeadership(store: Store, key: VaultKey): Promise<Leadership | null> {
  const session = await store.openSession();
  try {
    await session.query("set tcp_keepalives_idle = 10; set tcp_keepalives_interval = 5; set tcp_keepalives_count = 3");
    const { rows } = await session.query<{ locked: boolean }>("select pg_try_advisory_lock($1) as locked", [lockId(key)]);
    if (rows[0]?.locked !== true) {
      await session.end();
      return null;
    }
    return lead(store, session, await raiseFence(store.db, key));
  } catch (error) {
    await session.end();
    throw storeError(error, store.target);
  }
}

/** How often a keeper that stands by asks whether it may lead. */
const STANDBY_POLL_MS = 1_000;

/** Becomes the vault's leader as soon as nobody else is. @throws the reason of `stop` when it is aborted first. */
export async function awaitLeadership(store: Store, key: VaultKey, stop: AbortSignal): Promise<Leadership> {
  for (;;) {
    stop.throwIfAborted();
    const leadership = await acquireLeadership(store, key);
    if (leadership !== null) return leadership;
    await delay(STANDBY_POLL_MS, undefined, { signal: stop });
  }
}

/** How a keeper waits for its turn. */
export interface Standby {
  readonly stop: AbortSignal;
  /** Told once, when it begins to wait. */
  readonly onWaiting: () => void;
}

/**
 * Becomes the vault's leader, at once or, standing by, when whoever leads has gone.
 * @throws {AnotherKeeperError} when another keeper leads and this one does not stand by.
 */
export async function becomeLeader(store: Store, key: VaultKey, standby: Standby | undefined): Promise<Leadership> {
  const leadership = await acquireLeadership(store, key);
  if (leadership !== null) return leadership;
  if (standby === undefined) throw new AnotherKeeperError(key.vault, store.target.description);
  standby.onWaiting();
  return awaitLeadership(store, key, standby.stop);
}

function lead(store: Store, session: Client, fence: Fence): Leadership {
  const lost = new AbortController();
  let released: Promise<void> | undefined;
  let heartbeat: NodeJS.Timeout | undefined;

  const lose = (detail: string, cause?: unknown): void => {
    clearTimeout(heartbeat);
    if (released === undefined && !lost.signal.aborted) lost.abort(new StoreUnreachable(store.target, `leadership lost: ${detail}`, cause));
  };
  const beat = async (): Promise<void> => {
    const deadline = setTimeout(() => {
      lose(`no answer for ${ANSWER_DEADLINE_MS / 1000} s`);
      void session.end();
    }, ANSWER_DEADLINE_MS);
    try {
      await session.query("select 1");
      if (released === undefined && !lost.signal.aborted) heartbeat = setTimeout(beat, HEARTBEAT_MS).unref();
    } catch (error) {
      lose("the connection failed", error);
    } finally {
      clearTimeout(deadline);
    }
  };
  session.once("end", () => lose("the connection ended"));
  heartbeat = setTimeout(beat, HEARTBEAT_MS).unref();

  return {
    lost: lost.signal,
    fence,
    release: () => {
      clearTimeout(heartbeat);
      released ??= session.end();
      return released;
    },
  };
}

/** 64 bits of a hash: two vaults share a lock with a probability of 2^-64. */
function lockId({ chainId, vault }: VaultKey): bigint {
  return createHash("sha256").update(`yield-keeper leader ${chainId} ${vault.toLowerCase()}`).digest().readBigInt64BE();
}
