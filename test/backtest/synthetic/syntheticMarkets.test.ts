import { expect } from "chai";
import fc from "fast-check";
import { borrowAprAt } from "../../../bot/backtest/synthetic/syntheticMarket.ts";
import { type SyntheticRequest, syntheticMarkets } from "../../../bot/backtest/synthetic/syntheticMarkets.ts";
import { protocolOf } from "../../../bot/core/market.ts";
import type { MarketSeries } from "../../../bot/predict/series/marketSeries.ts";
import { isDollarToken } from "../../../bot/risk/facts/dollarTokens.ts";
import { expectNear } from "../../near.ts";

const COLUMNS = [
  "timeSeconds",
  "quotedApr",
  "paidApr",
  "totalSupplyUsd",
  "totalBorrowUsd",
  "utilization",
  "assetPriceUsd",
] as const satisfies readonly (keyof MarketSeries)[];

const request = fc.record({
  markets: fc.integer({ min: 1, max: 9 }),
  days: fc.integer({ min: 1, max: 20 }),
  seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  stepSeconds: fc.constantFrom(900, 3600, 21_600, 86_400),
});
const year = { markets: 14, days: 365, seed: 5 } as const;

/** The first points of markets, all columns. */
function beginnings(markets: readonly MarketSeries[], points: number) {
  return markets.map((market) => COLUMNS.map((name) => market[name].slice(0, points)));
}

describe("synthetic markets", () => {
  it("are the same for a seed, bit for bit, and others for another", () => {
    fc.assert(
      fc.property(request, (wanted) => {
        const once = syntheticMarkets(wanted);
        expect(syntheticMarkets(wanted)).deep.equal(once);
        const other = syntheticMarkets({ ...wanted, seed: (wanted.seed + 1) % 2 ** 32 });
        expect(other.markets[0]?.quotedApr).not.deep.equal(once.markets[0]?.quotedApr);
      }),
      { numRuns: 30 },
    );
  });

  it("are the same however many others there are, and however long they go on", () => {
    fc.assert(
      fc.property(request, fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 20 }), (wanted, more, furtherDays) => {
        const some = syntheticMarkets(wanted);
        const longer = syntheticMarkets({ ...wanted, markets: wanted.markets + more, days: wanted.days + furtherDays });
        const points = some.markets[0]?.timeSeconds.length ?? 0;
        expect(beginnings(longer.markets.slice(0, wanted.markets), points)).deep.equal(beginnings(some.markets, points));
        for (const [name, { value }] of some.conditions) {
          expect(longer.conditions.get(name)?.value.slice(0, value.length), name).deep.equal(value);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("say in their names that they are none, and are of dollar tokens", () => {
    const { markets, rateModels } = syntheticMarkets({ ...year, days: 1 });
    expect(new Set(markets.map(({ marketId }) => marketId)).size).equal(year.markets);
    for (const { marketId, protocol, symbol, category } of markets) {
      expect(marketId).match(/^synthetic:synthetic-[a-z]+:[a-z]+-\d+$/);
      expect(protocol)
        .equal(protocolOf(marketId))
        .and.match(/^synthetic-/);
      expect(isDollarToken(symbol), symbol).equal(true);
      expect(category).equal("lending");
      expect(rateModels.has(marketId), marketId).equal(true);
    }
  });

  it("pay what borrowers pay, but for reserves, and what the index grows by", () => {
    fc.assert(
      fc.property(request, (wanted) => {
        const { markets, rateModels } = syntheticMarkets(wanted);
        for (const { marketId, quotedApr, paidApr, utilization, totalSupplyUsd, totalBorrowUsd } of markets) {
          const model = rateModels.get(marketId);
          if (model === undefined) return expect.fail(marketId);
          quotedApr.forEach((quoted, i) => {
            const lentOut = utilization[i] as number;
            expect(lentOut).within(0, 1);
            expectNear((totalBorrowUsd[i] as number) / (totalSupplyUsd[i] as number), lentOut, 1e-12);
            expectNear(quoted, borrowAprAt(model, lentOut) * lentOut * (1 - model.reserveFactor), 1e-15);
            // A logarithm of growth is below the simple rates it is made of, by less than half their square over a step.
            const next = quotedApr[i + 1];
            if (next === undefined) return;
            const paid = paidApr[i] as number;
            const compounding = (Math.max(quoted, next) ** 2 * wanted.stepSeconds) / 31_536_000;
            expect(paid).within(Math.min(quoted, next) - compounding, Math.max(quoted, next) + 1e-12);
          });
        }
      }),
      { numRuns: 20 },
    );
  });

  it("quote the borrow rate that is hand-computed of a kinked model", () => {
    const model = {
      kind: "kinked-borrow",
      optimalUtilization: 0.8,
      baseBorrowApr: 0.01,
      slope1Apr: 0.04,
      slope2Apr: 0.75,
      reserveFactor: 0.1,
    } as const;
    for (const [utilization, apr] of [
      [0, 0.01],
      [0.4, 0.03],
      [0.8, 0.05],
      [0.9, 0.425],
      [1, 0.8],
    ] as const)
      expectNear(borrowAprAt(model, utilization), apr, 1e-15);
  });

  it("are seen at every step of days from the first, and conditions when each day is over", () => {
    const fromSeconds = Date.UTC(2020, 1, 28) / 1000;
    const { markets, conditions } = syntheticMarkets({ markets: 1, days: 2, seed: 0, stepSeconds: 43_200, fromSeconds });
    expect([...(markets[0]?.timeSeconds ?? [])]).deep.equal([0, 1, 2, 3].map((half) => fromSeconds + half * 43_200));
    const assets = ["USDC", "USDT", "DAI", "FRAX", "TUSD", "LUSD", "BUSD"];
    const prices = assets.flatMap((symbol) => [`price:${symbol}`, `price-low:${symbol}`]);
    expect([...conditions.keys()].sort()).deep.equal(["eth-usd", "gas-gwei", ...prices].sort());
    for (const { timeSeconds } of conditions.values()) expect([...timeSeconds]).deep.equal([fromSeconds + 86_400, fromSeconds + 172_800]);
    for (const symbol of assets) {
      const low = conditions.get(`price-low:${symbol}`)?.value ?? [];
      conditions.get(`price:${symbol}`)?.value.forEach((close, day) => {
        expect(low[day]).at.most(close);
      });
    }
  });

  it("know stress: markets with nothing left to withdraw, tokens off their peg, and gas that is dear then", () => {
    const histories = [1, 2, 3, 4].map((seed) => syntheticMarkets({ ...year, seed }));
    const full = histories.flatMap(({ markets }) => markets).filter(({ utilization }) => utilization.some((value) => value > 0.999));
    expect(full.length, "markets that were full once").above(10);
    const lows = histories.flatMap(({ conditions }) =>
      [...conditions].filter(([name]) => name.startsWith("price-low:")).map(([, { value }]) => Math.min(...value)),
    );
    expect(lows.filter((low) => low < 0.99).length, "tokens off their peg").above(3);
    expect(Math.min(...lows)).above(0.8);
    // On days after a fall of ether by a tenth, gas is dearer than on others.
    const after = { fall: [] as number[], other: [] as number[] };
    for (const { conditions } of histories) {
      const ether = conditions.get("eth-usd")?.value ?? [];
      conditions.get("gas-gwei")?.value.forEach((gwei, day) => {
        const fell = Math.log((ether[day] ?? 1) / (ether[day - 1] ?? Number.NaN)) < -0.1;
        after[fell ? "fall" : "other"].push(Math.log(gwei));
      });
    }
    const middle = (values: number[]) => values.sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
    expect(middle(after.fall)).above(middle(after.other) + 0.2);
  });

  it("refuse numbers that make no sense", () => {
    const wrong: readonly [Partial<SyntheticRequest>, RegExp][] = [
      [{ markets: 0 }, /markets 0/],
      [{ markets: 1.5 }, /markets 1.5/],
      [{ days: 0 }, /days 0/],
      [{ seed: -1 }, /seed -1/],
      [{ seed: 2 ** 32 }, /seed 4294967296/],
      [{ stepSeconds: 7 }, /steps of 7 s/],
      [{ stepSeconds: 0 }, /steps of 0 s/],
      [{ fromSeconds: 1 }, /1 is not the start of a day/],
    ];
    for (const [part, message] of wrong) expect(() => syntheticMarkets({ ...year, ...part })).throw(RangeError, message);
  });
});
