import type { Forecast } from "../../core/forecast.ts";
import type { Observation } from "../../core/observation.ts";
import type { RiskScore } from "../../core/risk.ts";
import { SECONDS_PER_YEAR } from "../../core/units.ts";
import type { Position } from "../../core/vaultState.ts";
import { worldCovariance } from "../minds/worldCovariance.ts";
import { momentsOf } from "../world/world.ts";
import { closingPrices } from "./closingPrices.ts";
import { worldColumns } from "./glance/worldColumns.ts";
import { movingCosts } from "./movingCosts.ts";
import { observedMarkets } from "./observedMarkets.ts";
import { seenRisks } from "./seenRisks.ts";
import type { Holdings, Seen, SeenPosition, Surroundings } from "./surroundings.ts";
import { blockAt, type WorldView } from "./worldView.ts";

export type { WorldView } from "./worldView.ts";

const RAY_PER_WAD = 10n ** 9n;

/** A world as one contender sees it: what is quoted and forecast with our own money in it, what may be feared, and what moving costs. */
export function worldSurroundings(view: WorldView): Surroundings {
  const { world, asset, forecasts, risks } = view;
  const { markets, timeSeconds, quotedApr, paidApr, price } = world;
  const moments = momentsOf(world);
  const pricesUsd = closingPrices(world);
  const observed = observedMarkets(view);
  const feared = seenRisks(view, pricesUsd);
  const costsAt = movingCosts(view);

  const all = markets.map((_, market) => market);
  const seenAmong = (moment: number, holdings: Holdings, among: readonly number[]): readonly number[] =>
    among.filter((market) => observed.isSeen(moment, market, holdings[market] as bigint));

  const forecastOf = (moment: number, observation: Observation, market: number): Forecast | null => {
    if (forecasts === null) return null;
    const at = market * moments + moment;
    const meanApr = forecasts.meanApr[at] as number;
    if (Number.isNaN(meanApr)) return null;
    const quoted = quotedApr[at] as number;
    // Forecasts are of the market without us, decisions of the market as it is.
    const share = quoted > 0 ? observation.supplyApr / quoted : 1;
    return {
      marketId: observation.marketId,
      blockNumber: observation.blockNumber,
      madeAtSeconds: observation.blockTimeSeconds,
      horizonSeconds: forecasts.horizonSeconds,
      model: forecasts.name,
      modelVersion: forecasts.version,
      meanApr: meanApr * share,
      p10Apr: (forecasts.p10Apr[at] as number) * share,
      p50Apr: meanApr * share,
      p90Apr: (forecasts.p90Apr[at] as number) * share,
    };
  };

  const covarianceAt = view.seesCovariance ? worldCovariance(world) : null;
  return {
    asset,
    marketIds: markets.map(({ id }) => id),
    timeSeconds,
    blockNumberAt: (moment) => blockAt(timeSeconds[moment] as number),
    positionsAt: (moment, holdings, among): readonly SeenPosition[] =>
      seenAmong(moment, holdings, among ?? all).map((market) => ({
        market,
        position: observed.positionAt(moment, market, holdings[market] as bigint),
      })),
    see: (moment, vault, holdings, among): Seen => {
      const observations: Observation[] = [];
      const made: Forecast[] = [];
      const scores: RiskScore[] = [];
      for (const [place, market] of seenAmong(moment, holdings, among ?? all).entries()) {
        const position = vault.positions[place] as Position;
        const observation = observed.observe(moment, market, position.totalAssets);
        if (observation !== null) {
          observations.push(observation);
          const forecast = forecastOf(moment, observation, market);
          if (forecast !== null) made.push(forecast);
        }
        const score = feared.scoreOf({ moment, market, observation, position }, vault);
        if (score !== null) scores.push(score);
      }
      return {
        observations,
        forecasts: made,
        risks: scores,
        riskTolerance: feared.toleranceAt(moment, vault, scores),
        costs: costsAt(moment),
        ...(covarianceAt === null ? {} : { yieldCovariance: covarianceAt(moment) }),
      };
    },
    withdrawable: observed.withdrawable,
    growthRay: (moment, market, position) => {
      const apr = paidApr[market * moments + moment] as number;
      if (Number.isNaN(apr)) return 0n;
      const years = ((timeSeconds[moment + 1] as number) - (timeSeconds[moment] as number)) / SECONDS_PER_YEAR;
      const isQuoted = !Number.isNaN(quotedApr[market * moments + moment] as number);
      return toRay((isQuoted ? observed.dilutedBy(moment, market, apr, Number(position)) : apr) * years);
    },
    priceChangeRay: (moment, market) => {
      const before = price[market * moments + moment] as number;
      const after = price[market * moments + moment + 1] as number;
      return before === after ? 0n : toRay(after / before - 1);
    },
    // Classes of risk come and go with every market: no numbers alone tell what they forbid.
    columns: risks === null ? worldColumns(view, observed, pricesUsd, costsAt(0)) : null,
  };
}

/** Exact to a double's 53 bits. */
function toRay(fraction: number): bigint {
  return BigInt(Math.round(fraction * 1e18)) * RAY_PER_WAD;
}
