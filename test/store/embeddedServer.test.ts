import { spawn } from "node:child_process";
import { mkdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { sql } from "kysely";
import { Client } from "pg";
import { openStore, type Store } from "../../bot/store/connection.ts";
import { StoreAuthenticationFailed } from "../../bot/store/errors.ts";
import { startChild } from "./childProcess.ts";
import { rejection } from "./rejection.ts";
import { killServer, serverPid } from "./serverProcesses.ts";
import { createTestFolder } from "./testStore.ts";

describe("store: embedded server", function () {
  this.timeout(120_000);
  let dataFolder: string;
  before(async () => {
    dataFolder = await createTestFolder();
  });
  // Each test leaves behind an initialised folder without a server, for the next one to start from.
  afterEach(async () => {
    expect(await serverPid(dataFolder)).to.equal(null);
  });

  async function setting(store: Store, name: string): Promise<string | undefined> {
    const { rows } = await sql<{ value: string }>`select current_setting(${name}) as value`.execute(store.db);
    return rows[0]?.value;
  }
  const portOf = (store: Store): number => Number(new URL(store.databaseUrl).port);
  const settingsFile = (): string => path.join(dataFolder, "server", "keeper.json");

  it("starts in an empty folder, stops with its last user, and starts again with the same data, port and password", async () => {
    const first = await openStore({ dataFolder });
    expect(first.serverVersion).to.match(/^18\./);
    await sql`create table kept as select 7 as value`.execute(first.db);
    await first.close();
    expect(await serverPid(dataFolder)).to.equal(null);

    const second = await openStore({ dataFolder });
    const { rows } = await sql<{ value: number }>`select value from kept`.execute(second.db);
    expect(rows).to.deep.equal([{ value: 7 }]);
    expect(second.databaseUrl).to.equal(first.databaseUrl);
    await second.close();
  });

  it("listens on this machine only, with a random password that only its owner can read", async () => {
    const store = await openStore({ dataFolder });
    expect(await setting(store, "listen_addresses")).to.equal("127.0.0.1");
    expect(await setting(store, "unix_socket_directories")).to.equal("");
    expect(await setting(store, "fsync")).to.equal("on");
    const { password } = new URL(store.databaseUrl);
    expect(password).to.match(/^[\w-]{32}$/);
    expect((await stat(settingsFile())).mode & 0o777).to.equal(0o600);
    expect((await stat(path.join(dataFolder, "server", "pgdata"))).mode & 0o777).to.equal(0o700);
    for (const wrong of ["", "keeper", "postgres"]) {
      const url = new URL(store.databaseUrl);
      url.password = wrong;
      expect(await rejection(openStore({ databaseUrl: url.href }))).to.be.instanceOf(StoreAuthenticationFailed);
    }
    await store.close();
  });

  it("does not inherit our environment, which may hold keys", async function () {
    if (process.platform !== "linux") this.skip();
    const keeper = startChild("useStore.ts", [dataFolder], { KEEPER_PRIVATE_KEY: "0xsecret" });
    await keeper.line(/^open/);
    const environment = await readFile(`/proc/${await serverPid(dataFolder)}/environ`, "utf8");
    expect(environment).to.include("LC_ALL=C").and.not.to.include("0xsecret");
    keeper.child.stdin?.end();
    expect(await keeper.ended()).to.equal(0);
  });

  it("is shared: a second process finds it, and only the last one to leave stops it", async () => {
    const here = await openStore({ dataFolder });
    const pid = await serverPid(dataFolder);
    const other = startChild("useStore.ts", [dataFolder]);
    await other.line(/^open/);
    expect(await serverPid(dataFolder)).to.equal(pid);
    await here.close();
    expect(await serverPid(dataFolder)).to.equal(pid);
    other.child.stdin?.end();
    expect(await other.ended()).to.equal(0);
  });

  it("is one server also when several processes start it for the first time at the same moment", async () => {
    const newFolder = await createTestFolder();
    const starters = Array.from({ length: 4 }, () => startChild("useStore.ts", [newFolder]));
    const opened = await Promise.all(starters.map((starter) => starter.line(/^open/)));
    expect(new Set(opened).size, opened.join()).to.equal(1);
    for (const starter of starters) starter.child.stdin?.end();
    for (const starter of starters) expect(await starter.ended()).to.equal(0);
    expect(await serverPid(newFolder)).to.equal(null);
  });

  it("survives users that come and go at the same moment", async () => {
    const rounds = async (): Promise<void> => {
      for (let round = 0; round < 6; round += 1) {
        const store = await openStore({ dataFolder });
        const { rows } = await sql<{ answer: number }>`select 42 as answer`.execute(store.db);
        expect(rows).to.deep.equal([{ answer: 42 }]);
        await store.close();
      }
    };
    await Promise.all([rounds(), rounds(), rounds()]);
  });

  it("outlives the killed process that started it, and the next one adopts it", async () => {
    const keeper = startChild("useStore.ts", [dataFolder]);
    await keeper.line(/^open/);
    const pid = await serverPid(dataFolder);
    await keeper.kill();
    expect(await serverPid(dataFolder)).to.equal(pid);
    const store = await openStore({ dataFolder });
    expect(await serverPid(dataFolder)).to.equal(pid);
    // The server notices the death of its clients in its own time; until then it would not be stopped under them.
    const others = sql<{ count: number }>`select count(*) as count from pg_stat_activity
      where backend_type = 'client backend' and pid <> pg_backend_pid()`;
    while ((await others.execute(store.db)).rows[0]?.count !== 1) await sleep(10);
    await store.close();
  });

  it("is not stopped while a stranger uses it", async () => {
    const store = await openStore({ dataFolder });
    const stranger = new Client({ connectionString: store.databaseUrl });
    await stranger.connect();
    await store.close();
    expect((await stranger.query("select 42 as answer")).rows).to.deep.equal([{ answer: 42 }]);
    await stranger.end();
    await (await openStore({ dataFolder })).close();
  });

  it("starts after everything was killed", async () => {
    const keeper = startChild("useStore.ts", [dataFolder]);
    const opened = await keeper.line(/^open/);
    await Promise.all([keeper.kill(), killServer(dataFolder)]);
    const again = startChild("useStore.ts", [dataFolder]);
    expect(await again.line(/^open/)).to.equal(opened);
    again.child.stdin?.end();
    expect(await again.ended()).to.equal(0);
  });

  it("starts when the process id in a left-over postmaster.pid now belongs to a stranger", async () => {
    const keeper = startChild("useStore.ts", [dataFolder]);
    await keeper.line(/^open/);
    await Promise.all([keeper.kill(), killServer(dataFolder)]);
    const stranger = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    const pidFile = path.join(dataFolder, "server", "pgdata", "postmaster.pid");
    const left = await readFile(pidFile, "utf8");
    await writeFile(pidFile, left.replace(/^\d+/, String(stranger.pid)));
    const store = await openStore({ dataFolder });
    expect(await serverPid(dataFolder)).not.to.equal(stranger.pid);
    await store.close();
    expect(stranger.kill("SIGKILL")).to.equal(true);
  });

  it("starts when a power cut has left an empty postmaster.pid", async () => {
    const pidFile = path.join(dataFolder, "server", "pgdata", "postmaster.pid");
    await writeFile(pidFile, "");
    await utimes(pidFile, 0, 0);
    await (await openStore({ dataFolder })).close();
  });

  it("is started again under its users when it dies, at the same port", async () => {
    const store = await openStore({ dataFolder });
    const pid = await serverPid(dataFolder);
    await killServer(dataFolder);
    for (let revived = false; !revived; await sleep(20)) {
      revived = await sql`select 1`.execute(store.db).then(
        () => true,
        () => false,
      );
    }
    expect(await serverPid(dataFolder)).to.not.be.oneOf([pid, null]);
    await store.close();
  });

  it("leaves nothing behind when its users close it while it dies", async () => {
    for (const delayMs of [0, 30]) {
      const store = await openStore({ dataFolder });
      await killServer(dataFolder);
      await sleep(delayMs);
      await store.close();
      expect(await serverPid(dataFolder)).to.equal(null);
    }
  });

  it("takes another port when its own is taken, and remembers that one", async () => {
    const first = await openStore({ dataFolder });
    await first.close();
    const squatter = createServer();
    await new Promise<void>((resolve) => squatter.listen(portOf(first), "127.0.0.1", resolve));
    const second = await openStore({ dataFolder });
    await second.close();
    squatter.close();
    const third = await openStore({ dataFolder });
    await third.close();
    expect(portOf(second)).not.to.equal(portOf(first));
    expect(portOf(third)).to.equal(portOf(second));
  });

  it("begins anew after a first start that was killed half-way", async () => {
    const newFolder = await createTestFolder();
    await mkdir(path.join(newFolder, "initialising-killed", "pgdata"), { recursive: true });
    await (await openStore({ dataFolder: newFolder })).close();
    expect(await serverPid(newFolder)).to.equal(null);
  });
});
