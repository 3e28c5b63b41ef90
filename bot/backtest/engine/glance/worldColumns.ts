import type { CostInput } from "../../../decide/input.ts";
import { worstConversionBps } from "../../../decide/legCosts.ts";
import { peg } from "../../../risk/vetoes/rules/peg.ts";
import { DEFAULT_VETO_SETTINGS } from "../../../risk/vetoes/settings.ts";
import { momentsOf } from "../../world/world.ts";
import type { PricesUsd } from "../closingPrices.ts";
import { type ObservedMarkets, UNLIMITED } from "../observedMarkets.ts";
import { knownMarket } from "../seenRisks.ts";
import type { WorldView } from "../worldView.ts";
import { GLANCED, type GlanceColumns, MARGIN } from "./columns.ts";

/** Amounts are rounded to a millionth of a dollar: below this, that is no longer far within the margin. */
const LEAST_SUPPLY_USD = 1_000;
const CENT_USD = 0.01;

/** A world in numbers, for contenders that have no classifier of risk. */
export function worldColumns(
  view: WorldView,
  observed: ObservedMarkets,
  pricesUsd: (moment: number) => PricesUsd,
  costs: Pick<CostInput, "conversion">,
): GlanceColumns {
  const { world, asset, relativeCapBps } = view;
  const { markets, quotedApr, supplyUsd, borrowUsd, isOpen } = world;
  const moments = momentsOf(world);
  const unitsPerUsd = 10 ** asset.decimals;
  const offPeg = offPegByMarket(view, pricesUsd);
  const leastPayable = DEFAULT_VETO_SETTINGS.leastExitLiquidityBps / 1e4;

  const stateWith = (moment: number, market: number, holding: number): number => {
    const at = market * moments + moment;
    const supply = supplyUsd[at] as number;
    const borrow = borrowUsd[at] as number;
    // What an operator hears nothing of is left, and what is withdrawable there is not known.
    if (Number.isNaN(quotedApr[at]) || Number.isNaN(borrow) || !(supply >= LEAST_SUPPLY_USD)) return GLANCED.unsure;
    const held = holding / unitsPerUsd;
    const cash = Math.max(0, supply - borrow);
    if (held > 0 && borrow >= supply) return GLANCED.stuck;
    // Of ours, as large a part is lent out as of others': unless there is cash for all of it, some of it may have to leave now.
    if (held > 0 && cash <= held * Math.min(1, borrow / supply) * (1 + MARGIN) + CENT_USD) return GLANCED.unsure;
    const payable = cash / (supply + held);
    if (Math.abs(payable - leastPayable) <= MARGIN * leastPayable) return GLANCED.unsure;
    if (payable < leastPayable || offPeg[market]?.[moment] === 1) return GLANCED.vetoed;
    return isOpen[at] === 1 ? GLANCED.open : GLANCED.full;
  };

  const states = new Uint8Array(markets.length * moments);
  for (let market = 0; market < markets.length; market++) {
    for (let moment = 0; moment < moments; moment++) {
      const at = market * moments + moment;
      states[at] = isOpen[at] === 1 ? stateWith(moment, market, 0) : GLANCED.unseen;
    }
  }
  return {
    markets: markets.length,
    moments,
    caps: { absoluteCap: UNLIMITED, relativeCapBps },
    worstConversionBps: worstConversionBps(costs),
    states,
    quotedApr,
    supply: supplyUsd.map((usd) => usd * unitsPerUsd),
    heldState: stateWith,
    heldApr: (moment, market, holding) => observed.dilutedBy(moment, market, quotedApr[market * moments + moment] as number, holding),
  };
}

/** By the keeper's own rule, by token: prices change once a day. */
function offPegByMarket({ world, asset }: WorldView, pricesUsd: (moment: number) => PricesUsd): readonly Uint8Array[] {
  const bySymbol = new Map<string, Uint8Array>();
  return world.markets.map((market) => {
    const symbol = market.symbol.toUpperCase();
    const column = bySymbol.get(symbol) ?? offPegColumn();
    bySymbol.set(symbol, column);
    return column;

    function offPegColumn(): Uint8Array {
      const { id, facts } = knownMarket(asset)(market);
      let last: { readonly prices: PricesUsd; readonly isOff: boolean } | null = null;
      return Uint8Array.from(world.timeSeconds, (atSeconds, moment) => {
        const prices = pricesUsd(moment);
        if (last?.prices !== prices) {
          const veto = peg({
            market: id,
            atSeconds,
            observation: null,
            position: null,
            breakerDue: null,
            pricesUsd: prices,
            priceFeeds: {},
            facts,
            deriskOrder: null,
            settings: DEFAULT_VETO_SETTINGS,
          });
          // It closes markets and never empties them: each depends on its own token alone.
          last = { prices, isOff: veto !== null };
        }
        return Number(last.isOff);
      });
    }
  });
}
