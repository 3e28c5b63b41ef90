import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Client } from "pg";
import { openStore, type Store } from "../../bot/store/connection.ts";
import { type EmbeddedServer, startEmbeddedServer } from "../../bot/store/embeddedServer.ts";

/** One server for a whole mocha run, started by the first test that needs it; `TEST_DATABASE_URL` names another to use instead. */
let server: Promise<EmbeddedServer> | undefined;
const stores = new Set<Store>();
const databases: string[] = [];
const folders: string[] = [];

/** The URL of a new, empty database. Its server goes away with the mocha run; on `TEST_DATABASE_URL` it is dropped then. */
export async function createTestDatabase(): Promise<string> {
  const name = `test_${randomBytes(8).toString("hex")}`;
  const administration = await databaseUrl("postgres");
  await execute(administration, `create database ${name}`);
  databases.push(name);
  return databaseUrl(name);
}

/** A migrated, empty store of its own for one test file. Close it in `after`; what is left open is closed at the end of the run. */
export async function createTestStore(): Promise<Store> {
  const store = await openStore({ databaseUrl: await createTestDatabase() });
  stores.add(store);
  return store;
}

/** A new folder for an embedded server that a test starts itself; removed at the end of the run. */
export async function createTestFolder(): Promise<string> {
  const created = await mkdtemp(path.join(tmpdir(), "yield-keeper-test-"));
  // Root's servers run as another user, who has to pass.
  await chmod(created, 0o711);
  folders.push(created);
  return created;
}

/** Runs statements on a connection of their own. */
export async function execute(url: string, statement: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

async function databaseUrl(database: string): Promise<string> {
  const given = process.env.TEST_DATABASE_URL;
  if (given !== undefined && given !== "") {
    const url = new URL(given);
    url.pathname = `/${database}`;
    return url.href;
  }
  server ??= createTestFolder().then((dataFolder) => startEmbeddedServer({ dataFolder }));
  return (await server).databaseUrl(database);
}

// Mocha loads this module while it reads the first test file that imports it, outside any `describe`: a hook of the whole run.
after(async function () {
  // Another server is asked to drop dozens of databases, each with a checkpoint.
  this.timeout(600_000);
  await Promise.all([...stores].map((store) => store.close()));
  if (server === undefined) {
    for (const name of databases) await execute(await databaseUrl("postgres"), `drop database if exists ${name} with (force)`);
  } else {
    await (await server).close();
  }
  await Promise.all(folders.map((created) => rm(created, { recursive: true, force: true })));
});
