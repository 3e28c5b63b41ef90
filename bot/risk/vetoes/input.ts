import type { Market } from "../../core/market.ts";
import type { Observation } from "../../core/observation.ts";
import type { OperatorOrder } from "../../core/operatorOrders.ts";
import type { Veto } from "../../core/risk.ts";
import type { Address, UnixSeconds } from "../../core/units.ts";
import type { BreakerCondition, Position } from "../../core/vaultState.ts";
import type { MarketFacts } from "../facts/marketFacts.ts";
import type { VetoSettings } from "./settings.ts";

/** What is known of one market at one block, as far as vetoes look at it. Plain data: the same input gives the same vetoes. */
export interface VetoInput {
  readonly market: Market;
  /** The block's time. */
  readonly atSeconds: UnixSeconds;
  /** Null where the market could not be read; what is known of our position counts all the same. */
  readonly observation: Observation | null;
  /** Our money in it; null where the vault has no adapter for it. */
  readonly position: Position | null;
  /** The vault's `breakerDue`. */
  readonly breakerDue: BreakerCondition | null;
  /** USD prices by symbol; a token without a feed is missing or null, and no veto comes of it. */
  readonly pricesUsd: Readonly<Record<string, number | null>>;
  /** The feeds of these prices, as in the address book: what tells whose price a breaker is about. */
  readonly priceFeeds: Readonly<Record<string, Address>>;
  /** Null for a market that is not in the table: then it depends on its own asset alone, and its age is unknown. */
  readonly facts: Pick<MarketFacts, "kind" | "launchedOn" | "dependencies"> | null;
  /** An operator's order to leave the market; null without one. */
  readonly deriskOrder: OperatorOrder | null;
  readonly settings: VetoSettings;
}

/** One rule, and what it says of a market: nothing, or why it is closed or to be left. */
export type VetoRule = (input: VetoInput) => Veto | null;

/** The symbols a market depends on, its own asset first. */
export function dependenciesOf({ market, facts }: Pick<VetoInput, "market" | "facts">): readonly string[] {
  return [...new Set([market.asset.symbol, ...(facts?.dependencies ?? [])])];
}

/** Whether the token is what the vault's idle money is made of: leaving a market does not get rid of it. */
export function isOwnAsset({ market }: Pick<VetoInput, "market">, symbol: string): boolean {
  return market.asset.symbol === symbol;
}
