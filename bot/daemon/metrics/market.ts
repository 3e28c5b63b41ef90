import { Gauge, type Registry } from "prom-client";
import { addressBooks, knownMarkets } from "../../config/addressBook.ts";
import type { MarketId } from "../../core/market.ts";
import type { Observation } from "../../core/observation.ts";
import { RISK_CLASSES } from "../../core/risk.ts";
import { toFloat } from "../../core/units.ts";
import type { TickReport } from "../../watch/tickReport.ts";
import type { DaemonEvent } from "../events.ts";
import { ownedSeries, type Series, stateSet } from "./ownedSeries.ts";

/** Of markets, as the last tick saw and judged them. */
export function marketMetrics(registry: Registry): (event: DaemonEvent) => void {
  const registers = [registry];
  const gauge = (name: string, help: string, labels: readonly string[] = []) =>
    ownedSeries(new Gauge({ name, help, labelNames: ["market", ...labels], registers }));

  const apr = gauge("yield_pool_apr_ratio", "What a market pays, simple, a fraction a year: `supply` is interest, `reward` comes on top.", [
    "kind",
  ]);
  const utilization = gauge("yield_pool_utilization_ratio", "Debts over deposits, as the protocol defines it.");
  const supply = gauge("yield_pool_supply_usd", "Deposits, USD.");
  const liquidity = gauge("yield_pool_liquidity_usd", "What of the deposits could be withdrawn now, USD.");
  const riskClass = gauge("yield_risk_class", "1 for the market's class, 0 for the others; 0 for all while it is not known.", ["class"]);
  const riskScore = gauge("yield_risk_score_ratio", "From 0, nothing to fear, to 1, something is wrong already.");
  const riskVetoes = gauge("yield_risk_vetoes", "Rules that forbid the market: `close` to add to it, `exit` to stay in it.", ["effect"]);
  const all = [apr, utilization, supply, liquidity, riskClass, riskScore, riskVetoes];
  const decimalsOf = decimalsByMarket();

  function observeReport(vault: string, { snapshot: { observations }, risks }: TickReport): void {
    const usd = (of: (observation: Observation) => bigint) =>
      observations.flatMap((one): Series[] => {
        const decimals = decimalsOf(one.marketId);
        return decimals === null ? [] : [[{ market: one.marketId }, toFloat(of(one), decimals) * one.assetPriceUsd]];
      });
    apr.replace(
      vault,
      observations.flatMap(({ marketId: market, supplyApr, rewardApr }): Series[] => [
        [{ market, kind: "supply" }, supplyApr],
        [{ market, kind: "reward" }, rewardApr],
      ]),
    );
    utilization.replace(
      vault,
      observations.map(({ marketId, utilization: value }) => [{ market: marketId }, value]),
    );
    supply.replace(
      vault,
      usd(({ totalSupply }) => totalSupply),
    );
    liquidity.replace(
      vault,
      usd((one) => one.liquidity),
    );
    riskClass.replace(
      vault,
      risks.flatMap((risk) => stateSet("class", RISK_CLASSES, risk.riskClass, { market: risk.marketId })),
    );
    riskScore.replace(
      vault,
      risks.flatMap(({ marketId, score }): Series[] => (score === null ? [] : [[{ market: marketId }, score / 100]])),
    );
    riskVetoes.replace(
      vault,
      risks.flatMap(({ marketId, vetoes }) =>
        ["close", "exit"].map((effect): Series => [{ market: marketId, effect }, vetoes.filter((veto) => veto.effect === effect).length]),
      ),
    );
  }

  return (event) => {
    if (event.type === "ticked") observeReport(event.vault, event.report);
    if (event.type === "standing-by" || event.type === "stopped") for (const one of all) one.forget(event.vault);
  };
}

/** The decimals of each market's asset; null for a market of no address book. */
function decimalsByMarket(): (marketId: MarketId) => number | null {
  const known = new Map<MarketId, number | null>();
  return (marketId) => {
    const before = known.get(marketId);
    if (before !== undefined) return before;
    const book = addressBooks.get(Number(marketId.split(":", 1)[0]));
    const market = book === undefined ? undefined : knownMarkets(book).find(({ id }) => id === marketId);
    const decimals = market?.asset.decimals ?? null;
    known.set(marketId, decimals);
    return decimals;
  };
}
