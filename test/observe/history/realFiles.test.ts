import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import type { Store } from "../../../bot/store/connection.ts";
import { historySink } from "../../../bot/store/history.ts";
import { createTestStore } from "../../store/testStore.ts";
import { csvFile, importInto, memorySink, realFile } from "./csvFiles.ts";

async function unpackedLines(file: string): Promise<readonly string[]> {
  return gunzipSync(await readFile(file))
    .toString()
    .trimEnd()
    .split("\n");
}

/** What a few lines of arithmetic say about a file, without any of the importer. */
async function countRaw(file: string, { rate, supply, borrow }: { rate: string; supply: string; borrow: string }) {
  const [header = "", ...lines] = await unpackedLines(file);
  const names = header.split(",");
  const [atRate, atSupply, atBorrow, atMarket] = [rate, supply, borrow, "market"].map((name) => names.indexOf(name)) as number[];
  const markets = new Set<string>();
  let impossible = 0;
  let indebted = 0;
  for (const line of lines) {
    const fields = line.split(",");
    const [apr, deposits, debts] = [atRate, atSupply, atBorrow].map((place) => Number(fields[place ?? -1])) as [number, number, number];
    markets.add(fields[atMarket ?? -1] ?? "");
    if (apr > 200) impossible++;
    else if (deposits > 0 && debts / deposits > 1.2) indebted++;
  }
  return { impossible, indebted, markets: markets.size };
}

describe("the real history", () => {
  const files = [
    { name: "lending_hourly.csv.gz", rows: 333_799, rate: "supply_apr_pct", supply: "total_supply_usd", borrow: "total_borrow_usd" },
    { name: "yields_daily.csv.gz", rows: 96_405, rate: "apy_pct", supply: "tvl_usd", borrow: "borrow_usd" },
  ] as const;

  for (const { name, rows: expectedRows, rate, supply, borrow } of files) {
    describe(name, () => {
      const file = realFile(name);
      before(function () {
        // Facts that are no part of the project.
        if (file === null) this.skip();
      });

      it("is accounted for row by row, and what is rejected is what arithmetic says", async () => {
        const { sink, yields, rejected } = memorySink();
        const report = await importInto(sink, file ?? "");
        expect(report.rows).to.equal(expectedRows);
        expect(report.stored + report.rejected).to.equal(expectedRows);
        expect({ stored: yields.length, rejected: rejected.length }).to.deep.equal({ stored: report.stored, rejected: report.rejected });
        const { impossible, indebted, markets } = await countRaw(file ?? "", { rate, supply, borrow });
        // Of rates that are compounded some might come down to 200 % when they are made simple: neither file has one.
        expect(report.rejectedByRule["apr-out-of-range"]).to.equal(impossible);
        expect(report.rejectedByRule["utilization-out-of-range"]).to.equal(indebted);
        expect(report.rejectedByRule.spike ?? 0).to.be.lessThan(20);
        expect(report.markets).to.equal(markets);
      });
    });
  }

  describe("in the database", () => {
    let store: Store;
    before(async function () {
      if (realFile(files[0].name) === null) this.skip();
      store = await createTestStore();
    });
    after(() => store?.close());

    for (const { name } of files) {
      it(`every 37th row of ${name} is there once, and a second import changes nothing`, async () => {
        const lines = await unpackedLines(realFile(name) ?? "");
        const some = await csvFile([lines[0] ?? "", ...lines.slice(1).filter((_line, index) => index % 37 === 0)], name);
        const load = () => store.db.transaction().execute((transaction) => importInto(historySink(transaction), some));
        const first = await load();
        expect(first).to.include({ added: first.stored, changed: 0, unchanged: 0, newlyRejected: first.rejected });
        expect(await load()).to.deep.equal({ ...first, added: 0, unchanged: first.stored, newlyRejected: 0 });
        const table = name.startsWith("lending") ? "hourly_yields" : "daily_yields";
        const origin = name.startsWith("lending") ? "lending-hourly" : "yields-daily";
        const { rows: stored } = await store.pool.query(`select count(*)::int as count from ${table}`);
        const { rows: kept } = await store.pool.query("select count(*)::int as count from rejected_samples where origin = $1", [origin]);
        expect([stored[0]?.count, kept[0]?.count]).to.deep.equal([first.stored, first.rejected]);
      });
    }
  });
});
