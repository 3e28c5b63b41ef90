import { execFileSync } from "node:child_process";
import { tmpdir } from "node:os";
import { expect } from "chai";
import { sql } from "kysely";
import type { Store } from "../../bot/store/connection.ts";
import { databaseSpace } from "../../bot/store/databaseSpace.ts";
import { createTestStore } from "./testStore.ts";

describe("store: the room a database takes, and has", () => {
  let store: Store;
  before(async () => {
    store = await createTestStore();
  });
  after(() => store.close());

  it("is larger with rows in it, and knows no disk that is another machine's", async () => {
    const place = { dataFolder: null, limitBytes: null };
    const before = await databaseSpace(store.db, place);
    expect(before).to.include({ limitBytes: null, disk: null });
    await sql`create table filling as select repeat(md5(i::text), 20) as text from generate_series(1, 5000) as i`.execute(store.db);
    const { bytes } = await databaseSpace(store.db, place);
    expect(bytes - before.bytes).to.be.within(1e6, 20e6);
  });

  it("has of its disk what df says", async function () {
    const { limitBytes, disk } = await databaseSpace(store.db, { dataFolder: tmpdir(), limitBytes: 5e9 });
    expect(limitBytes).to.equal(5e9);
    if (process.platform !== "linux") {
      console.log("      skipped: this df has other columns");
      this.skip();
    }
    const [, line = ""] = execFileSync("df", ["--block-size=1", "--output=used,avail", tmpdir()], { encoding: "utf8" }).split("\n");
    const [used = 0, free = 0] = line.trim().split(/\s+/).map(Number);
    // Others write meanwhile.
    expect(disk?.freeBytes).to.be.closeTo(free, 2e9);
    expect(disk?.totalBytes).to.be.closeTo(used + free, 2e9);
  });

  it("cannot be told of a folder that is not there", async () => {
    const error = await databaseSpace(store.db, { dataFolder: "/nowhere/at/all", limitBytes: null }).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(Error);
  });
});
