import { expect } from "chai";
import { parse } from "csv-parse/sync";
import fc from "fast-check";
import { allocationCsv, csvFiles, navCsv, rebalancesCsv, yieldCsv } from "../../../bot/backtest/report/csv.ts";
import { csvText } from "../../../bot/backtest/report/csvText.ts";
import { expectNear } from "../../near.ts";
import { fakeBacktest, MARKETS } from "./fakeBacktest.ts";

const hostile = 'sold "all", then\nwaited;\r\nnothing = done';
const backtest = fakeBacktest({ days: 40, contenders: ["ml", "persistence"], explanation: hostile, markets: [...MARKETS, '1:odd:"a,b"'] });
const [ml, persistence] = backtest.contested.map(({ run }) => run);

type Row = Readonly<Record<string, string>>;

function rowsOf(text: string): readonly Row[] {
  return parse(text, { columns: true }) as Row[];
}

function sumOf(rows: readonly Row[], column: string): number {
  return rows.reduce((sum, row) => sum + Number(row[column]), 0);
}

describe("comma-separated values", () => {
  it("are read again as they were, whatever is in them", () => {
    const fields = fc.string({ unit: fc.constantFrom(",", '"', "\n", "\r", " ", "a", "ü", "=", "'") });
    fc.assert(
      fc.property(fc.array(fc.array(fields, { minLength: 2, maxLength: 4 }), { minLength: 1 }), (rows) => {
        const read = parse(csvText(rows), { relax_column_count: true, record_delimiter: "\n" });
        expect(read).deep.equal(rows);
      }),
    );
  });

  it("hold numbers with all their digits, and nothing where nothing is known", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        expect(Number(csvText([[value]]))).equal(value === 0 ? 0 : value);
      }),
    );
    expect(csvText([[null, Number.NaN, Number.POSITIVE_INFINITY, ""]])).equal(",,,\n");
  });
});

describe("files of a backtest", () => {
  it("have names, a header each and say where the past comes from", () => {
    const synthetic = csvFiles(fakeBacktest({ days: 5, isSynthetic: true }));
    expect([...synthetic.keys()]).deep.equal(["nav.csv", "rebalances.csv", "allocation.csv", "yield.csv"]);
    for (const text of synthetic.values()) for (const { source } of rowsOf(text)) expect(source).equal("SYNTHETIC");
    for (const text of csvFiles(backtest).values()) {
      for (const { source } of rowsOf(text)) expect(source).equal("history");
      expect(text).not.match(/NaN|undefined|null/);
    }
  });

  it("tell what each vault was worth and what came and went", () => {
    const rows = rowsOf(navCsv(backtest));
    expect(rows).length(ml?.timeSeconds.length ?? 0);
    expect(rows.map((row) => Date.parse(row.time ?? "") / 1000)).deep.equal([...(ml?.timeSeconds ?? [])]);
    expect(rows.map((row) => Number(row.ml_nav_usd))).deep.equal([...(ml?.navUsd ?? [])]);
    expect(rows.map((row) => Number(row.persistence_flow_usd))).deep.equal([...(persistence?.flowUsd ?? [])]);
  });

  it("leave a value out where a vault has none at that time", () => {
    const [first, second] = backtest.contested;
    if (first === undefined || second === undefined) throw new Error("no contenders");
    const half = Object.fromEntries(
      (["timeSeconds", "navUsd", "flowUsd"] as const).map((name) => [name, second.run[name].filter((_value, i) => i % 2 === 0)]),
    );
    const rows = rowsOf(navCsv({ ...backtest, contested: [first, { ...second, run: { ...second.run, ...half } }] }));
    expect(rows).length(first.run.timeSeconds.length);
    expect([rows[1]?.persistence_nav_usd, rows[2]?.persistence_nav_usd]).deep.equal(["", String(second.run.navUsd[2])]);
  });

  it("tell each move, the costs of a rebalance once", () => {
    const rows = rowsOf(rebalancesCsv(backtest)).filter(({ contender }) => contender === "ml");
    expect(rows).length(ml?.rebalances.flatMap(({ moves }) => moves).length ?? 0);
    expectNear(sumOf(rows, "gas_usd"), ml?.costs.gasUsd ?? 0, 1e-9);
    expectNear(sumOf(rows, "conversion_usd"), ml?.costs.conversionUsd ?? 0, 1e-9);
    expect(new Set(rows.map(({ explanation }) => explanation))).deep.equal(new Set([hostile, ""]));
  });

  it("tell where the money was: each moment sums to what the vault was worth", () => {
    const sums = new Map<string, number>();
    for (const { contender, time, usd } of rowsOf(allocationCsv(backtest))) {
      const name = `${contender} ${time}`;
      sums.set(name, (sums.get(name) ?? 0) + Number(usd));
    }
    for (const { run } of backtest.contested) {
      for (const [i, seconds] of run.timeSeconds.entries()) {
        expectNear(sums.get(`${run.contender} ${new Date(1000 * seconds).toISOString()}`) ?? 0, run.navUsd[i] as number, 1e-6);
      }
    }
  });

  it("tell what paid, of markets with any name", () => {
    const rows = rowsOf(yieldCsv(backtest)).filter(({ contender }) => contender === "persistence");
    expectNear(sumOf(rows, "yield_usd"), persistence?.yieldUsd.reduce((sum, usd) => sum + usd, 0) ?? 0, 1e-6);
    expect(rows.map(({ market }) => market)).include('1:odd:"a,b"');
  });
});
