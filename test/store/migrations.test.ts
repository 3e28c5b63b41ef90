import { expect } from "chai";
import { sql } from "kysely";
import { connectStore, openStore, type Store } from "../../bot/store/connection.ts";
import { MigrationFailed, StoreNewerThanCode, StorePermissionDenied } from "../../bot/store/errors.ts";
import { migrateToLatest, migrationStatus } from "../../bot/store/migrate.ts";
import { migrations } from "../../bot/store/migrations/index.ts";
import { rejection } from "./rejection.ts";
import { createTestDatabase, execute } from "./testStore.ts";

const names = Object.keys(migrations);

describe("store: migrations", () => {
  let databaseUrl: string;
  const opened: Store[] = [];
  beforeEach(async () => {
    databaseUrl = await createTestDatabase();
  });
  afterEach(async () => {
    await Promise.all(opened.splice(0).map((store) => store.close()));
  });
  async function connected(url = databaseUrl): Promise<Store> {
    const store = await connectStore({ databaseUrl: url });
    opened.push(store);
    return store;
  }
  async function columns(store: Store): Promise<unknown> {
    const { rows } = await sql`select table_name, column_name, data_type, is_nullable from information_schema.columns
      where table_schema = 'public' order by table_name, column_name`.execute(store.db);
    return rows;
  }

  it("are all pending in an empty database, and connecting applies none", async () => {
    const store = await connected();
    expect(await migrationStatus(store.db)).to.deep.equal({ applied: [], pending: names, unknown: [] });
    expect(await columns(store)).to.deep.equal([]);
  });

  it("go through from empty, and a second time nothing is left to do", async () => {
    const store = await connected();
    expect(await migrateToLatest(store.db, store.target)).to.deep.equal(names);
    const before = await columns(store);
    expect(await migrateToLatest(store.db, store.target)).to.deep.equal([]);
    expect(await columns(store)).to.deep.equal(before);
    expect(await migrationStatus(store.db)).to.deep.equal({ applied: names, pending: [], unknown: [] });
  });

  it("go through once when several programs start at once", async () => {
    const stores = await Promise.all(Array.from({ length: 4 }, () => openStore({ databaseUrl })));
    opened.push(...stores);
    for (const store of stores) expect((await migrationStatus(store.db)).applied).to.deep.equal(names);
  });

  it("have names in the order in which they are applied", () => {
    expect(names).to.deep.equal([...names].sort());
    for (const name of names) expect(name).to.match(/^\d{4}_[a-z_]+$/);
  });

  it("refuse a database that a newer version has migrated, and leave it alone", async () => {
    const store = await connected();
    await migrateToLatest(store.db, store.target);
    await execute(databaseUrl, "insert into kysely_migration values ('9999_from_the_future', '2099-01-01')");
    const error = await rejection(openStore({ databaseUrl }));
    expect(error).to.be.instanceOf(StoreNewerThanCode);
    expect(error.message).to.include("9999_from_the_future");
  });

  it("roll back as a whole when one statement fails, and say which migration it was", async () => {
    await execute(databaseUrl, "create table decisions (somebody_elses integer)");
    const error = await rejection(openStore({ databaseUrl }));
    expect(error).to.be.instanceOf(MigrationFailed);
    expect(error.message).to.include("0001_initial").and.to.include('relation "decisions" already exists');
    const store = await connected();
    const { rows } = await sql<{ name: string }>`select table_name as name from information_schema.tables
      where table_schema = 'public' and table_name not like 'kysely%'`.execute(store.db);
    expect(rows).to.deep.equal([{ name: "decisions" }]);
  });

  it("say what to grant when the user may not create tables", async () => {
    const role = `role_${new URL(databaseUrl).pathname.slice(1)}`;
    await execute(databaseUrl, `create role ${role} login password 'granted-nothing'`);
    const url = new URL(databaseUrl);
    url.username = role;
    url.password = "granted-nothing";
    try {
      const error = await rejection(openStore({ databaseUrl: url.href }));
      expect(error).to.be.instanceOf(StorePermissionDenied);
      expect((error as StorePermissionDenied).remedy).to.include("grant create");
    } finally {
      await execute(databaseUrl, `drop role ${role}`);
    }
  });
});
