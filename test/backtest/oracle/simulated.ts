import { type OracleSettings, sharesOf } from "../../../bot/backtest/oracle/settings.ts";
import { momentsOf, type World } from "../../../bot/backtest/world/world.ts";
import { SECONDS_PER_YEAR } from "../../../bot/core/units.ts";

/** The weights to have from a moment on; null leaves everything alone. */
export type Weights = readonly number[] | null;

/**
 * The net return of a plan by plain accounting, step by step and leg by leg; null if the plan would put money into a closed market, or hold more
 * than its caps after a change. Gas is taken off what is idle and then off all positions alike (`fromVault`), or in the end.
 */
export function simulated(world: World, settings: OracleSettings, plan: readonly Weights[], fromVault: boolean): number | null {
  const total = momentsOf(world);
  const { cap, invested } = sharesOf(settings);
  let positions = world.markets.map(() => 0);
  let idle = settings.capitalUsd;
  let owed = 0;
  for (let s = 0; s < total - 1; s++) {
    const weights = plan[s] ?? null;
    if (weights !== null) {
      const worth = idle + sum(positions);
      const change = (w: number, base: number, m: number): number => w * base - (positions[m] ?? 0);
      let units = settings.gas.baseUnits;
      for (const [m, weight] of weights.entries()) {
        const by = change(weight, worth, m);
        if (weight > cap + 1e-12 || sum(weights) > invested + 1e-12) return null;
        if (by > 1e-9 && world.isOpen[m * total + s] !== 1) return null;
        if (by > 1e-9) units += settings.gas.allocateUnits[m] ?? 0;
        if (by < -1e-9) units += settings.gas.deallocateUnits[m] ?? 0;
      }
      const gas = units * (settings.gas.usdPerUnit[s] ?? 0);
      const spent = fromVault ? gas : 0;
      owed += gas - spent;
      positions = weights.map((weight) => weight * (worth - spent));
      idle = worth - spent - sum(positions);
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

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
