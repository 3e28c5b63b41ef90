import { type OracleSettings, sharesOf } from "../../../bot/backtest/oracle/settings.ts";
import { momentsOf, type World } from "../../../bot/backtest/world/world.ts";
import { SECONDS_PER_YEAR } from "../../../bot/core/units.ts";

/** The weights to have from a moment on; null leaves everything alone. */
export type Weights = readonly number[] | null;

/**
 * The net return of a plan by plain accounting, step by step and leg by leg; null if the plan would put money into a closed market, or hold more
 * than its caps at some moment. Gas is taken off what is idle and then off all positions alike (`fromVault`), or in the end.
 */
export function simulated(world: World, settings: OracleSettings, plan: readonly Weights[], fromVault: boolean): number | null {
  const total = momentsOf(world);
  const { cap, invested } = sharesOf(settings);
  let positions = world.markets.map(() => 0);
  let idle = settings.capitalUsd;
  let owed = 0;
  for (let s = 0; s < total - 1; s++) {
    const weights = plan[s] ?? null;
    const worth = idle + sum(positions);
    if (weights === null && positions.some((usd) => usd > cap * worth + 1e-6)) return null;
    if (weights !== null) {
      let units = settings.gas.baseUnits;
      for (const [m, weight] of weights.entries()) {
        const by = weight * worth - (positions[m] ?? 0);
        if (weight > cap + 1e-12 || sum(weights) > invested + 1e-12) return null;
        if (by > 1e-9 && world.isOpen[m * total + s] !== 1) return null;
        if (by > 1e-9) units += settings.gas.allocateUnits[m] ?? 0;
        if (by < -1e-9) units += settings.gas.deallocateUnits[m] ?? 0;
      }
      const gas = units * (settings.gas.usdPerUnit[s] ?? 0);
      const spent = fromVault ? gas : 0;
      owed += gas - spent;
      // What conversions take is not known before the targets are: these are met but for that.
      const rough = conversionUsd(settings, positions, weights, worth - spent);
      const left = worth - spent - rough;
      const converted = conversionUsd(settings, positions, weights, left);
      positions = weights.map((weight) => weight * left);
      idle = worth - spent - converted - sum(positions);
      if (idle < -1e-6) return null;
    }
    positions = positions.map((usd, m) => {
      const at = m * total + s;
      const apr = world.paidApr[at] ?? Number.NaN;
      const interest = Number.isNaN(apr) ? 1 : 1 + (apr * world.stepSeconds) / SECONDS_PER_YEAR;
      return (usd * interest * (world.price[at + 1] ?? 1)) / (world.price[at] ?? 1);
    });
  }
  return (idle + sum(positions) - owed) / settings.capitalUsd - 1;
}

/** An allocation arrives less its part, so that more leaves idle than arrives. */
function conversionUsd({ conversion }: OracleSettings, positions: readonly number[], weights: readonly number[], worth: number): number {
  return sum(
    weights.map((weight, m) => {
      const by = weight * worth - (positions[m] ?? 0);
      const enter = conversion.enterFraction[m] ?? 0;
      return by > 0 ? (by * enter) / (1 - enter) : -by * (conversion.exitFraction[m] ?? 0);
    }),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
