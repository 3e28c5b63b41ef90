import { execFile } from "node:child_process";
import { constants } from "node:fs";
import { access, chmod, cp, lstat, readdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { expect } from "chai";
import { completeInstallation, locateBinaries, type PostgresBinaries } from "../../bot/store/binaries.ts";
import { EmbeddedServerUnsupported } from "../../bot/store/errors.ts";
import { rejection } from "./rejection.ts";
import { createTestFolder } from "./testStore.ts";

/** A copy of the platform package as npm unpacks it: without the links that its postinstall script makes. */
async function unpackedPackage(): Promise<{ folder: string; links: readonly string[]; binaries: PostgresBinaries }> {
  const { postgres } = await locateBinaries();
  const folder = path.join(await createTestFolder(), "package");
  await cp(path.join(path.dirname(postgres), "..", ".."), folder, { recursive: true, verbatimSymlinks: true });
  const lib = path.join(folder, "native", "lib");
  const links: string[] = [];
  for (const name of await readdir(lib)) {
    const file = path.join(lib, name);
    if ((await lstat(file)).isSymbolicLink()) links.push(file);
  }
  for (const link of links) await rm(link);
  const program = (name: string): string => path.join(folder, "native", "bin", name);
  return { folder, links, binaries: { initdb: program("initdb"), postgres: program("postgres"), pg_ctl: program("pg_ctl") } };
}

describe("store: PostgreSQL's programs from npm", () => {
  it("are found, and run", async () => {
    const { postgres, initdb, pg_ctl } = await locateBinaries();
    for (const program of [postgres, initdb, pg_ctl]) {
      const { stdout } = await promisify(execFile)(program, ["--version"]);
      expect(stdout).to.match(/\(PostgreSQL\) 18\./);
    }
  });

  it("run also when npm ran no install scripts: missing links and permissions are made", async function () {
    const { folder, links, binaries } = await unpackedPackage();
    if (links.length === 0) this.skip();
    await chmod(binaries.postgres, 0o644);
    await completeInstallation(folder, binaries);
    for (const link of links) expect((await stat(link)).isFile(), link).to.equal(true);
    await access(binaries.postgres, constants.X_OK);
    const { stdout } = await promisify(execFile)(binaries.postgres, ["--version"]);
    expect(stdout).to.match(/\(PostgreSQL\) 18\./);
    await completeInstallation(folder, binaries);
  });

  it("are completed by two processes at once", async function () {
    const { folder, links, binaries } = await unpackedPackage();
    if (links.length === 0) this.skip();
    await Promise.all([completeInstallation(folder, binaries), completeInstallation(folder, binaries)]);
    for (const link of links) expect((await stat(link)).isFile(), link).to.equal(true);
  });

  it("that cannot be completed are reported with the way to repair them", async () => {
    const { folder, binaries } = await unpackedPackage();
    await rm(binaries.pg_ctl);
    const error = await rejection(completeInstallation(folder, binaries));
    expect(error).to.be.instanceOf(EmbeddedServerUnsupported);
    expect(error.message).to.include("npm rebuild");
    await symlink("missing", binaries.pg_ctl);
    await writeFile(path.join(folder, "native", "pg-symlinks.json"), "[]");
    expect(await rejection(completeInstallation(folder, binaries))).to.be.instanceOf(EmbeddedServerUnsupported);
  });
});
