import type { Schema } from "../../../client/keeperClient.ts";
import { tokensAsNumber } from "../../format/amounts.ts";
import type { Capped } from "../../format/capUse.ts";
import { marketName } from "../../format/names.ts";

type Market = Schema<"Market">;
type Observation = Schema<"Observation">;
type Forecast = Schema<"Forecast">;
type Risk = Schema<"RiskScore">;
type Allocation = NonNullable<Schema<"Overview">["allocation"]>;

/** The newest that is known of all markets. */
export interface KnownMarkets {
  readonly markets: readonly Market[];
  readonly observations: readonly Observation[];
  readonly forecasts: readonly Forecast[];
  readonly risks: readonly Risk[];
}

/** One market with what is known of it. */
export interface MarketRow {
  readonly market: Market;
  readonly observation: Observation | null;
  /** At the horizon nearest to a day. */
  readonly forecast: Forecast | null;
  readonly risk: Risk | null;
  /** Null where the vault may not be in it. */
  readonly position: Allocation["markets"][number] | null;
  /** Null where the contract has no caps for it, or they are not known. */
  readonly caps: Capped | null;
}

export interface MarketRows {
  /** Those of the vault's last allocation, the largest position first. */
  readonly own: readonly MarketRow[];
  /** All others, those of the vault's asset first. */
  readonly others: readonly MarketRow[];
}

const DAY_SECONDS = 86_400;

/** Brings together what different answers say of each market. */
export function marketRows(
  { markets, observations, forecasts, risks }: KnownMarkets,
  allocation: Allocation | null,
  positions: readonly (Capped & { readonly marketId: string })[],
): MarketRows {
  const held = allocation?.markets ?? [];
  const rows = markets.map((market): MarketRow => {
    const isOwn = (one: { readonly marketId: string }) => one.marketId === market.id;
    return {
      market,
      observation: observations.find(isOwn) ?? null,
      forecast: nearestForecast(forecasts.filter(isOwn), DAY_SECONDS),
      risk: risks.find(isOwn) ?? null,
      position: held.find(isOwn) ?? null,
      caps: positions.find(isOwn) ?? null,
    };
  });
  const own = held.flatMap(({ marketId }) => rows.filter(({ market }) => market.id === marketId));
  const assets = new Set(own.map(({ market }) => market.asset.address));
  const isForeign = ({ market }: MarketRow) => Number(!assets.has(market.asset.address));
  return { own, others: rows.filter((row) => !own.includes(row)).toSorted((a, b) => isForeign(a) - isForeign(b)) };
}

/** The forecast whose horizon is nearest to the one wanted, the shorter one of two; null without any. */
export function nearestForecast(forecasts: readonly Forecast[], horizonSeconds: number): Forecast | null {
  const away = (one: Forecast) => Math.abs(one.horizonSeconds - horizonSeconds);
  return forecasts.toSorted((a, b) => away(a) - away(b) || a.horizonSeconds - b.horizonSeconds)[0] ?? null;
}

/** Supply and rewards together; null where it was never seen. */
export function totalApr(observation: Observation | null): number | null {
  return observation === null ? null : observation.supplyApr + observation.rewardApr;
}

/** An amount of the market's token in US dollars, by the price it was seen with. */
export function inUsd(amount: string, { assetPriceUsd }: Observation, { asset }: Market): number {
  return tokensAsNumber(amount, asset) * assetPriceUsd;
}

/** Which markets are shown. */
export interface MarketFilter {
  /** Null for all. */
  readonly protocol: string | null;
  /** Part of the name or of the asset's symbol. */
  readonly text: string;
}

export function isShown({ market }: MarketRow, { protocol, text }: MarketFilter): boolean {
  if (protocol !== null && market.protocol !== protocol) return false;
  const wanted = text.trim().toLowerCase();
  return `${marketName(market.id)} ${market.asset.symbol}`.toLowerCase().includes(wanted);
}

/** Protocols of markets, by name. */
export function protocolsOf(markets: readonly Market[]): readonly string[] {
  return [...new Set(markets.map(({ protocol }) => protocol))].sort();
}
