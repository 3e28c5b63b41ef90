import { createServer } from "node:net";
import { expect } from "chai";
import { sql } from "kysely";
import { KeeperError } from "../../bot/core/errors.ts";
import { connectStore, openStore } from "../../bot/store/connection.ts";
import {
  DatabaseMissing,
  InvalidDatabaseUrl,
  ServerTooOld,
  StoreAuthenticationFailed,
  StoreConnectionsExhausted,
  StoreDiskFull,
  StoreUnreachable,
  storeError,
} from "../../bot/store/errors.ts";
import { freePort } from "../../bot/store/initialise.ts";
import { rejection } from "./rejection.ts";
import { createTestDatabase, createTestStore, execute } from "./testStore.ts";

const SECRET = "hunter2-must-not-appear";

describe("store: connecting", () => {
  let databaseUrl: string;
  before(async () => {
    databaseUrl = await createTestDatabase();
  });

  function changed(change: (url: URL) => void): string {
    const url = new URL(databaseUrl);
    change(url);
    return url.href;
  }

  /** The error of connecting there; whatever it is, it has a remedy and shows nobody's password. */
  async function refusal(url: string): Promise<KeeperError> {
    const error = await rejection(openStore({ databaseUrl: url }));
    expect(error).to.be.instanceOf(KeeperError);
    const keeperError = error as KeeperError;
    expect(keeperError.remedy).to.match(/^[A-Z].+\.$|grant/);
    const shown = [
      keeperError.message,
      keeperError.remedy,
      keeperError.stack,
      String((keeperError.cause as Error | undefined)?.stack),
    ].join("\n");
    expect(shown).not.to.include(SECRET);
    expect(shown).not.to.include(new URL(databaseUrl).password || SECRET);
    return keeperError;
  }

  it("opens a migrated store that says which server it is", async () => {
    const store = await openStore({ databaseUrl });
    expect(Number.parseInt(store.serverVersion, 10)).to.be.at.least(15);
    expect(store.target.description).to.include(new URL(databaseUrl).pathname);
    await store.close();
    await store.close();
  });

  it("reports a port on which nothing listens", async () => {
    const port = await freePort();
    const error = await refusal(`postgresql://user:${SECRET}@127.0.0.1:${port}/keeper`);
    expect(error).to.be.instanceOf(StoreUnreachable);
    expect(error.message).to.include(`user@127.0.0.1:${port}/keeper`).and.to.include("ECONNREFUSED");
    expect(error.exitCode).to.equal(3);
  });

  it("reports a host that does not exist", async () => {
    const error = await refusal(`postgresql://user:${SECRET}@database.invalid/keeper`);
    expect(error).to.be.instanceOf(StoreUnreachable);
    expect(error.message).to.include("database.invalid");
  });

  it("reports something that listens but is no PostgreSQL server", async () => {
    const stranger = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
    const { port } = stranger.address() as { port: number };
    try {
      expect(await refusal(`postgresql://user:${SECRET}@127.0.0.1:${port}/keeper`)).to.be.instanceOf(StoreUnreachable);
    } finally {
      stranger.close();
    }
  });

  it("reports a wrong password, and a user that does not exist", async () => {
    const wrongPassword = changed((url) => {
      url.password = SECRET;
    });
    const wrongUser = changed((url) => {
      url.username = "nobody_of_that_name";
    });
    for (const url of [wrongPassword, wrongUser]) {
      const error = await refusal(url);
      expect(error).to.be.instanceOf(StoreAuthenticationFailed);
      expect(error.exitCode).to.equal(2);
    }
  });

  it("reports a missing password", async () => {
    const error = await refusal(
      changed((url) => {
        url.password = "";
      }),
    );
    expect(error).to.be.instanceOf(StoreAuthenticationFailed);
  });

  it("reports a database that does not exist, and how to create it", async () => {
    const error = await refusal(
      changed((url) => {
        url.pathname = "/no_such_database";
      }),
    );
    expect(error).to.be.instanceOf(DatabaseMissing);
    expect(error.remedy).to.include("createdb no_such_database");
  });

  it("reports a server older than PostgreSQL 15", async () => {
    // The server is as new as ever, but on this connection `current_setting` is a function that answers as PostgreSQL 14 would.
    await execute(
      databaseUrl,
      `create schema old; create function old.current_setting(name text) returns text language sql
       as $$ select case name when 'server_version_num' then '140013' else '14.13' end $$`,
    );
    const error = await refusal(changed((url) => url.searchParams.set("options", "-c search_path=old,pg_catalog")));
    expect(error).to.be.instanceOf(ServerTooOld);
    expect(error.message).to.include("14.13");
  });

  it("reports a server without a free connection", async () => {
    const full = await createTestDatabase();
    const role = `role_${new URL(full).pathname.slice(1)}`;
    await execute(full, `create role ${role} login password '${SECRET}' connection limit 0`);
    const url = new URL(full);
    url.username = role;
    url.password = SECRET;
    try {
      expect(await refusal(url.href)).to.be.instanceOf(StoreConnectionsExhausted);
    } finally {
      await execute(full, `drop role ${role}`);
    }
  });

  it("refuses what is not a PostgreSQL URL, without repeating it", async () => {
    for (const url of ["", "keeper.db", `mysql://user:${SECRET}@localhost/keeper`, `postgresql://user:${SECRET}@local host:54x32/k`]) {
      const error = await refusal(url);
      expect(error, url).to.be.instanceOf(InvalidDatabaseUrl);
      expect(error.exitCode).to.equal(2);
    }
  });

  it("reports a server that goes away between two queries, and recovers when it can be reached again", async () => {
    const store = await openStore({ databaseUrl });
    const end = execute(
      databaseUrl,
      "select pg_sleep(0.1), pg_terminate_backend(pid) from pg_stat_activity where query like '%cut here%' and pid <> pg_backend_pid()",
    );
    const error = await rejection(sql`select pg_sleep(30) /* cut here */`.execute(store.db));
    await end;
    expect(error).to.be.instanceOf(StoreUnreachable);
    const { rows } = await sql<{ answer: number }>`select 42 as answer`.execute(store.db);
    expect(rows).to.deep.equal([{ answer: 42 }]);
    await store.close();
  });

  it("leaves errors that are defects as they are", async () => {
    const store = await createTestStore();
    const error = await rejection(sql`select no_such_column from markets`.execute(store.db));
    expect(error).not.to.be.instanceOf(KeeperError);
    expect(error.message).to.include("no_such_column");
    await store.close();
  });

  it("understands PostgreSQL's word for a full disk", async () => {
    const store = await createTestStore();
    const raised = sql`do $$ begin raise exception using errcode = 'disk_full', message = 'could not extend file'; end $$`;
    expect(await rejection(raised.execute(store.db))).to.be.instanceOf(StoreDiskFull);
    await store.close();
  });

  it("closes the sessions it has opened", async () => {
    const store = await connectStore({ databaseUrl });
    const session = await store.openSession();
    const ended = new Promise((resolve) => session.once("end", resolve));
    await store.close();
    await ended;
  });

  it("passes through what is no error of a database", () => {
    const defect = new TypeError("x is not a function");
    expect(storeError(defect, { description: "x", embedded: false })).to.equal(defect);
  });
});
