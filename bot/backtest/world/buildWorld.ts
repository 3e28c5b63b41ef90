import type { MarketId, RateModel } from "../../core/market.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { Conditions } from "../../predict/series/conditions.ts";
import { CARRY_FORWARD_SECONDS, type MarketSeries } from "../../predict/series/marketSeries.ts";
import { StepPath } from "../../predict/series/stepPath.ts";
import { EmptyWorldError } from "../errors.ts";
import { rateShapeOf } from "./rateShapes.ts";
import { carriedForward, stepColumn } from "./stepColumn.ts";
import type { World, WorldMarket } from "./world.ts";

export interface WorldRequest {
  readonly isSynthetic: boolean;
  readonly series: readonly MarketSeries[];
  readonly conditions: Conditions;
  /** By the series' id; markets without one get the shape of their kind. */
  readonly rateModels: ReadonlyMap<MarketId, RateModel>;
  readonly fromSeconds: UnixSeconds;
  readonly toSeconds: UnixSeconds;
  readonly stepSeconds: number;
  /** A market takes money while it has at least so much, and once it has been known for so long: as the keeper's veto has it. */
  readonly leastSupplyUsd: number;
  readonly leastKnownDays: number;
  /** Whether tokens are worth what their closing prices say, or always one of the vault's. */
  readonly prices: "par" | "closing";
  /** The vault's asset. */
  readonly assetSymbol: string;
}

const DAY_SECONDS = 86_400;

/**
 * The past on a grid of moments. Nothing of a moment's columns is from after it, except `paidApr`, which is what the moment's holders were
 * paid next.
 *
 * @throws EmptyWorldError when no market is ever open, or gas or ether have no price in that time.
 */
export function buildWorld(request: WorldRequest): World {
  const { fromSeconds, toSeconds, stepSeconds, conditions } = request;
  const moments = Math.floor((toSeconds - fromSeconds) / stepSeconds) + 1;
  if (!(moments >= 2)) throw new EmptyWorldError("the time is shorter than a step between decisions");
  const timeSeconds = Float64Array.from({ length: moments }, (_, s) => fromSeconds + s * stepSeconds);
  const gasPriceGwei = knownCondition(conditions, "gas-gwei", timeSeconds);
  const ethPriceUsd = knownCondition(conditions, "eth-usd", timeSeconds);

  const columns = request.series.map((series) => marketColumns(series, timeSeconds, request));
  const used = request.series.flatMap((series, i) => {
    const own = columns[i] as MarketColumns;
    return own.isOpen.includes(1) ? [{ series, own }] : [];
  });
  if (used.length === 0) {
    throw new EmptyWorldError(`no market has ${request.leastSupplyUsd.toLocaleString("en-US")} USD of deposits in that time`);
  }
  const priceOf = pricesIn(request, timeSeconds);
  const joined = (column: (own: MarketColumns) => Float64Array) => {
    const all = new Float64Array(used.length * moments);
    used.forEach(({ own }, m) => {
      all.set(column(own), m * moments);
    });
    return all;
  };
  const price = new Float64Array(used.length * moments);
  const isOpen = new Uint8Array(used.length * moments);
  used.forEach(({ series, own }, m) => {
    price.set(priceOf(series.symbol), m * moments);
    isOpen.set(own.isOpen, m * moments);
  });
  return {
    isSynthetic: request.isSynthetic,
    markets: used.map(({ series }) => worldMarket(series, request.rateModels)),
    stepSeconds,
    timeSeconds,
    quotedApr: joined((own) => own.quotedApr),
    supplyUsd: joined((own) => own.supplyUsd),
    borrowUsd: joined((own) => own.borrowUsd),
    paidApr: joined((own) => own.paidApr),
    isOpen,
    price,
    gasPriceGwei,
    ethPriceUsd,
    conditions,
  };
}

interface MarketColumns {
  readonly quotedApr: Float64Array;
  readonly supplyUsd: Float64Array;
  readonly borrowUsd: Float64Array;
  readonly paidApr: Float64Array;
  readonly isOpen: Uint8Array;
}

function marketColumns(series: MarketSeries, moments: Float64Array, { leastSupplyUsd, leastKnownDays }: WorldRequest): MarketColumns {
  const column = (value: Float64Array) => stepColumn(moments, { timeSeconds: series.timeSeconds, value }, CARRY_FORWARD_SECONDS);
  const quotedApr = column(series.quotedApr);
  const supplyUsd = column(series.totalSupplyUsd);
  const paid = new StepPath(series.timeSeconds, series.paidApr);
  const begun = (series.timeSeconds[0] ?? Number.POSITIVE_INFINITY) + leastKnownDays * DAY_SECONDS;
  return {
    quotedApr,
    supplyUsd,
    borrowUsd: borrowed(supplyUsd, column(series.totalBorrowUsd), column(series.utilization)),
    paidApr: moments.map((from, s) => (s + 1 < moments.length ? paid.mean(from, moments[s + 1] as number) : Number.NaN)),
    isOpen: Uint8Array.from(moments, (now, s) =>
      Number(now >= begun && (supplyUsd[s] as number) >= leastSupplyUsd && !Number.isNaN(quotedApr[s])),
    ),
  };
}

/** As told, or by utilization; with neither nothing can be withdrawn that is not ours: all is lent out. */
function borrowed(supplyUsd: Float64Array, borrowUsd: Float64Array, utilization: Float64Array): Float64Array {
  return borrowUsd.map((told, s) => {
    const supply = supplyUsd[s] as number;
    if (!Number.isNaN(told)) return told;
    const used = utilization[s] as number;
    return Number.isNaN(used) ? supply : supply * used;
  });
}

/** The grid's value of a condition; the first known value before there is one. */
function knownCondition(conditions: Conditions, name: string, moments: Float64Array): Float64Array {
  const series = conditions.get(name);
  const column = series === undefined ? null : carriedForward(stepColumn(moments, series));
  if (column === null || Number.isNaN(column[0])) {
    throw new EmptyWorldError(`"${name}" is not known at its begin, so that nothing would tell what a transaction costs`);
  }
  return column;
}

function pricesIn({ prices, conditions, assetSymbol }: WorldRequest, moments: Float64Array): (symbol: string) => Float64Array {
  const ones = new Float64Array(moments.length).fill(1);
  const closing = (symbol: string): Float64Array => {
    const series = conditions.get(`price:${symbol.toUpperCase()}`);
    return series === undefined ? ones : carriedForward(stepColumn(moments, series)).map((price) => (price > 0 ? price : 1));
  };
  if (prices === "par") return () => ones;
  const own = closing(assetSymbol);
  return (symbol) => closing(symbol).map((price, s) => price / (own[s] as number));
}

function worldMarket(series: MarketSeries, rateModels: ReadonlyMap<MarketId, RateModel>): WorldMarket {
  return {
    id: worldId(series),
    protocol: series.protocol,
    symbol: series.symbol,
    rateModel: rateModels.get(series.marketId) ?? rateShapeOf(series.symbol),
    series,
  };
}

/** History names markets without a chain, "aave-v3:usdt:…"; in the rest of the house the protocol is the second part. */
export function worldId({ marketId, protocol }: Pick<MarketSeries, "marketId" | "protocol">): MarketId {
  return marketId.startsWith(`${protocol}:`) ? `1:${marketId}` : marketId;
}
