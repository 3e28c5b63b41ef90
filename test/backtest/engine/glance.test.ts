import { expect } from "chai";
import fc from "fast-check";
import { sharedLevel } from "../../../bot/backtest/engine/glance/sharedLevel.ts";
import type { Run } from "../../../bot/backtest/engine/run.ts";
import { simulate } from "../../../bot/backtest/engine/simulate.ts";
import { worldSurroundings } from "../../../bot/backtest/engine/worldSurroundings.ts";
import { syntheticMarkets } from "../../../bot/backtest/synthetic/syntheticMarkets.ts";
import { buildWorld } from "../../../bot/backtest/world/buildWorld.ts";
import { DEFAULT_LIMITS } from "../../../bot/config/vaultDefaults.ts";
import { DEFAULT_POLICY } from "../../../bot/decide/policy.ts";
import { equalWeight } from "../../../bot/decide/strategies/equalWeight.ts";
import { hold } from "../../../bot/decide/strategies/hold.ts";
import type { Strategy } from "../../../bot/decide/strategies/strategy.ts";
import { topThreeApr } from "../../../bot/decide/strategies/topThreeApr.ts";
import { topThreeTvl } from "../../../bot/decide/strategies/topThreeTvl.ts";
import { type Life, life, persistenceOf } from "./glanceWorlds.ts";

const DAY_SECONDS = 86_400;
const STRATEGIES: readonly Strategy[] = [equalWeight, topThreeApr, topThreeTvl, hold];

/** A run, and at how many moments a decision was asked for. */
function lived({ view, simulation }: Life, strategy: Strategy, decidesInFull: boolean): { readonly run: Run; readonly asked: number } {
  let asked = 0;
  const run = simulate({
    contender: strategy.name,
    surroundings: worldSurroundings(view),
    strategy,
    ...simulation,
    decidesInFull,
    onMoment: (_, decision) => {
      if (decision !== null) asked += 1;
    },
  });
  return { run, asked };
}

describe("a glance instead of a decision", () => {
  for (const strategy of STRATEGIES) {
    it(`changes nothing of a run of ${strategy.name}: not a move, not a unit, not a reason`, () => {
      fc.assert(
        fc.property(life, (one) => {
          expect(lived(one, strategy, false).run).deep.equal(lived(one, strategy, true).run);
        }),
        { numRuns: 60 },
      );
    });
  }

  it("settles most moments in a quiet world", () => {
    const one = quietLife();
    for (const strategy of STRATEGIES) {
      const { run, asked } = lived(one, strategy, false);
      expect(run.decisions).equal(one.view.world.timeSeconds.length - 1);
      expect(asked, strategy.name).below(run.decisions / 5);
    }
  });

  it("is not taken where a classifier speaks of risk", () => {
    const { view, simulation } = quietLife();
    const places = view.world.quotedApr.length;
    const risks = {
      name: "trees",
      version: "1",
      low: new Float32Array(places).fill(1),
      medium: new Float32Array(places),
      high: new Float32Array(places),
      riskClass: new Uint8Array(places),
    };
    const { run, asked } = lived({ view: { ...view, risks }, simulation }, topThreeTvl, false);
    expect(asked).equal(run.decisions);
  });
});

describe("sharedLevel", () => {
  const bound = fc.double({ min: 0, max: 100, noNaN: true });

  it("hands out the budget, each up to its bound, or reaches every bound", () => {
    fc.assert(
      fc.property(bound, fc.array(bound, { maxLength: 6 }), bound, fc.nat({ max: 6 }), (budget, bounds, otherBound, others) => {
        const all = [...bounds, ...new Array<number>(others).fill(otherBound)];
        const level = sharedLevel(budget, bounds, otherBound, others);
        const most = all.reduce((sum, one) => sum + one, 0);
        const given = all.reduce((sum, one) => sum + Math.min(level, one), 0);
        expect(given).closeTo(Math.min(budget, most), 1e-9);
      }),
    );
  });
});

/** A dozen made-up markets for two weeks. */
function quietLife(): Life {
  const days = 14;
  const { markets, conditions, rateModels } = syntheticMarkets({ markets: 12, days, seed: 3 });
  const begin = (markets[0]?.timeSeconds[0] ?? 0) + 2 * DAY_SECONDS;
  const world = buildWorld({
    isSynthetic: true,
    series: markets,
    conditions,
    rateModels,
    fromSeconds: begin,
    toSeconds: begin + (days - 3) * DAY_SECONDS,
    stepSeconds: 3_600,
    leastSupplyUsd: 1e6,
    leastKnownDays: 0,
    prices: "par",
    assetSymbol: "USDC",
  });
  const asset = { address: "0x0000000000000000000000000000000000000000", symbol: "USDC", decimals: 18 };
  return {
    view: {
      world,
      asset,
      forecasts: persistenceOf(world),
      risks: null,
      seesCovariance: false,
      relativeCapBps: 4_000,
      feeModel: { kind: "gas" },
      gasMultiplier: 1,
      tradeUsd: 400_000,
    },
    simulation: {
      policy: DEFAULT_POLICY,
      limits: { ...DEFAULT_LIMITS, rebalanceLossBps: 50, dailyLossBps: 150 },
      flows: [{ atSeconds: begin, amount: 10n ** 24n }],
    },
  };
}
