import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { locateBinaries, type PostgresBinaries } from "./binaries.ts";
import { type DataFolder, prepareDataFolder, readSettings, type ServerUser, serverUser, writeSettings } from "./dataFolder.ts";
import { codeOf, EmbeddedServerFailed, messageOf, StoreAuthenticationFailed, storeError } from "./errors.ts";
import { EMBEDDED_USER, freePort, initialise, outputError, startError } from "./initialise.ts";
import { postgresTypes } from "./postgresTypes.ts";
import { livePostmaster, type StartingPostmaster, spawnPostmaster, stopPostmaster } from "./postmaster.ts";

const HOST = "127.0.0.1";
const DATABASE = "yield_keeper";
/** Crash recovery of a large database takes its time. */
const START_DEADLINE_MS = 180_000;
const POLL_MS = 15;
const PRESENCE_NAME = "yield-keeper presence";
/** Everyone who uses the server holds this advisory lock shared; who gets it exclusively is the last. ASCII "ykpresnt". */
const PRESENCE_LOCK = "8749210337727966836";

/** A share in the one PostgreSQL server of a data folder. */
export interface EmbeddedServer {
  /** The connection URL, with its password, of the keeper's database or of another one on this server. */
  databaseUrl(database?: string): string;
  readonly dataFolder: string;
  /** Ends this share, and the server with the last one. Connections must be closed before. */
  close(): Promise<void>;
}

/**
 * A real PostgreSQL 18 under `dataFolder`, shared by all processes that ask for it. There is no owner and no lock file:
 *
 * - The first start builds the database aside and renames it into place; of two at once one wins.
 * - Whoever finds no live server spawns one; of two at once PostgreSQL's own postmaster.pid lets one win and the other joins it. A server
 *   that outlived the keeper that started it is joined in the same way.
 * - Everyone keeps one connection with a shared advisory lock. Who leaves and can take that lock exclusively is the last and stops the
 *   server; a newcomer at that moment waits at the lock, sees the server go, and starts it again. A killed process loses its lock with its
 *   connection, so nothing has to be cleaned up after it.
 * - If the server dies under us it is started again at the same port, so that pools recover.
 *
 * @throws DataFolderUnusable, StoreDiskFull, EmbeddedServerUnsupported, EmbeddedServerFailed, StoreAuthenticationFailed
 */
export async function startEmbeddedServer({ dataFolder }: { readonly dataFolder: string }): Promise<EmbeddedServer> {
  const binaries = await locateBinaries();
  const folder = await prepareDataFolder(dataFolder);
  const user = await serverUser(folder.pgdata);
  if ((await readSettings(folder)) === null) await initialise(folder, binaries, user);
  const site: Site = { folder, binaries, user };

  let entered = await enter(site);
  let revival: Promise<void> = Promise.resolve();
  let closing = false;
  const { port } = entered;
  watch(entered.presence);

  function watch(presence: Client): void {
    presence.once("end", () => {
      if (closing) return;
      revival = enter(site, port).then(
        (again) => {
          entered = again;
          watch(again.presence);
        },
        // The next query reports the database as unreachable, with its remedy.
        () => undefined,
      );
    });
  }

  return {
    dataFolder: folder.root,
    databaseUrl: (database = DATABASE) => `postgresql://${EMBEDDED_USER}:${entered.password}@${HOST}:${port}/${database}?sslmode=disable`,
    close: async () => {
      if (closing) return;
      closing = true;
      await revival;
      await leave(site, entered.presence);
    },
  };
}

interface Site {
  readonly folder: DataFolder;
  readonly binaries: PostgresBinaries;
  readonly user: ServerUser;
}

interface Entered {
  readonly presence: Client;
  readonly port: number;
  readonly password: string;
}

/** Joins the live server or starts it; returns once our presence is known to it and the keeper's database exists. */
async function enter(site: Site, fixedPort?: number): Promise<Entered> {
  const { folder } = site;
  const settings = await readSettings(folder);
  if (settings === null) throw new EmbeddedServerFailed(`the data folder ${folder.root} is gone`, "Start again to make a new one.");
  const { password } = settings;
  const deadline = performance.now() + START_DEADLINE_MS;
  let port = fixedPort ?? settings.port;
  let starting: StartingPostmaster | null = null;
  let lastError: unknown;
  while (performance.now() < deadline) {
    const live = await livePostmaster(folder);
    if (live !== null && live.readyAtPort !== null) {
      const readyAt = live.readyAtPort;
      try {
        const presence = await join(folder, password, readyAt);
        if (readyAt !== settings.port) await writeSettings(folder.settings, { password, port: readyAt });
        return { presence, port: readyAt, password };
      } catch (error) {
        if (!isPassing(error)) throw error;
        lastError = error;
      }
    }
    if (starting !== null) {
      const end = await starting.end();
      if (end !== null) {
        const { stopped, output } = end;
        starting = null;
        if (output.includes("Address already in use") && fixedPort === undefined) port = await freePort();
        else if (!stopped && !isPassingFailure(output)) throw await outputError(output, folder, site.user);
        lastError = new Error(output);
      }
    }
    if (live === null && starting === null) starting = await start(site, port);
    await sleep(POLL_MS);
  }
  throw new EmbeddedServerFailed(
    `the embedded PostgreSQL server in ${folder.root} was not ready after ${START_DEADLINE_MS / 1000} s: ${messageOf(lastError)}`,
    `It may still be recovering from a crash: read ${folder.log}, wait, and start again.`,
    lastError,
  );
}

async function start({ folder, binaries, user }: Site, port: number): Promise<StartingPostmaster> {
  try {
    return await spawnPostmaster(folder, binaries, user, port);
  } catch (error) {
    throw await startError(error, folder, binaries, user);
  }
}

/** Another process won the race to start, or the rest of a killed server has not quite gone: look again. */
function isPassingFailure(output: string): boolean {
  return /lock file "postmaster.pid" (already exists|is empty)|pre-existing shared memory block/.test(output);
}

/** Connects, takes the presence lock, and makes the keeper's database if this is the first time. */
async function join(folder: DataFolder, password: string, port: number): Promise<Client> {
  const presence = new Client({
    host: HOST,
    port,
    user: EMBEDDED_USER,
    password,
    database: "postgres",
    ssl: false,
    application_name: PRESENCE_NAME,
    types: postgresTypes,
  });
  // A lost connection also ends it, which is what `watch` listens for; without a listener it would end the process.
  presence.on("error", () => undefined);
  try {
    await presence.connect();
    await presence.query(`select pg_advisory_lock_shared(${PRESENCE_LOCK})`);
    await createDatabase(presence);
    return presence;
  } catch (error) {
    await presence.end();
    throw isPassing(error) ? error : storeError(error, { description: folder.root, embedded: true });
  }
}

async function createDatabase(presence: Client): Promise<void> {
  const { rowCount } = await presence.query("select from pg_database where datname = $1", [DATABASE]);
  if (rowCount !== 0) return;
  try {
    await presence.query(`create database ${DATABASE}`);
  } catch (error) {
    // Someone else who joined at this moment made it: duplicate_database, or unique_violation if neither had committed.
    if (!["42P04", "23505"].includes(codeOf(error))) throw error;
  }
}

/** Errors of a server that is starting, stopping or just gone. */
function isPassing(error: unknown): boolean {
  if (error instanceof StoreAuthenticationFailed) return false;
  return (
    ["ECONNREFUSED", "ECONNRESET", "EPIPE", "57P01", "57P02", "57P03"].includes(codeOf(error)) ||
    GONE_MESSAGES.some((message) => messageOf(error).startsWith(message))
  );
}

/** What the driver says of a connection that the server has closed: while something is asked, or between two questions. */
const GONE_MESSAGES = ["Connection terminated", "Client has encountered a connection error", "Client was closed"] as const;

async function leave({ folder, binaries, user }: Site, presence: Client): Promise<void> {
  try {
    await presence.query(`select pg_advisory_unlock_shared(${PRESENCE_LOCK})`);
    const last = await presence.query<{ locked: boolean }>(`select pg_try_advisory_lock(${PRESENCE_LOCK}) as locked`);
    if (last.rows[0]?.locked !== true || (await otherClients(presence)) > 0) return;
    const ours = await livePostmaster(folder);
    await stopPostmaster(folder, binaries, user).catch(async (error: unknown) => {
      // Ours may be gone and a newcomer's be starting, whose postmaster.pid is still empty: that one is not ours to stop.
      if (ours !== null && (await livePostmaster(folder))?.pid === ours.pid) throw error;
    });
  } catch (error) {
    // A server that is gone already needs no stopping.
    if (!isPassing(error)) throw error;
  } finally {
    await presence.end();
  }
}

/**
 * Sessions of anything but keepers, for example a person's psql or a backup: they are not cut off. Keepers at this moment are either
 * leaving, with a session that has not quite gone, or arriving and waiting for our lock.
 */
async function otherClients(presence: Client): Promise<number> {
  const { rows } = await presence.query<{ count: number }>(
    `select count(*) as count from pg_stat_activity
     where backend_type = 'client backend' and state is distinct from 'starting' and application_name <> $1`,
    [PRESENCE_NAME],
  );
  return rows[0]?.count ?? 0;
}
