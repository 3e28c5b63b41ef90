import { expect } from "chai";
import { sql } from "kysely";
import { openStore } from "../../bot/store/connection.ts";
import { observationHistories } from "../../bot/store/observations.ts";
import { startChild } from "./childProcess.ts";
import { sampleMarket, sampleObservation } from "./samples.ts";
import { killServer } from "./serverProcesses.ts";
import { createTestFolder } from "./testStore.ts";

const ROUNDS = 4;

describe("store: kill -9 of the keeper and of the server during inserts", function () {
  this.timeout(120_000);

  it("loses no committed row and makes no bucket double", async () => {
    const dataFolder = await createTestFolder();
    let next = 0;
    for (let round = 1; round <= ROUNDS; round += 1) {
      // One bucket back: the first insert of a round repeats what may have been committed already.
      const keeper = startChild("insertForever.ts", [dataFolder, String(Math.max(0, next - 1))]);
      await keeper.line(new RegExp(`^${next + 50 * round}$`));
      await Promise.all([killServer(dataFolder), keeper.kill()]);
      const committed = keeper.lines.map(Number);
      next = (committed.at(-1) ?? next) + 1;

      const store = await openStore({ dataFolder });
      const history = (await observationHistories(store.db, [sampleMarket.id], 0)).get(sampleMarket.id) ?? [];
      // At most one row more than was announced: committed, but killed before it was printed.
      expect(history.length).to.be.oneOf([next, next + 1]);
      expect(history).to.deep.equal(history.map((_, bucket) => sampleObservation(bucket)));
      // Counted on the table itself, so that a damaged index could not hide a double bucket.
      const { rows } = await sql<{ rows: number; buckets: number }>`
        select count(*) as rows, count(distinct (market_id, bucket_time)) as buckets from observations`.execute(store.db);
      expect(rows[0]?.rows).to.equal(rows[0]?.buckets).and.to.equal(history.length);
      await store.close();
    }
  });
});
