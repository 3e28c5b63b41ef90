import { expect } from "chai";
import fc from "fast-check";
import type { World } from "../../../bot/backtest/world/world.ts";
import type { Decision } from "../../../bot/core/decision.ts";
import { equalWeight } from "../../../bot/decide/strategies/equalWeight.ts";
import { maximiseNetYield } from "../../../bot/decide/strategies/maximiseNetYield.ts";
import { riskParity } from "../../../bot/decide/strategies/riskParity.ts";
import { topThreeApr } from "../../../bot/decide/strategies/topThreeApr.ts";
import { topThreeTvl } from "../../../bot/decide/strategies/topThreeTvl.ts";
import { worldOf } from "../oracle/worlds.ts";
import { runIn } from "./runs.ts";

const HOUR = 3_600;
const STRATEGIES = [maximiseNetYield, equalWeight, topThreeApr, topThreeTvl, riskParity];
const MOMENTS = 30;

const market = fc.record({
  paidApr: fc.array(fc.double({ min: 0, max: 0.3, noNaN: true }), { minLength: MOMENTS - 1, maxLength: MOMENTS - 1 }),
  isOpen: fc.array(fc.boolean(), { minLength: MOMENTS, maxLength: MOMENTS }),
  supplyUsd: fc.double({ min: 1e6, max: 1e9, noNaN: true }),
});

/** Everything that is known only after moment `last` made something else, what is paid from it on among it. */
function withOtherFuture(world: World, last: number): World {
  const moments = world.timeSeconds.length;
  const changed = (column: Float64Array, from: number, by: number) =>
    column.map((value, at) => (at % moments >= from ? value * by : value));
  return {
    ...world,
    quotedApr: changed(world.quotedApr, last + 1, 3),
    paidApr: changed(world.paidApr, last, 0.1),
    supplyUsd: changed(world.supplyUsd, last + 1, 0.5),
    borrowUsd: changed(world.borrowUsd, last + 1, 0.2),
    price: changed(world.price, last + 1, 0.9),
    gasPriceGwei: changed(world.gasPriceGwei, last + 1, 7),
    ethPriceUsd: changed(world.ethPriceUsd, last + 1, 2),
    isOpen: world.isOpen.map((open, at) => (at % moments > last ? 1 - open : open)),
  };
}

function decisionsIn(world: World, strategy: (typeof STRATEGIES)[number]): readonly (Decision | null)[] {
  const decisions: (Decision | null)[] = [];
  runIn({ world, strategy, policy: { horizonSeconds: 7 * 86_400 }, onMoment: (_moment, decision) => decisions.push(decision) });
  return decisions;
}

describe("a simulated vault's look ahead", () => {
  it("does not exist: another future changes no decision made before it, not by a unit", () => {
    fc.assert(
      fc.property(
        fc.array(market, { minLength: 2, maxLength: 5 }),
        fc.constantFrom(...STRATEGIES),
        fc.integer({ min: 0, max: MOMENTS - 2 }),
        (markets, strategy, last) => {
          const world = worldOf(markets, HOUR, new Array(MOMENTS).fill(1e-5));
          const before = decisionsIn(world, strategy).slice(0, last + 1);
          const after = decisionsIn(withOtherFuture(world, last), strategy).slice(0, last + 1);
          expect(after).to.deep.equal(before);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("would be noticed: the test's other future does change what comes after it", () => {
    const world = worldOf([{ paidApr: new Array(MOMENTS - 1).fill(0.05) }, { paidApr: new Array(MOMENTS - 1).fill(0.04) }], HOUR);
    const last = 10;
    expect(decisionsIn(withOtherFuture(world, last), equalWeight).slice(last + 1)).to.not.deep.equal(
      decisionsIn(world, equalWeight).slice(last + 1),
    );
  });
});
