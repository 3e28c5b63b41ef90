import { expect } from "chai";
import fc from "fast-check";
import { EmptyWorldError } from "../../../bot/backtest/errors.ts";
import { seriesUntil } from "../../../bot/backtest/minds/history.ts";
import { syntheticMarkets } from "../../../bot/backtest/synthetic/syntheticMarkets.ts";
import { buildWorld, type WorldRequest, worldId } from "../../../bot/backtest/world/buildWorld.ts";
import type { MarketSeries } from "../../../bot/predict/series/marketSeries.ts";

const HOUR = 3_600;
const DAY = 86_400;
const BEGIN = Date.UTC(2023, 0, 1) / 1000;

const seriesOf = (
  points: readonly (readonly [hours: number, apr: number, supplyUsd: number, borrowUsd?: number])[],
  symbol = "USDC",
): MarketSeries => ({
  marketId: `aave-v3:${symbol.toLowerCase()}:1`,
  protocol: "aave-v3",
  symbol,
  category: "lending",
  timeSeconds: Float64Array.from(points, ([hours]) => BEGIN + hours * HOUR),
  quotedApr: Float64Array.from(points, ([, apr]) => apr),
  paidApr: Float64Array.from(points, ([, apr]) => apr),
  totalSupplyUsd: Float64Array.from(points, ([, , supply]) => supply),
  totalBorrowUsd: Float64Array.from(points, ([, , supply, borrow]) => borrow ?? supply * 0.8),
  utilization: new Float64Array(points.length).fill(0.8),
  assetPriceUsd: new Float64Array(points.length).fill(1),
});
const steady = (value: number) => ({ timeSeconds: Float64Array.from([BEGIN]), value: Float64Array.from([value]) });
const request = (series: readonly MarketSeries[], over: Partial<WorldRequest> = {}): WorldRequest => ({
  isSynthetic: false,
  series,
  conditions: new Map([
    ["gas-gwei", steady(20)],
    ["eth-usd", steady(2_000)],
  ]),
  rateModels: new Map(),
  fromSeconds: BEGIN,
  toSeconds: BEGIN + 5 * HOUR,
  stepSeconds: HOUR,
  leastSupplyUsd: 1_000_000,
  leastKnownDays: 0,
  prices: "par",
  assetSymbol: "USDC",
  ...over,
});

describe("a world made of history", () => {
  it("knows at each moment what was last quoted, and is paid what came next", () => {
    const world = buildWorld(
      request([
        seriesOf([
          [0, 0.04, 2e6],
          [1.5, 0.06, 3e6],
          [3, 0.02, 4e6],
        ]),
      ]),
    );
    expect([...world.quotedApr]).deep.equal([0.04, 0.04, 0.06, 0.02, 0.02, 0.02]);
    expect([...world.supplyUsd]).deep.equal([2e6, 2e6, 3e6, 4e6, 4e6, 4e6]);
    // Half an hour at 4 %, half an hour at 6 %.
    expect([...world.paidApr].map((apr) => Math.round(apr * 1e6) / 1e6)).deep.equal([0.04, 0.05, 0.06, 0.02, 0.02, Number.NaN]);
  });

  it("opens a market once it is old and large enough, and knows nothing of one that has been silent for three days", () => {
    const market = seriesOf([
      [0, 0.04, 5e5],
      [26, 0.04, 2e6],
      [30, 0.04, 2e6],
    ]);
    const world = buildWorld(request([market], { toSeconds: BEGIN + 6 * DAY, leastKnownDays: 1 }));
    const open = [...world.isOpen].map((one, hour) => (one === 1 ? hour : -1)).filter((hour) => hour >= 0);
    expect(open).deep.equal(Array.from({ length: 30 + 72 - 26 + 1 }, (_, i) => 26 + i));
    expect(world.quotedApr[30 + 73]).to.satisfy(Number.isNaN);
  });

  it("leaves out markets that are never open, and says so if none is", () => {
    const small = { ...seriesOf([[0, 0.04, 10]]), marketId: "aave-v3:small:2" };
    expect(buildWorld(request([small, seriesOf([[0, 0.04, 2e6]])])).markets.map(({ id }) => id)).deep.equal(["1:aave-v3:usdc:1"]);
    expect(() => buildWorld(request([small]))).throw(EmptyWorldError, "1,000,000 USD");
    expect(() => buildWorld(request([small], { toSeconds: BEGIN }))).throw(EmptyWorldError, "shorter than a step");
    expect(() => buildWorld(request([seriesOf([[0, 0.04, 2e6]])], { conditions: new Map() }))).throw(EmptyWorldError, "gas-gwei");
  });

  it("prices tokens at a dollar, or by their closing prices against the vault's asset", () => {
    const closing = (one: number, two: number) => ({
      timeSeconds: Float64Array.from([BEGIN, BEGIN + 2 * HOUR]),
      value: Float64Array.from([one, two]),
    });
    const conditions = new Map([...request([]).conditions, ["price:DAI", closing(1, 0.99)], ["price:USDC", closing(1, 0.9)]]);
    const dai = seriesOf([[0, 0.04, 2e6]], "DAI");
    expect([...buildWorld(request([dai], { conditions })).price]).deep.equal([1, 1, 1, 1, 1, 1]);
    const priced = buildWorld(request([dai], { conditions, prices: "closing" }));
    expect([...priced.price].slice(0, 2)).deep.equal([1, 1]);
    expect(priced.price[2]).closeTo(1.1, 1e-12);
  });

  it("names markets as the rest of the house does", () => {
    expect(worldId({ marketId: "aave-v3:usdc:1", protocol: "aave-v3" })).equal("1:aave-v3:usdc:1");
    expect(worldId({ marketId: "1:aave-v3:usdc", protocol: "aave-v3" })).equal("1:aave-v3:usdc");
    expect(worldId({ marketId: "synthetic:synthetic-aave:usdc-0", protocol: "synthetic-aave" })).equal("synthetic:synthetic-aave:usdc-0");
  });

  it("reads nothing from after a moment into the moment", () => {
    const { markets, conditions } = syntheticMarkets({ markets: 3, days: 20, seed: 4 });
    const over = { conditions: new Map([...conditions, ...request([]).conditions]), toSeconds: BEGIN + 20 * DAY, leastKnownDays: 2 };
    const whole = buildWorld(request(markets, over));
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 470 }), (last) => {
        const known = markets.map((series) => seriesUntil(series, BEGIN + last * HOUR));
        const cut = buildWorld(request(known, { ...over, toSeconds: BEGIN + last * HOUR }));
        const moments = whole.timeSeconds.length;
        for (const column of ["quotedApr", "supplyUsd", "borrowUsd", "isOpen", "price"] as const) {
          cut.markets.forEach(({ id }, m) => {
            const at = whole.markets.findIndex((market) => market.id === id);
            const before = whole[column].slice(at * moments, at * moments + last + 1);
            expect([...cut[column].slice(m * (last + 1), (m + 1) * (last + 1))]).deep.equal([...before]);
          });
        }
      }),
      { numRuns: 15 },
    );
  });
});
