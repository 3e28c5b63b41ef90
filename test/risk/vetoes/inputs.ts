import { addressBooks, knownMarkets } from "../../../bot/config/addressBook.ts";
import type { Market } from "../../../bot/core/market.ts";
import type { Observation } from "../../../bot/core/observation.ts";
import type { Position } from "../../../bot/core/vaultState.ts";
import { marketFacts } from "../../../bot/risk/facts/marketFacts.ts";
import type { VetoInput } from "../../../bot/risk/vetoes/input.ts";
import { DEFAULT_VETO_SETTINGS } from "../../../bot/risk/vetoes/settings.ts";
import { NOW, observationOf, positionOf } from "../../decide/arbitraries.ts";

const book = addressBooks.get(1);

export const priceFeeds = book?.usdPriceFeeds ?? {};
export const markets: readonly Market[] = book === undefined ? [] : knownMarkets(book);

export function marketOf(id: string): Market {
  const market = markets.find((one) => one.id === id);
  if (market === undefined) throw new Error(`the address book has no ${id}`);
  return market;
}

export interface InputFacts {
  readonly observation?: Partial<Observation>;
  readonly position?: Partial<Position> | null;
  readonly input?: Partial<VetoInput>;
}

/** A healthy, liquid market of the address book with 1,000 of our tokens in it, and what is different about it. */
export function inputFor(id: string, facts: InputFacts = {}): VetoInput {
  return {
    market: marketOf(id),
    atSeconds: NOW,
    observation: observationOf(id, { kind: "flat" }, facts.observation),
    position: facts.position === null ? null : positionOf(id, 1_000, facts.position),
    breakerDue: null,
    pricesUsd: { USDC: 1, USDT: 1, DAI: 1, WETH: 3_000 },
    priceFeeds,
    facts: marketFacts(id),
    deriskOrder: null,
    settings: DEFAULT_VETO_SETTINGS,
    ...facts.input,
  };
}
