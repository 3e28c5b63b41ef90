import fc from "fast-check";
import type { Simulation } from "../../../bot/backtest/engine/simulate.ts";
import type { WorldView } from "../../../bot/backtest/engine/worldView.ts";
import type { ForecastColumns } from "../../../bot/backtest/minds/forecastColumns.ts";
import type { World } from "../../../bot/backtest/world/world.ts";
import { DEFAULT_LIMITS } from "../../../bot/config/vaultDefaults.ts";
import type { RateModel } from "../../../bot/core/market.ts";
import { DEFAULT_POLICY } from "../../../bot/decide/policy.ts";
import { BEGIN, worldOf } from "../oracle/worlds.ts";

/** What one contender lives through, but for its strategy. */
export interface Life {
  readonly view: WorldView;
  readonly simulation: Pick<Simulation, "policy" | "limits" | "flows">;
}

const HOUR = 3_600;
const ASSET = { address: "0x0000000000000000000000000000000000000000", symbol: "USDC", decimals: 18 };
const SYMBOLS = ["USDC", "USDT", "DAI"] as const;

/** Values that change now and then, many of them alike or all but alike. */
function path(values: fc.Arbitrary<number>, moments: number): fc.Arbitrary<readonly number[]> {
  const step = fc.record({ value: values, isKept: fc.integer({ min: 0, max: 5 }).map((one) => one > 0) });
  return fc.array(step, { minLength: moments, maxLength: moments }).map((steps) => {
    let last = steps[0]?.value ?? 0;
    return steps.map(({ value, isKept }) => {
      if (!isKept) last = value;
      return last;
    });
  });
}

const nearlyAlike = fc
  .tuple(fc.constantFrom(0.03, 0.05, 0.2, 4, 40), fc.constantFrom(0, 0, 1e-12, 1e-7, 1e-6, 1e-3, 0.04, 0.05, 0.06))
  .map(([apr, by]) => apr * (1 + by));
const rate = fc.oneof({ weight: 12, arbitrary: nearlyAlike }, { weight: 1, arbitrary: fc.constantFrom(0, -0.01, Number.NaN) });
/** Of deposits, what is not lent out: around the 1 % below which nothing may go in, among others. */
const cash = fc.constantFrom(0, 0, 0.3, 0.3, 0.3, 0.3, 0.1, 0.1, 0.02, 0.011, 0.01, 0.0100000001, 0.0099, 0.0001, 0);
const supply = fc.constantFrom(1e4, 2e5, 1e7, 1e8, 1e8 * (1 + 1e-7), 1e8, 1e9, 1e9, 1e9);
const peg = fc.constantFrom(1, 1, 1, 1, 0.999, 0.9699, 1.04);
const model: fc.Arbitrary<RateModel> = fc.constantFrom<RateModel>(
  { kind: "flat" },
  { kind: "kinked-borrow", optimalUtilization: 0.9, baseBorrowApr: 0, slope1Apr: 0.04, slope2Apr: 0.6, reserveFactor: 0.1 },
  { kind: "kinked-supply", kinkUtilization: 0.9, baseSupplyApr: 0, slopeLowApr: 0.04, slopeHighApr: 3 },
);

/** One market's columns, by moment. */
interface Market {
  readonly model: RateModel;
  readonly symbol: string;
  readonly quoted: readonly number[];
  readonly paid: readonly number[];
  readonly cash: readonly number[];
  readonly supply: readonly number[];
  readonly open: readonly number[];
  readonly price: readonly number[];
}

function marketArbitrary(moments: number): fc.Arbitrary<Market> {
  return fc.record({
    model,
    symbol: fc.constantFrom(...SYMBOLS),
    quoted: path(rate, moments),
    paid: path(rate, moments),
    cash: path(cash, moments),
    supply: path(supply, moments),
    open: path(fc.constantFrom(1, 1, 1, 0), moments),
    price: path(fc.constantFrom(1, 1, 1, 0.9, 0.99, 1.001), moments),
  });
}

function worldOfMarkets(markets: readonly Market[], moments: number, pegs: readonly (readonly number[])[], gasGwei: number): World {
  const all = (of: (one: Market, s: number) => number) =>
    Float64Array.from(markets.flatMap((one) => Array.from({ length: moments }, (_, s) => of(one, s))));
  const at = (column: readonly number[], s: number) => column[s] ?? Number.NaN;
  const bare = worldOf(
    markets.map((one) => ({ paidApr: one.paid.slice(1), rateModel: one.model })),
    HOUR,
  );
  return {
    ...bare,
    markets: bare.markets.map((one, m) => ({ ...one, symbol: markets[m]?.symbol ?? "USDC" })),
    quotedApr: all((one, s) => at(one.quoted, s)),
    supplyUsd: all((one, s) => at(one.supply, s)),
    borrowUsd: all((one, s) => at(one.supply, s) * (1 - at(one.cash, s))),
    paidApr: all((one, s) => at(one.paid, s)),
    isOpen: Uint8Array.from(all((one, s) => (Number.isNaN(at(one.quoted, s)) ? 0 : at(one.open, s)))),
    price: all((one, s) => at(one.price, s)),
    gasPriceGwei: new Float64Array(moments).fill(gasGwei),
    ethPriceUsd: new Float64Array(moments).fill(2_000),
    conditions: new Map(
      SYMBOLS.map((symbol, i) => [`price:${symbol}`, { timeSeconds: bare.timeSeconds, value: Float64Array.from(pegs[i] ?? []) }]),
    ),
  };
}

/** Vaults of all sizes among markets that swap places, close, run dry, lose their peg and are not heard of any more. */
export const life: fc.Arbitrary<Life> = fc
  .record({ count: fc.integer({ min: 1, max: 9 }), moments: fc.integer({ min: 3, max: 36 }) })
  .chain(({ count, moments }) =>
    fc
      .record({
        markets: fc.array(marketArbitrary(moments), { minLength: count, maxLength: count }),
        pegs: fc.tuple(path(peg, moments), path(peg, moments), path(peg, moments)),
        gasGwei: fc.constantFrom(0, 1, 100),
        isFlat: fc.boolean(),
        isLaterPriced: fc.boolean(),
        relativeCapBps: fc.constantFrom(900, 3_333, 4_000, 10_000),
        capitalUsd: fc.constantFrom(90, 1_000, 1_000_000, 1e8),
        flows: fc.array(fc.record({ hour: fc.integer({ min: 0, max: 36 }), share: fc.double({ min: -0.9, max: 0.5, noNaN: true }) }), {
          maxLength: 3,
        }),
        driftBandBps: fc.constantFrom(0, 100, 500, 2_000),
        cooldownHours: fc.constantFrom(0, 2, 6),
        idleFloorBps: fc.constantFrom(0, 100, 1_000),
        idleFloorToleranceBps: fc.constantFrom(0, 100, 5_000),
        capToleranceBps: fc.constantFrom(0, 50),
        slackBps: fc.constantFrom(0, 1, 1.5),
        dailyTurnoverBps: fc.constantFrom(9_900, 12_000, 20_000, 100_000),
        rebalanceLossBps: fc.constantFrom(10, 100),
      })
      .map((drawn): Life => {
        const world = worldOfMarkets(drawn.markets, moments, drawn.pegs, drawn.gasGwei);
        const units = (usd: number) => BigInt(Math.round(usd * 1e6)) * 10n ** 12n;
        return {
          view: {
            world,
            asset: ASSET,
            forecasts: persistenceOf(world),
            risks: null,
            seesCovariance: false,
            relativeCapBps: drawn.relativeCapBps,
            feeModel: drawn.isFlat ? { kind: "flat", fraction: 0.0003 } : { kind: "gas" },
            gasMultiplier: 1,
            tradeUsd: 100_000,
          },
          simulation: {
            policy: {
              ...DEFAULT_POLICY,
              driftBandBps: drawn.driftBandBps,
              idlePaybackSeconds: drawn.isLaterPriced ? DEFAULT_POLICY.idlePaybackSeconds : null,
              cooldownSeconds: drawn.cooldownHours * HOUR,
              idleFloorToleranceBps: drawn.idleFloorToleranceBps,
              capToleranceBps: drawn.capToleranceBps,
              slackBps: drawn.slackBps,
            },
            limits: {
              ...DEFAULT_LIMITS,
              idleFloorBps: drawn.idleFloorBps,
              dailyTurnoverBps: drawn.dailyTurnoverBps,
              rebalanceLossBps: drawn.rebalanceLossBps,
              dailyLossBps: 3 * drawn.rebalanceLossBps,
            },
            flows: [
              { atSeconds: BEGIN, amount: units(drawn.capitalUsd) },
              ...drawn.flows.map(({ hour, share }) => ({ atSeconds: BEGIN + hour * HOUR, amount: units(share * drawn.capitalUsd) })),
            ],
          },
        };
      }),
  );

/** Every market's quote as its forecast, and nothing said of how sure it is. */
export function persistenceOf({ quotedApr }: World): ForecastColumns {
  return {
    name: "persistence",
    version: "1.0.0",
    horizonSeconds: DEFAULT_POLICY.horizonSeconds,
    meanApr: quotedApr,
    p10Apr: quotedApr,
    p90Apr: quotedApr,
  };
}
