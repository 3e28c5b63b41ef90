import { expect } from "chai";
import { worldCovariance } from "../../../bot/backtest/minds/worldCovariance.ts";
import { syntheticMarkets } from "../../../bot/backtest/synthetic/syntheticMarkets.ts";
import { buildWorld } from "../../../bot/backtest/world/buildWorld.ts";
import type { World } from "../../../bot/backtest/world/world.ts";
import { hierarchicalRiskParity } from "../../../bot/decide/strategies/hierarchicalRiskParity.ts";
import { maximiseNetYield } from "../../../bot/decide/strategies/maximiseNetYield.ts";
import { runIn } from "../engine/runs.ts";

const DAY = 86_400;

describe("how a world's markets vary together", () => {
  const { markets, conditions } = syntheticMarkets({ markets: 4, days: 60, seed: 8 });
  const begin = (markets[0]?.timeSeconds[0] as number) + DAY;
  const world: World = buildWorld({
    isSynthetic: true,
    series: markets,
    conditions,
    rateModels: new Map(),
    fromSeconds: begin,
    toSeconds: begin + 50 * DAY,
    stepSeconds: DAY / 4,
    leastSupplyUsd: 1_000_000,
    leastKnownDays: 0,
    prices: "closing",
    assetSymbol: "USDC",
  });

  it("is not known before two weeks are, and then by the ids of the world", () => {
    const at = worldCovariance(world);
    expect(at(4)).equal(null);
    const known = at(40 * 4);
    const ids = world.markets.map(({ id }) => id);
    expect(known?.marketIds.every((id) => ids.includes(id))).equal(true);
    expect(known?.dayVariance.length).equal(known?.marketIds.length);
  });

  it("stands for a day, and knows nothing of what comes after it", () => {
    const at = worldCovariance(world);
    const noon = at(40 * 4 + 2);
    expect(at(40 * 4 + 3)).equal(noon);
    expect(at(41 * 4 + 2)).not.deep.equal(noon);
    const moments = world.timeSeconds.length;
    const later = { ...world, price: world.price.map((price, i) => (i % moments > 40 * 4 + 2 ? 2 * price : price)) };
    expect(worldCovariance(later)(40 * 4 + 2)).deep.equal(noon);
  });

  it("is seen by who asks for it, and changes what they do", () => {
    const navOf = (strategy: typeof maximiseNetYield, seesCovariance: boolean, riskAversion: number) =>
      runIn({ world, strategy, policy: { riskAversion }, view: { seesCovariance } }).navUsd.at(-1);
    expect(navOf(hierarchicalRiskParity, true, 0)).not.equal(navOf(hierarchicalRiskParity, false, 0));
    expect(navOf(maximiseNetYield, true, 1e4)).not.equal(navOf(maximiseNetYield, true, 0));
    expect(navOf(maximiseNetYield, false, 1e4)).equal(navOf(maximiseNetYield, false, 0));
  });
});
