import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import fc from "fast-check";
import type { Store } from "../../../bot/store/connection.ts";
import { historySink } from "../../../bot/store/history.ts";
import { periodYields } from "../../../bot/store/periodYields.ts";
import { rejection } from "../../store/rejection.ts";
import { createTestFolder, createTestStore } from "../../store/testStore.ts";
import { csvFile, DAILY_HEADER, HOURLY_HEADER, hourlyLine, importInto, memorySink } from "./csvFiles.ts";

const HOUR = 3_600;
const T = 1_659_272_400;

describe("importing a file of history", () => {
  it("turns percent into fractions, and knows deposits from debts", async () => {
    const { sink, yields, rejected } = memorySink();
    const file = await csvFile([HOURLY_HEADER, hourlyLine(T + 61)]);
    const report = await importInto(sink, file);
    expect(report).to.include({ layout: "lending-hourly", rows: 1, stored: 1, rejected: 0, markets: 1 });
    expect(rejected).to.deep.equal([]);
    expect(yields).to.deep.equal([
      {
        marketId: "aave-v3:usdc:0",
        periodStartSeconds: T,
        origin: "lending-hourly",
        lastSampleSeconds: T + 61,
        lastBlockNumber: 15_250_541,
        samples: 1,
        supplyApr: 0.04,
        rewardApr: null,
        realisedApr: null,
        totalSupplyUsd: 1_000,
        totalBorrowUsd: 700,
        liquidityUsd: null,
        utilization: 0.7,
        assetPriceUsd: null,
        depositUsd: 1,
        withdrawUsd: 2,
        borrowUsd: 3,
        repayUsd: 4,
        volumeUsd: null,
        impermanentLoss7d: null,
      },
    ]);
  });

  it("finds columns by name, in any order, with others between, whether packed or not, with a BOM and Windows lines", async () => {
    const header = ["note", ...HOURLY_HEADER.split(",").toReversed()].join(",");
    const line = ["x", ...hourlyLine(T).split(",").toReversed()].join(",");
    const text = `\uFEFF${header}\r\n${line}\r\n\r\n`;
    for (const [name, content] of [
      ["a.csv", Buffer.from(text)],
      ["a.csv.gz", gzipSync(text)],
      // What is packed is known by its content.
      ["a.csv", gzipSync(text)],
    ] as const) {
      const { sink, yields } = memorySink();
      expect(await importInto(sink, await csvFile(content, name))).to.include({ rows: 1, stored: 1 });
      expect(yields[0]).to.include({ supplyApr: 0.04, totalBorrowUsd: 700, lastSampleSeconds: T });
    }
  });

  it("puts all deposits and mere cash in different columns, and makes rates simple by what their project means", async () => {
    const day = (market: string, protocol: string, category: string, rest: string) =>
      `2024-01-31,${market},${protocol},X,${category},${rest}`;
    const { sink, yields, conventions } = memorySink();
    await importInto(
      sink,
      await csvFile([
        DAILY_HEADER,
        day("a", "aave-v2", "lending", "5,5,,,100,total_deposits,60,,"),
        day("b", "compound-v2", "lending", "5,5,,,100,defillama,,,"),
        day("c", "curve", "lp", "7,5,2,,100,defillama,,,-1.5"),
        day("d", "uniswap-v2", "lp", "5,5,,,100,pool_reserves,,900,"),
        day("e", "lido", "staking", "3.6,,,,100,defillama,,,"),
        day("f", "never-heard-of", "", "5,5,,,100,defillama,,,"),
      ]),
    );
    // Written out independently: 365 ((1 + 5 %)^(1/365) − 1).
    const fivePercentApy = 365 * (1.05 ** (1 / 365) - 1);
    const figures = yields.map((row) => [row.supplyApr, row.rewardApr, row.totalSupplyUsd, row.liquidityUsd, row.utilization]);
    const apr = [0.05, fivePercentApy, fivePercentApy, 0.05, 0.036, fivePercentApy];
    for (const [index, expected] of apr.entries()) expect(figures[index]?.[0]).to.be.closeTo(expected, 1e-12);
    expect(figures.map((row) => row.slice(1))).to.deep.equal([
      [null, 100, null, 0.6],
      [null, null, 100, null],
      [0.02, 100, null, null],
      [null, 100, null, null],
      [null, 100, null, null],
      [null, null, 100, null],
    ]);
    expect(yields[2]?.impermanentLoss7d).to.equal(0.015);
    expect(yields[3]?.volumeUsd).to.equal(900);
    expect(conventions.map(({ project, convention }) => [project, convention.base, convention.reward, convention.tvl])).to.deep.equal([
      ["aave-v2", "apr", "apr", "deposits"],
      ["compound-v2", "apy", "apr", "cash"],
      ["curve", "apy", "apr", "deposits"],
      ["uniswap-v2", "apr", "apr", "deposits"],
      ["lido", "apr", "apr", "deposits"],
      ["never-heard-of", "apy", "apy", "cash"],
    ]);
  });

  it("reads DefiLlama's chart for the market that is named", async () => {
    const { sink, yields } = memorySink();
    const file = await csvFile([
      "APY,APY_BASE,APY_REWARD,TVL,DATE",
      "4.5,4,0.5,1000,2024-01-30T23:01:22.911Z",
      "4,,,900,2024-01-31T23:01:22.911Z",
    ]);
    expect(await importInto(sink, file, { marketId: "defillama:aave-v3:usdc" })).to.include({ layout: "defillama-chart", stored: 2 });
    expect(
      yields.map((row) => [row.marketId, row.periodStartSeconds, row.supplyApr, row.rewardApr, row.liquidityUsd, row.totalSupplyUsd]),
    ).to.deep.equal([
      ["defillama:aave-v3:usdc", Date.UTC(2024, 0, 30) / 1000, 0.04, 0.005, 1_000, null],
      ["defillama:aave-v3:usdc", Date.UTC(2024, 0, 31) / 1000, 0.04, null, 900, null],
    ]);
    expect(await rejection(importInto(sink, file))).to.include({ name: "MarketNotNamedError", exitCode: 2 });
  });

  describe("lines that cannot be used", () => {
    const bad: readonly (readonly [string, RegExp])[] = [
      [`${hourlyLine(T)},1`, /13 fields instead of 12/],
      ["1659272400,1,m", /3 fields instead of 12/],
      [hourlyLine(T, { apr: "four" }), /supply_apr_pct is not a number: "four"/],
      [hourlyLine(T, { apr: "NaN" }), /not a number: "NaN"/],
      [hourlyLine(T, { apr: "1e999" }), /not a number/],
      [hourlyLine(T, { apr: "0x10" }), /not a number/],
      [hourlyLine(T, { apr: "1,5" }), /13 fields/],
      [hourlyLine(T, { market: "" }), /market is missing/],
      [hourlyLine(""), /timestamp is missing/],
      [hourlyLine("1.5"), /timestamp is not a whole number: "1.5"/],
      [hourlyLine("-5"), /timestamp is not a whole number/],
      [hourlyLine(12), /timestamp is before Ethereum began: "12"/],
      [hourlyLine(9_999_999_999), /timestamp is in the future/],
      [hourlyLine(T, { market: '"aave' }), /quotation marks that do not enclose a field/],
      [hourlyLine(T, { market: '"aave"x' }), /quotation marks/],
      [hourlyLine(T, { market: "\u0000\u0001" }).replace("aave-v3", ""), /protocol is missing/],
    ];

    it("stop the import at the first of them, which is named by its number", async () => {
      for (const [line, reason] of bad) {
        const { sink } = memorySink();
        const error = await rejection(importInto(sink, await csvFile([HOURLY_HEADER, hourlyLine(T), "", line, hourlyLine("x")])));
        expect(error).to.include({ name: "BadLineError", exitCode: 2, line: 4 });
        expect(error.message)
          .to.match(/, line 4: /)
          .and.to.match(reason);
      }
    });

    it("are listed, twenty of them, and counted when they are to be left out", async () => {
      const { sink, yields } = memorySink();
      const lines = bad.flatMap(([line], index) => [line, hourlyLine(T + index * HOUR)]);
      const report = await importInto(sink, await csvFile([HOURLY_HEADER, ...lines, ...Array(30).fill("short,line")]), { skipBad: true });
      expect(report).to.include({ rows: lines.length + 30, stored: bad.length, rejected: bad.length + 30 });
      expect(report.rejectedByRule).to.deep.equal({ "bad-line": bad.length + 30 });
      expect(report.badLines).to.have.lengthOf(20);
      expect(report.badLines.map(({ line }) => line).slice(0, bad.length)).to.deep.equal(bad.map((_one, index) => 2 + index * 2));
      expect(yields.map((row) => row.periodStartSeconds)).to.deep.equal(bad.map((_one, index) => T + index * HOUR));
    });

    it("are days that do not exist and bases of TVL that are not known, in daily history", async () => {
      const line = (date: string, basis: string) => `${date},m,aave-v2,X,lending,5,5,,,100,${basis},,,`;
      for (const [text, reason] of [
        [line("2023-02-30", "total_deposits"), /date is not a day: "2023-02-30"/],
        [line("30.1.2023", "total_deposits"), /date is not a day/],
        [line("2031-01-01", "total_deposits"), /date is in the future/],
        [line("2023-01-01", "guess"), /tvl_basis is none of/],
      ] as const) {
        expect((await rejection(importInto(memorySink().sink, await csvFile([DAILY_HEADER, text])))).message).to.match(reason);
      }
    });
  });

  it("accounts for every row of any file: what is stored and what is rejected add up, and a second import stores the same", async () => {
    const anyLine = fc.oneof(
      fc
        .record({
          time: fc.nat(30).map((step) => T + step * 1_300),
          market: fc.constantFrom("a", "b"),
          apr: fc.constantFrom(0, 3, 40, 199, 201, -1, 8_000),
          supply: fc.constantFrom(0, 1_000, -5),
          borrow: fc.constantFrom(0, 700, 990, 1_300),
        })
        .map(({ time, ...changes }) => hourlyLine(time, changes)),
      fc.constantFrom("nonsense", '"', "1,2,3", hourlyLine("x")),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(anyLine, { maxLength: 60 }), async (lines) => {
        const { sink, yields, rejected } = memorySink();
        const file = await csvFile([HOURLY_HEADER, ...lines]);
        const report = await importInto(sink, file, { skipBad: true });
        expect(report.rows).to.equal(lines.length);
        expect(report.stored + report.rejected).to.equal(report.rows);
        expect(yields).to.have.lengthOf(report.stored);
        expect(rejected.length + (report.rejectedByRule["bad-line"] ?? 0)).to.equal(report.rejected);
        const names = yields.map((row) => `${row.marketId}@${row.periodStartSeconds}`);
        expect(new Set(names).size).to.equal(names.length);
        for (const { supplyApr, utilization, totalSupplyUsd } of yields) {
          expect(supplyApr).to.be.within(0, 2);
          expect(utilization ?? 0).to.be.within(0, 1.2);
          expect(totalSupplyUsd).to.be.least(0);
        }
        const again = memorySink();
        await importInto(again.sink, file, { skipBad: true });
        expect(again.yields).to.deep.equal(yields);
      }),
      { numRuns: 60 },
    );
  });

  it("holds no more than a few hundred rows, however many there are", async () => {
    const { sink, batches } = memorySink();
    const lines = Array.from({ length: 12_000 }, (_, hour) => hourlyLine(T + hour * HOUR));
    await importInto(sink, await csvFile([HOURLY_HEADER, ...lines], "many.csv.gz"));
    expect(batches.reduce((sum, size) => sum + size, 0)).to.equal(12_000);
    expect(Math.max(...batches)).at.most(500);
  });

  describe("into the database", () => {
    let store: Store;
    before(async () => {
      store = await createTestStore();
    });
    beforeEach(() => store.pool.query("truncate hourly_yields, daily_yields, rejected_samples, history_markets"));
    after(() => store.close());
    const inTransaction = (file: string, changes = {}) =>
      store.db.transaction().execute((transaction) => importInto(historySink(transaction), file, changes));
    const tables = async () =>
      (
        await Promise.all(
          ["hourly_yields", "rejected_samples", "history_markets"].map((name) =>
            store.pool.query(`select * from ${name} order by 1, 2, 3`),
          ),
        )
      ).map(({ rows }) => rows);

    it("stores nothing of a file with a bad line, however far behind it is", async () => {
      const lines = Array.from({ length: 2_000 }, (_, hour) => hourlyLine(T + hour * HOUR, { apr: hour % 100 === 0 ? 300 : 4 }));
      expect(await rejection(inTransaction(await csvFile([HOURLY_HEADER, ...lines, "broken"])))).to.have.property("line", 2_002);
      expect(await tables()).to.deep.equal([[], [], []]);
    });

    it("changes nothing the second time, and says so", async () => {
      const lines = [
        hourlyLine(T),
        hourlyLine(T + 60, { apr: 5 }),
        hourlyLine(T + HOUR, { apr: 300 }),
        hourlyLine(T + HOUR),
        hourlyLine(T + 30),
        hourlyLine(T, { market: "other" }),
      ];
      const file = await csvFile([HOURLY_HEADER, ...lines]);
      expect(await inTransaction(file)).to.include({ rows: 6, stored: 3, added: 3, unchanged: 0, rejected: 3, newlyRejected: 3 });
      const before = await tables();
      expect(await inTransaction(file)).to.include({
        rows: 6,
        stored: 3,
        added: 0,
        changed: 0,
        unchanged: 3,
        rejected: 3,
        newlyRejected: 0,
      });
      expect(await tables()).to.deep.equal(before);
      const [first] = await periodYields(store.db, { marketId: "aave-v3:usdc:0", period: "hour", fromSeconds: T, toSeconds: T + HOUR });
      expect(first).to.include({ supplyApr: 0.05, lastSampleSeconds: T + 60 });
      const kept = await store.pool.query("select rule, sample->>'supply_apr_pct' as apr from rejected_samples order by rule");
      expect(kept.rows).to.deep.equal([
        { rule: "apr-out-of-range", apr: "300" },
        { rule: "repeated-period", apr: "4" },
        { rule: "superseded", apr: "4" },
      ]);
    });
  });

  describe("that is none", () => {
    const failures: readonly (readonly [string, () => Promise<string>, string, RegExp])[] = [
      ["is missing", async () => "/nowhere/history.csv", "HistoryFileUnreadableError", /there is no such file/],
      ["is a folder", createTestFolder, "HistoryFileUnreadableError", /it is a folder/],
      ["is empty", () => csvFile(Buffer.alloc(0)), "UnknownLayoutError", /is empty/],
      ["is empty once unpacked", () => csvFile(gzipSync(""), "a.csv.gz"), "UnknownLayoutError", /is empty/],
      ["is named .gz and is not packed", () => csvFile(Buffer.from(HOURLY_HEADER), "a.csv.gz"), "DamagedGzipError", /it is not gzip data/],
      [
        "breaks off in the middle",
        async () => {
          const lines = Array.from({ length: 5_000 }, (_, hour) => hourlyLine(T + hour * HOUR, { supply: 1_000 + hour ** 2 }));
          const whole = await readFile(await csvFile([HOURLY_HEADER, ...lines], "whole.csv.gz"));
          return csvFile(whole.subarray(0, whole.length >> 1), "a.csv.gz");
        },
        "DamagedGzipError",
        /its compressed data breaks off/,
      ],
      [
        "is damaged in the middle",
        async () => {
          const whole = gzipSync(`${HOURLY_HEADER}\n${Array.from({ length: 5_000 }, (_, hour) => hourlyLine(T + hour * HOUR)).join("\n")}`);
          whole.fill(0x55, whole.length >> 1, (whole.length >> 1) + 40);
          return csvFile(whole, "a.csv.gz");
        },
        "DamagedGzipError",
        /cannot be unpacked/,
      ],
      ["has another header", () => csvFile(["a,b", "1,2"]), "UnknownLayoutError", /header of any known layout/],
      [
        "lacks a column",
        () => csvFile([HOURLY_HEADER.replace("block,", "")]),
        "UnknownLayoutError",
        /lacks the column block of the layout lending-hourly/,
      ],
      ["has a column twice", () => csvFile([`${HOURLY_HEADER},market`]), "UnknownLayoutError", /has the column market twice/],
      [
        "is a picture",
        () => csvFile(Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * 7_919) % 251))),
        "UnknownLayoutError",
        /header/,
      ],
      ["is one endless line", () => csvFile(Buffer.alloc(300_000, "x")), "BadLineError", /line 1: longer than/],
    ];
    for (const [what, file, name, message] of failures) {
      it(`${what}: ${name}`, async () => {
        const { sink, yields } = memorySink();
        const error = await rejection(importInto(sink, await file(), { skipBad: true }));
        expect(error.name).to.equal(name);
        expect(error.message).to.match(message);
        expect(yields.length).to.be.lessThan(5_000);
      });
    }

    it("is of another layout than the one that is named", async () => {
      const error = await rejection(importInto(memorySink().sink, await csvFile([HOURLY_HEADER]), { layout: "yields-daily" }));
      expect(error.message).to.match(/lacks the columns date, category, .* of the layout yields-daily/);
    });
  });
});
