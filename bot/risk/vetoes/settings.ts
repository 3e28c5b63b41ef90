import { MissingSettingError } from "../../config/errors.ts";
import type { Configuration } from "../../config/schema.ts";
import type { Market, MarketId } from "../../core/market.ts";

/** The bounds of the vetoes. */
export interface VetoSettings {
  /** Null allows every market. */
  readonly allowedMarkets: readonly MarketId[] | null;
  /** Nothing is added to a younger market; 0 does not look. */
  readonly leastMarketAgeDays: number;
  /** Nothing is added to a lending market that could pay out less of its deposits, in basis points; 0 does not look. */
  readonly leastExitLiquidityBps: number;
  /** USD prices between which a dollar token is on its peg, both included. */
  readonly leastPegPrice: number;
  readonly greatestPegPrice: number;
}

/**
 * 0.97 is where a depeg counts as one in the labels the classifier learns from; a dollar token has been above 1.03 in squeezes of hours, and
 * then whoever enters pays for it. Below 1 % of deposits withdrawable a market is one large withdrawal from closed: lending pools run
 * at 80 to 95 % utilization. Most of what went wrong in young markets did so in their first weeks.
 */
export const DEFAULT_VETO_SETTINGS: VetoSettings = {
  allowedMarkets: null,
  leastMarketAgeDays: 30,
  leastExitLiquidityBps: 100,
  leastPegPrice: 0.97,
  greatestPegPrice: 1.03,
};

/**
 * The configuration's section `risk` with its defaults.
 *
 * @param known The markets of the address book.
 * @throws MissingSettingError for an allowed market that the address book does not have: a misspelt one would be left at once.
 */
export function configuredVetoSettings({ risk }: Pick<Configuration, "risk">, known: readonly Pick<Market, "id">[]): VetoSettings {
  const { allowedMarkets, leastMarketAgeDays, leastExitLiquidityBps, leastPegPrice, greatestPegPrice } = DEFAULT_VETO_SETTINGS;
  const settings: VetoSettings = {
    allowedMarkets: risk.allowedMarkets ?? allowedMarkets,
    leastMarketAgeDays: risk.leastMarketAgeDays ?? leastMarketAgeDays,
    leastExitLiquidityBps: risk.leastExitLiquidityBps ?? leastExitLiquidityBps,
    leastPegPrice: risk.leastPegPrice ?? leastPegPrice,
    greatestPegPrice: risk.greatestPegPrice ?? greatestPegPrice,
  };
  for (const id of settings.allowedMarkets ?? []) {
    if (known.some((market) => market.id === id)) continue;
    throw new MissingSettingError(
      `risk.allowedMarkets names "${id}", which is not known`,
      `Choose of ${known.map((market) => market.id).join(", ")}.`,
    );
  }
  return settings;
}
