import { execFile } from "node:child_process";
import { chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { openStore } from "../../bot/store/connection.ts";
import { DataFolderUnusable, EmbeddedServerFailed, StoreAuthenticationFailed, StoreDiskFull } from "../../bot/store/errors.ts";
import { rejection } from "./rejection.ts";
import { serverPid } from "./serverProcesses.ts";
import { createTestFolder } from "./testStore.ts";

const run = promisify(execFile);
const isRoot = process.getuid?.() === 0;

describe("store: embedded server that cannot start", function () {
  this.timeout(120_000);
  let dataFolder: string;
  const file = (name: string): string => path.join(dataFolder, "server", name);
  before(async () => {
    dataFolder = await createTestFolder();
    await (await openStore({ dataFolder })).close();
  });
  afterEach(async () => {
    expect(await serverPid(dataFolder)).to.equal(null);
  });

  /** Runs `test` with other contents of a file of the server. */
  async function altered(name: string, contents: (before: string) => string, test: () => Promise<void>): Promise<void> {
    const before = await readFile(file(name), "utf8");
    await writeFile(file(name), contents(before));
    try {
      await test();
    } finally {
      await writeFile(file(name), before);
    }
  }

  it("says so when its password is lost", async () => {
    await altered(
      "keeper.json",
      (before) => JSON.stringify({ ...JSON.parse(before), password: "lost" }),
      async () => {
        const error = await rejection(openStore({ dataFolder }));
        expect(error).to.be.instanceOf(StoreAuthenticationFailed);
        expect((error as StoreAuthenticationFailed).remedy).to.include("keeper.json");
      },
    );
    await (await openStore({ dataFolder })).close();
  });

  it("says so when the data are of another major version", async () => {
    await altered(
      "pgdata/PG_VERSION",
      () => "14\n",
      async () => {
        const error = await rejection(openStore({ dataFolder }));
        expect(error).to.be.instanceOf(EmbeddedServerFailed);
        expect(error.message).to.include("another major version");
      },
    );
  });

  it("says so when its configuration is broken, with PostgreSQL's own words", async () => {
    await altered(
      "pgdata/postgresql.auto.conf",
      () => "no_such_setting = 1\n",
      async () => {
        const error = await rejection(openStore({ dataFolder }));
        expect(error).to.be.instanceOf(EmbeddedServerFailed);
        expect(error.message).to.include("no_such_setting");
      },
    );
  });

  it("says so when the data folder is a file", async () => {
    const notAFolder = path.join(dataFolder, "file");
    await writeFile(notAFolder, "");
    for (const folder of [notAFolder, path.join(notAFolder, "below")]) {
      expect(await rejection(openStore({ dataFolder: folder }))).to.be.instanceOf(DataFolderUnusable);
    }
    await rm(notAFolder);
  });

  it("says which folder is closed when its user cannot reach the data folder, and how to open it", async function () {
    if (!isRoot) this.skip();
    const closed = path.join(dataFolder, "closed");
    await mkdir(path.join(closed, "data"), { recursive: true });
    await chmod(closed, 0o700);
    const error = await rejection(openStore({ dataFolder: path.join(closed, "data") }));
    expect(error).to.be.instanceOf(DataFolderUnusable);
    expect((error as DataFolderUnusable).remedy).to.include(`chmod o+x ${closed}`);
    await chmod(closed, 0o701);
    await (await openStore({ dataFolder: path.join(closed, "data") })).close();
    await chmod(closed, 0o700);
    expect((await rejection(openStore({ dataFolder: path.join(closed, "data") }))).message).to.include(closed);
  });

  it("makes folders its user can reach, whatever root's umask", async function () {
    if (!isRoot) this.skip();
    const umask = process.umask(0o077);
    try {
      await (await openStore({ dataFolder: path.join(dataFolder, ".yield-keeper", "postgres") })).close();
    } finally {
      process.umask(umask);
    }
  });

  it("says so when the folder may not be written", async function () {
    if (isRoot) this.skip();
    const readOnly = await createTestFolder();
    await chmod(readOnly, 0o500);
    for (const folder of [readOnly, path.join(readOnly, "new")]) {
      expect(await rejection(openStore({ dataFolder: folder }))).to.be.instanceOf(DataFolderUnusable);
    }
    await chmod(readOnly, 0o700);
  });

  it("says so when the disk is full, and leaves nothing half-made", async function () {
    const mountPoint = await createTestFolder();
    // Only root may mount a small disk; elsewhere the error's wording is covered by the tests of connecting.
    const mounted = await run("mount", ["-t", "tmpfs", "-o", "size=12m,mode=0711", "tmpfs", mountPoint]).then(
      () => true,
      () => false,
    );
    if (!mounted) this.skip();
    try {
      expect(await rejection(openStore({ dataFolder: path.join(mountPoint, "data") }))).to.be.instanceOf(StoreDiskFull);
      expect(await readdir(path.join(mountPoint, "data"))).to.deep.equal([]);
    } finally {
      await run("umount", [mountPoint]);
    }
  });
});
