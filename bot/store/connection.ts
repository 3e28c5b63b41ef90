import { Kysely, PostgresDialect, type PostgresPool, type PostgresPoolClient } from "kysely";
import { Client, type ClientConfig, Pool, type PoolClient } from "pg";
import { CopyRows, copyIn } from "./copy.ts";
import { startEmbeddedServer } from "./embeddedServer.ts";
import { InvalidDatabaseUrl, ServerTooOld, type StoreTarget, StoreUnreachable, storeError } from "./errors.ts";
import { migrateToLatest } from "./migrate.ts";
import { postgresTypes } from "./postgresTypes.ts";
import type { Database } from "./schema.ts";

export const OLDEST_POSTGRESQL_MAJOR = 15;
const CONNECTION_TIMEOUT_MS = 10_000;

/** Where the rows are: a PostgreSQL of your own, or the embedded server under a folder. */
export type StoreLocation = { readonly databaseUrl: string } | { readonly dataFolder: string };

/** An open database. */
export interface Store {
  /** Typed queries. A failure that a user can mend is thrown as a KeeperError, anything else as the driver threw it. */
  readonly db: Kysely<Database>;
  readonly pool: Pool;
  /** What to call this database in messages; holds no password. */
  readonly target: StoreTarget;
  /** For other programs (psql, pg_dump). Holds the password: never print it unasked. */
  readonly databaseUrl: string;
  /** "18.4". */
  readonly serverVersion: string;
  /** A connection outside the pool for what belongs to a session (advisory locks, LISTEN); `close` ends it if its user has not. */
  openSession(): Promise<Client>;
  /** Ends all connections, and the embedded server if nobody else uses it. May be called more than once. */
  close(): Promise<void>;
}

/**
 * Connects and brings the tables up to date.
 * @throws InvalidDatabaseUrl, StoreUnreachable, StoreAuthenticationFailed, DatabaseMissing, ServerTooOld, StoreNewerThanCode,
 *   StorePermissionDenied, MigrationFailed, and for the embedded server what `startEmbeddedServer` throws.
 */
export async function openStore(location: StoreLocation): Promise<Store> {
  const store = await connectStore(location);
  try {
    await migrateToLatest(store.db, store.target);
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Connects and changes nothing: for looking at a database as it is. */
export async function connectStore(location: StoreLocation): Promise<Store> {
  if ("databaseUrl" in location) return connect(location.databaseUrl, null, async () => undefined);
  const server = await startEmbeddedServer(location);
  try {
    return await connect(server.databaseUrl(), server.dataFolder, () => server.close());
  } catch (error) {
    await server.close();
    throw error;
  }
}

async function connect(databaseUrl: string, dataFolder: string | null, afterClose: () => Promise<void>): Promise<Store> {
  const config = clientConfig(databaseUrl);
  const target = describe(config, dataFolder);
  const serverVersion = await readServerVersion(config, target);
  const pool = new Pool(config);
  // A connection that breaks leaves the pool; its query, or whoever asks next, gets the error. Without listeners, for idle connections and
  // for those in use, it would also end the process.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  const sessions = new Set<Client>();
  const closeConnections = closer(pool, sessions);
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool: poolWithClearErrors(pool, target) }) });
  let closed: Promise<void> | undefined;
  return {
    db,
    pool,
    target,
    databaseUrl,
    serverVersion,
    openSession: async () => {
      const session = await openClient(config, target);
      sessions.add(session);
      session.once("end", () => sessions.delete(session));
      return session;
    },
    close: () => {
      closed ??= closeConnections().then(afterClose);
      return closed;
    },
  };
}

function clientConfig(databaseUrl: string): ClientConfig {
  if (!/^postgres(ql)?:\/\//.test(databaseUrl)) throw new InvalidDatabaseUrl();
  const config: ClientConfig = {
    connectionString: databaseUrl,
    types: postgresTypes,
    connectionTimeoutMillis: CONNECTION_TIMEOUT_MS,
    keepAlive: true,
    application_name: "yield-keeper",
  };
  try {
    new Client(config);
  } catch {
    throw new InvalidDatabaseUrl();
  }
  return config;
}

function describe(config: ClientConfig, dataFolder: string | null): StoreTarget {
  if (dataFolder !== null) return { description: `in ${dataFolder}`, embedded: true };
  const { user, host, port, database } = new Client(config);
  return { description: `${user ?? ""}@${host}:${port}/${database ?? ""}`, embedded: false };
}

/** Also the first connection of all, so the one that meets whatever is wrong with the URL. */
async function readServerVersion(config: ClientConfig, target: StoreTarget): Promise<string> {
  const client = await openClient(config, target);
  try {
    const { rows } = await client.query<{ number: number; version: string }>(
      "select current_setting('server_version_num')::int as number, current_setting('server_version') as version",
    );
    const { number, version } = rows[0] ?? { number: 0, version: "unknown" };
    if (number < OLDEST_POSTGRESQL_MAJOR * 10_000) throw new ServerTooOld(target, version, OLDEST_POSTGRESQL_MAJOR);
    return version;
  } catch (error) {
    throw storeError(error, target);
  } finally {
    await client.end();
  }
}

async function openClient(config: ClientConfig, target: StoreTarget): Promise<Client> {
  const client = new Client(config);
  client.on("error", () => undefined);
  try {
    await client.connect();
    return client;
  } catch (error) {
    // After some failures, a missing password among them, the driver leaves the socket open until the server gives up a minute later.
    await client.end();
    throw storeError(error, target);
  }
}

/** `pool.end()` returns before its sockets are closed; the embedded server must not take them for somebody else's. */
function closer(pool: Pool, sessions: ReadonlySet<Client>): () => Promise<void> {
  let open = 0;
  let lastRemoved = (): void => undefined;
  pool.on("connect", () => {
    open += 1;
  });
  pool.on("remove", () => {
    open -= 1;
    if (open === 0) lastRemoved();
  });
  return async () => {
    await Promise.all([...sessions].map((session) => session.end()));
    await pool.end();
    await new Promise<void>((resolve) => {
      lastRemoved = resolve;
      if (open === 0) resolve();
    });
  };
}

/** The pool as Kysely needs it, with every failure of connecting and querying translated by `storeError`. */
function poolWithClearErrors(pool: Pool, target: StoreTarget): PostgresPool {
  const translated = (client: PoolClient): PostgresPoolClient => {
    let broken = false;
    const query = (statement: string, parameters: unknown[]) => {
      const [rows] = parameters;
      const done = rows instanceof CopyRows ? copyIn(client, statement, rows) : client.query(statement, parameters);
      return done.catch((error: unknown) => {
        const clear = storeError(error, target);
        // The server says goodbye before the socket closes: the pool would lend this connection once more.
        broken ||= clear instanceof StoreUnreachable;
        throw clear;
      });
    };
    return {
      // Kysely's second form, with a cursor, is used only when a cursor class is configured.
      query: query as unknown as PostgresPoolClient["query"],
      release: (destroy) => client.release(destroy === true || broken),
    };
  };
  return {
    options: pool.options,
    connect: () =>
      pool.connect().then(translated, (error: unknown) => {
        throw storeError(error, target);
      }),
    end: () => pool.end(),
  };
}
