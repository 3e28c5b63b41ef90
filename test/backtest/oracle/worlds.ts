import fc from "fast-check";
import type { OracleSettings } from "../../../bot/backtest/oracle/settings.ts";
import type { World } from "../../../bot/backtest/world/world.ts";
import type { RateModel } from "../../../bot/core/market.ts";
import { SECONDS_PER_YEAR } from "../../../bot/core/units.ts";

export const DAY = 86_400;
/** 2023-01-01, a midnight. */
export const BEGIN = 1_672_531_200;

export interface MarketColumns {
  /** Paid from each moment to the next: one less than moments. NaN is unknown. */
  readonly paidApr: readonly number[];
  readonly isOpen?: readonly boolean[];
  readonly price?: readonly number[];
  readonly supplyUsd?: number;
  readonly borrowUsd?: number;
  readonly rateModel?: RateModel;
}

/** A small world, a day a step unless said otherwise. Gas costs 1 USD a unit: 1 gwei, and ether at 10⁹ USD. */
export function worldOf(columns: readonly MarketColumns[], stepSeconds = DAY, gasPriceGwei?: readonly number[]): World {
  const moments = (columns[0]?.paidApr.length ?? 0) + 1;
  const all = (columnOf: (one: MarketColumns, s: number) => number): Float64Array =>
    Float64Array.from(columns.flatMap((one) => Array.from({ length: moments }, (_, s) => columnOf(one, s))));
  return {
    isSynthetic: true,
    markets: columns.map(({ rateModel }, m) => ({
      id: idOf(m),
      protocol: "erc4626",
      symbol: "USDC",
      rateModel: rateModel ?? { kind: "flat" },
      series: {
        marketId: idOf(m),
        protocol: "erc4626",
        symbol: "USDC",
        category: "lending",
        timeSeconds: new Float64Array(),
        quotedApr: new Float64Array(),
        paidApr: new Float64Array(),
        totalSupplyUsd: new Float64Array(),
        totalBorrowUsd: new Float64Array(),
        utilization: new Float64Array(),
        assetPriceUsd: new Float64Array(),
      },
    })),
    stepSeconds,
    timeSeconds: Float64Array.from({ length: moments }, (_, s) => BEGIN + s * stepSeconds),
    quotedApr: all(({ paidApr }, s) => paidApr[s] ?? Number.NaN),
    paidApr: all(({ paidApr }, s) => paidApr[s] ?? Number.NaN),
    supplyUsd: all(({ supplyUsd }) => supplyUsd ?? 1e9),
    borrowUsd: all(({ borrowUsd }) => borrowUsd ?? 8e8),
    isOpen: Uint8Array.from(columns.flatMap(({ isOpen }) => Array.from({ length: moments }, (_, s) => Number(isOpen?.[s] ?? true)))),
    price: all(({ price }, s) => price?.[s] ?? 1),
    gasPriceGwei: Float64Array.from({ length: moments }, (_, s) => gasPriceGwei?.[s] ?? 1),
    ethPriceUsd: new Float64Array(moments).fill(1e9),
    conditions: new Map(),
  };
}

export function idOf(m: number): string {
  return `1:erc4626:m${m}`;
}

/** The APR that pays a fraction over a step. */
export function aprOf(fraction: number, stepSeconds = DAY): number {
  return (fraction * SECONDS_PER_YEAR) / stepSeconds;
}

/** Gas units are USD at the usual price. */
export function settingsOf(
  world: World,
  {
    base = 0,
    allocate = 0,
    deallocate = 0,
    conversionBps = 0,
    ...rest
  }: Partial<OracleSettings> & { base?: number; allocate?: number; deallocate?: number; conversionBps?: number } = {},
): OracleSettings {
  return {
    capitalUsd: 1_000_000,
    relativeCapBps: 10_000,
    idleFloorBps: 0,
    gas: {
      usdPerUnit: world.gasPriceGwei.slice(),
      baseUnits: base,
      allocateUnits: new Float64Array(world.markets.length).fill(allocate),
      deallocateUnits: new Float64Array(world.markets.length).fill(deallocate),
    },
    conversion: {
      enterFraction: new Float64Array(world.markets.length).fill(conversionBps / 1e4),
      exitFraction: new Float64Array(world.markets.length).fill(conversionBps / 1e4),
    },
    rebalanceLossFraction: 1,
    ...rest,
  };
}

/** Worlds of two or three markets and four to six days, with prices, closures, gaps and gas that changes. */
export const smallWorld: fc.Arbitrary<World> = fc
  .record({ markets: fc.integer({ min: 2, max: 3 }), days: fc.integer({ min: 4, max: 6 }) })
  .chain(({ markets, days }) =>
    fc
      .record({
        columns: fc.array(columnsOf(days), { minLength: markets, maxLength: markets }),
        gas: fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { minLength: days + 1, maxLength: days + 1 }),
      })
      .map(({ columns, gas }) => worldOf(columns, DAY, gas)),
  );

export function columnsOf(days: number): fc.Arbitrary<MarketColumns> {
  const rate = fc.oneof(
    { weight: 9, arbitrary: fc.double({ min: 0, max: 0.01, noNaN: true }).map((fraction) => aprOf(fraction)) },
    { weight: 1, arbitrary: fc.constant(Number.NaN) },
  );
  const open = fc.integer({ min: 0, max: 4 }).map((one) => one > 0);
  return fc.record({
    paidApr: fc.array(rate, { minLength: days, maxLength: days }),
    isOpen: fc.array(open, { minLength: days + 1, maxLength: days + 1 }),
    price: fc.array(fc.double({ min: 0.998, max: 1.002, noNaN: true }), { minLength: days + 1, maxLength: days + 1 }),
  });
}
