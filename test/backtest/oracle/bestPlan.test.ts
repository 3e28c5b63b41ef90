import { expect } from "chai";
import fc from "fast-check";
import { bestPlan } from "../../../bot/backtest/oracle/bestPlan.ts";
import { ceiling } from "../../../bot/backtest/oracle/ceiling.ts";
import { plannedStrategy } from "../../../bot/backtest/oracle/plannedStrategy.ts";
import { decide } from "../../../bot/decide/decide.ts";
import { NOW, units } from "../../decide/arbitraries.ts";
import { marketsOf, idOf as vaultMarket } from "../../decide/strategies/markets.ts";
import { aprOf, BEGIN, columnsOf, DAY, idOf, settingsOf, smallWorld, worldOf } from "./worlds.ts";

describe("the best plan of foresight", () => {
  it("moves when the rates swap places", () => {
    const paid = [0.01, 0.01, 0, 0].map((one) => aprOf(one));
    const world = worldOf([{ paidApr: paid }, { paidApr: paid.toReversed() }]);
    const plan = bestPlan(world, settingsOf(world, { base: 100, allocate: 10, deallocate: 20 }));
    expect(plan.changes.map(({ atSeconds }) => atSeconds)).deep.equal([BEGIN, BEGIN + 2 * DAY]);
    expect(plan.changes[0]?.weights.get(idOf(0))).closeTo(1, 1e-9);
    expect(plan.changes[1]?.weights.get(idOf(0))).equal(0);
    expect(plan.changes[1]?.weights.get(idOf(1))).closeTo(1, 1e-9);
    // Base and one leg, then base and two.
    expect(plan.netReturn).closeTo(((1 - 110 / 1e6) * 1.01 ** 2 - 130 / 1e6) * 1.01 ** 2 - 1, 1e-9);
  });

  it("shares its money between markets that it would dilute", () => {
    const market = {
      paidApr: new Array<number>(10).fill(aprOf(0.001)),
      supplyUsd: 1e6,
      borrowUsd: 8e5,
      rateModel: { kind: "kinked-supply", kinkUtilization: 0.9, baseSupplyApr: 0, slopeLowApr: 0.05, slopeHighApr: 0.4 },
    } as const;
    const world = worldOf([market, market]);
    const [first] = bestPlan(world, settingsOf(world, { base: 1, allocate: 1, deallocate: 1 })).changes;
    expect(first?.weights.get(idOf(0))).closeTo(0.5, 1e-6);
    expect(first?.weights.get(idOf(1))).closeTo(0.5, 1e-6);
  });

  it("does nothing where nothing pays for its gas", () => {
    const world = worldOf([{ paidApr: [aprOf(0.01), aprOf(0.01)] }]);
    expect(bestPlan(world, settingsOf(world, { base: 50_000 }))).deep.equal({ changes: [], netReturn: 0 });
  });

  it("moves through no conversion that costs more than it brings", () => {
    const paid = [0.01, 0.01, 0, 0].map((one) => aprOf(one));
    const world = worldOf([{ paidApr: paid }, { paidApr: paid.toReversed() }]);
    const { changes, netReturn } = bestPlan(world, settingsOf(world, { conversionBps: 50 }));
    expect(changes.length).equal(2);
    // Half a per cent on the way in, then one on the way from A to B.
    expect(netReturn).closeTo(0.995 * 1.01 ** 2 * 0.99 * 1.01 ** 2 - 1, 1e-6);
    const lesser = worldOf([{ paidApr: paid }, { paidApr: paid.toReversed().map((apr) => apr / 2) }]);
    expect(bestPlan(lesser, settingsOf(lesser, { conversionBps: 60 })).changes.length).equal(1);
    expect(bestPlan(world, settingsOf(world, { conversionBps: 250 }))).deep.equal({ changes: [], netReturn: 0 });
  });

  it("makes no change that the vault would refuse for its loss", () => {
    const paid = [0.01, 0.01, 0, 0].map((one) => aprOf(one));
    const world = worldOf([{ paidApr: paid }, { paidApr: paid.toReversed() }]);
    // Out of one market and into another is expected to lose three times the conversion, from idle money twice.
    const { changes } = bestPlan(world, settingsOf(world, { conversionBps: 10, rebalanceLossFraction: 0.0025 }));
    expect(changes.length).above(0);
    for (const { weights } of changes) expect([...weights.values()].filter((weight) => weight === 1 || weight === 0).length).at.most(1);
  });

  it("puts nothing into a market that is closed, and keeps what is there", () => {
    const paidApr = [0.01, 0.01, 0.01].map((one) => aprOf(one));
    const never = worldOf([{ paidApr, isOpen: [false, false, false, false] }]);
    expect(bestPlan(never, settingsOf(never)).changes).deep.equal([]);
    const late = worldOf([{ paidApr, isOpen: [false, true, false, false] }]);
    const { changes, netReturn } = bestPlan(late, settingsOf(late));
    expect(changes.map(({ atSeconds }) => atSeconds)).deep.equal([BEGIN + DAY]);
    expect(netReturn).closeTo(1.01 ** 2 - 1, 1e-9);
  });

  it("expects no more than the ceiling and loses nothing", () => {
    fc.assert(
      fc.property(smallWorld, fc.integer({ min: 0, max: 1_500 }), fc.integer({ min: 0, max: 800 }), (world, base, leg) => {
        const settings = settingsOf(world, { base, allocate: leg, deallocate: leg });
        const { netReturn } = bestPlan(world, settings);
        expect(netReturn).at.most(ceiling(world, settings) + 1e-12);
        expect(netReturn).at.least(-1e-12);
      }),
    );
  });

  it("keeps its caps whenever it adds to a market", () => {
    fc.assert(
      fc.property(fc.array(columnsOf(6), { minLength: 3, maxLength: 3 }), (columns) => {
        const world = worldOf(columns);
        const settings = settingsOf(world, { base: 300, allocate: 100, deallocate: 100, relativeCapBps: 4_000, idleFloorBps: 1_000 });
        for (const { weights } of bestPlan(world, settings).changes) {
          for (const weight of weights.values()) expect(weight).within(0, 0.4 + 1e-9);
        }
      }),
    );
  });
});

describe("a planned strategy", () => {
  const input = marketsOf([{ held: 600_000 }, { held: 100_000 }, {}], 300_000);
  const weights = new Map([
    [vaultMarket(0), 0.2],
    [vaultMarket(2), 0.5],
  ]);

  it("follows the plan at its time and leaves alone what the change does not name", () => {
    const decision = decide(input, plannedStrategy({ changes: [{ atSeconds: NOW, weights }], netReturn: 0 }));
    expect(decision.action).equal("rebalance");
    expect(decision.markets.map(({ target }) => target)).deep.equal([units(200_000), units(100_000), units(500_000)]);
  });

  it("tries again for days what it could not make at its time, unless it is as good as made", () => {
    const at = (atSeconds: number) => decide(input, plannedStrategy({ changes: [{ atSeconds, weights }], netReturn: 0 }));
    expect(at(NOW - 6 * DAY).markets.map(({ target }) => target)).deep.equal([units(200_000), units(100_000), units(500_000)]);
    expect(at(NOW - 8 * DAY).action).equal("hold");
    const made = new Map([
      [vaultMarket(0), 0.597],
      [vaultMarket(1), 0.103],
    ]);
    expect(decide(input, plannedStrategy({ changes: [{ atSeconds: NOW - DAY, weights: made }], netReturn: 0 })).action).equal("hold");
  });

  it("forgets a change once the next is due", () => {
    const next = { atSeconds: NOW - 1, weights: new Map([[vaultMarket(0), 0.6]]) };
    const plan = { changes: [{ atSeconds: NOW - DAY, weights }, next], netReturn: 0 };
    expect(decide(input, plannedStrategy(plan)).action).equal("hold");
  });

  it("holds at any other time", () => {
    const decision = decide(input, plannedStrategy({ changes: [{ atSeconds: NOW + 1, weights }], netReturn: 0 }));
    expect(decision.action).equal("hold");
  });
});
