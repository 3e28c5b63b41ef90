import { expect } from "chai";
import { conditionRows } from "../../../bot/store/conditions.ts";
import type { Store } from "../../../bot/store/connection.ts";
import { historySink } from "../../../bot/store/history.ts";
import { rejection } from "../../store/rejection.ts";
import { createTestStore } from "../../store/testStore.ts";
import { csvFile, importInto, memorySink, realFile } from "./csvFiles.ts";

const HEADER = "date,avg_gas_price_gwei,eth_usd,gas_used,usdt_low,usdt_close,dai_close";
const DAY = 86_400;
const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / 1000;

describe("the days around the markets, as a file", () => {
  it("count from the end of their day on, each figure under its name, and what is empty is not known", async () => {
    const { sink, conditions, yields } = memorySink();
    const file = await csvFile([HEADER, "2024-01-01,20.5,2300,1,0.99,1.0001,", "2024-01-02,21,,1,0.99,0.9995,1.001"]);
    const report = await importInto(sink, file);
    expect(report).to.deep.include({ layout: "conditions-daily", rows: 2, stored: 2, rejected: 0, markets: 0 });
    expect(yields).to.deep.equal([]);
    expect(conditions.map(({ timeSeconds, values }) => [timeSeconds, Object.fromEntries(values)])).to.deep.equal([
      [day("2024-01-02"), { "gas-gwei": 20.5, "eth-usd": 2_300, "price:USDT": 1.0001, "price-low:USDT": 0.99 }],
      [day("2024-01-03"), { "gas-gwei": 21, "price:USDT": 0.9995, "price-low:USDT": 0.99, "price:DAI": 1.001 }],
    ]);
  });

  it("stop the import at a figure that cannot be, or leave its line out", async () => {
    const file = await csvFile([HEADER, "2024-01-01,20.5,-1,1,,,", "2024-01-02,21,2300,1,,,", "2024-01-02,22,2300,1,,,"]);
    expect((await rejection(importInto(memorySink().sink, file))).message).to.match(/line 2.*eth_usd is not positive/);
    const { sink, conditions } = memorySink();
    const report = await importInto(sink, file, { skipBad: true });
    expect(report).to.deep.include({ rows: 3, stored: 1, rejected: 2, rejectedByRule: { "bad-line": 1, superseded: 1 } });
    expect(conditions[0]?.values.get("gas-gwei")).to.equal(22);
  });

  describe("in the database", () => {
    let store: Store;
    before(async () => {
      store = await createTestStore();
    });
    after(() => store.close());

    it("are there once, a second import changes nothing, and a corrected file replaces what differs", async () => {
      const first = await csvFile([HEADER, "2024-01-01,20.5,2300,1,,1,", "2024-01-02,21,2310,1,,1,"]);
      const corrected = await csvFile([HEADER, "2024-01-01,20.5,2300,1,,1,", "2024-01-02,21,2311,1,,1,"]);
      const sink = historySink(store.db);
      expect(await importInto(sink, first)).to.deep.include({ added: 2, changed: 0, unchanged: 0 });
      expect(await importInto(sink, first)).to.deep.include({ added: 0, changed: 0, unchanged: 2 });
      expect(await importInto(sink, corrected)).to.deep.include({ added: 0, changed: 1, unchanged: 1 });
      const rows = await conditionRows(store.db, day("2024-01-03"), day("2024-01-03"));
      expect(rows.filter(({ name }) => name === "eth-usd")).to.deep.equal([
        { name: "eth-usd", timeSeconds: day("2024-01-02"), value: 2_300 },
        { name: "eth-usd", timeSeconds: day("2024-01-03"), value: 2_311 },
      ]);
    });

    it("take the real file whole, if it is there", async function () {
      const file = realFile("ethereum_daily.csv");
      if (file === null) return this.skip();
      const report = await importInto(historySink(store.db), file);
      expect(report.rejected).to.equal(0);
      expect(report.rows).to.be.greaterThan(2_000);
      const [usdc] = (await conditionRows(store.db, day("2023-03-12"), day("2023-03-12") + DAY - 1)).filter(
        ({ name, timeSeconds }) => name === "price:USDC" && timeSeconds === day("2023-03-12"),
      );
      // The Saturday on which Silicon Valley Bank's failure was being digested.
      expect(usdc?.value).to.be.within(0.85, 0.98);
    });
  });
});
