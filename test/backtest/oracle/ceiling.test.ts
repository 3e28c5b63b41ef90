import { expect } from "chai";
import fc from "fast-check";
import { bestPlan } from "../../../bot/backtest/oracle/bestPlan.ts";
import { ceiling, freeCeiling } from "../../../bot/backtest/oracle/ceiling.ts";
import { gasUsdPerUnit } from "../../../bot/backtest/oracle/settings.ts";
import type { World } from "../../../bot/backtest/world/world.ts";
import { simulated, type Weights } from "./simulated.ts";
import { aprOf, columnsOf, DAY, settingsOf, smallWorld, worldOf } from "./worlds.ts";

const gasUnits = fc.record({
  base: fc.integer({ min: 0, max: 1500 }),
  allocate: fc.integer({ min: 0, max: 800 }),
  deallocate: fc.integer({ min: 0, max: 800 }),
  relativeCapBps: fc.constantFrom(10_000, 5_000, 3_000),
  idleFloorBps: fc.constantFrom(0, 1_000),
});

describe("the ceiling of foresight", () => {
  it("is a constant rate compounded, less one change", () => {
    const days = 30;
    const fraction = 0.0002;
    const world = worldOf([{ paidApr: new Array<number>(days).fill(aprOf(fraction)) }]);
    const settings = settingsOf(world, { base: 20, allocate: 5, deallocate: 5 });
    expect(ceiling(world, settings)).closeTo((1 + fraction) ** days - 1 - 25 / 1e6, 1e-12);
    expect(freeCeiling(world, settings)).closeTo((1 + fraction) ** days - 1, 1e-12);
  });

  it("compounds the moments within a day", () => {
    const world = worldOf([{ paidApr: new Array<number>(72).fill(aprOf(1e-4, 3600)) }], 3600);
    expect(ceiling(world, settingsOf(world, { idleFloorBps: 2_500 }))).closeTo(0.75 * (1.0001 ** 72 - 1), 1e-4);
    expect(ceiling(world, settingsOf(world))).closeTo(1.0001 ** 72 - 1, 1e-12);
  });

  it("changes markets where that pays and not where it does not", () => {
    // A pays 1 % a day for two days and nothing then, B the reverse: 1.01⁴ with two changes, 1.01² with one.
    const paid = [0.01, 0.01, 0, 0].map((one) => aprOf(one));
    const world = worldOf([{ paidApr: paid }, { paidApr: paid.toReversed() }]);
    const capital = 1_000_000;
    const cheap = ceiling(world, settingsOf(world, { base: 100, allocate: 10, deallocate: 20 }));
    // The first change has 1.01⁴ to grow until the end, the second 1.01²; the least leg of the second is its allocation.
    const end = (capital - 110 / 1.01 ** 4) * 1.01 ** 2 - 110 / 1.01 ** 2;
    expect(cheap).closeTo((end * 1.01 ** 2) / capital - 1, 1e-12);
    const dear = ceiling(world, settingsOf(world, { base: 30_000, allocate: 0, deallocate: 0 }));
    expect(dear).equal(0);
  });

  it("stays idle where nothing pays for its gas", () => {
    const world = worldOf([{ paidApr: [aprOf(0.01), aprOf(0.01)] }]);
    expect(ceiling(world, settingsOf(world, { base: 50_000 }))).equal(0);
    expect(ceiling(worldOf([]), settingsOf(worldOf([])))).equal(0);
  });

  it("enters no closed market, may stay in one that closed, and takes a gap for nothing", () => {
    const paidApr = [0.01, 0.01, 0.01].map((one) => aprOf(one));
    const never = worldOf([{ paidApr, isOpen: [false, false, false, false] }]);
    expect(ceiling(never, settingsOf(never))).equal(0);
    expect(freeCeiling(never, settingsOf(never))).equal(0);
    const late = worldOf([{ paidApr, isOpen: [false, true, false, false] }]);
    expect(ceiling(late, settingsOf(late))).closeTo(1.01 ** 2 - 1, 1e-12);
    const gap = worldOf([{ paidApr: [aprOf(0.01), Number.NaN, aprOf(0.01)] }]);
    expect(ceiling(gap, settingsOf(gap))).closeTo(1.01 ** 2 - 1, 1e-12);
  });

  it("earns what a token gains in price and avoids what it loses", () => {
    const paidApr = [0, 0, 0];
    const world = worldOf([{ paidApr, price: [1, 0.98, 1, 0.99] }]);
    expect(ceiling(world, settingsOf(world))).closeTo(1 / 0.98 - 1, 1e-12);
  });

  it("is not beaten by any plan of a grid of weights, and is met where no cost and no drift comes between", () => {
    const run = (world: World, base: number): void => {
      const settings = settingsOf(world, { base, allocate: 100, deallocate: 200 });
      const best = bestOfGrid(world, (plan) => simulated(world, settings, plan, false));
      expect(best).at.most(ceiling(world, settings) + 1e-12);
      const free = settingsOf(world);
      const bestFree = bestOfGrid(world, (plan) => simulated(world, free, plan, true));
      // Without caps a single market is best at any time.
      expect(bestFree).closeTo(ceiling(world, free), 1e-9);
    };
    const open = fc
      .array(columnsOf(4), { minLength: 2, maxLength: 2 })
      .map((columns) => worldOf(columns.map((one) => ({ ...one, isOpen: [true, true, true, true, true] }))));
    fc.assert(
      fc.property(open, fc.integer({ min: 0, max: 3000 }), (world, base) => run(world, base)),
      { numRuns: 25 },
    );
  });

  it("is not beaten by random plans, whoever pays the gas", () => {
    let admissible = 0;
    fc.assert(
      fc.property(
        smallWorld,
        gasUnits,
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        fc.boolean(),
        (world, units, dice, fromVault) => {
          const settings = settingsOf(world, units);
          const most = ceiling(world, settings);
          for (let i = 0; i < 20; i++) {
            const plan = Array.from(world.timeSeconds, () => randomWeights(world, settings, () => dice.next().value ?? 0));
            const net = simulated(world, settings, plan, fromVault);
            if (net === null) continue;
            admissible += 1;
            expect(net).at.most(most + 1e-12);
          }
        },
      ),
      { numRuns: 150 },
    );
    expect(admissible).above(200);
  });

  it("is not beaten by random plans where conversions cost and no market loses", () => {
    let admissible = 0;
    fc.assert(
      fc.property(
        smallWorld,
        gasUnits,
        fc.constantFrom(0, 10, 50, 200),
        fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
        fc.boolean(),
        (priced, units, conversionBps, dice, fromVault) => {
          const world = { ...priced, price: priced.price.map(() => 1) };
          const settings = settingsOf(world, { ...units, conversionBps });
          const most = ceiling(world, settings);
          for (let i = 0; i < 30; i++) {
            const plan = Array.from(world.timeSeconds, () => randomWeights(world, settings, () => dice.next().value ?? 0));
            const net = simulated(world, settings, plan, fromVault);
            if (net === null) continue;
            admissible += 1;
            expect(net).at.most(most + 1e-9);
          }
          expect(bestPlan(world, { ...settings, relativeCapBps: 10_000, idleFloorBps: 0 }).netReturn).at.most(
            ceiling(world, { ...settings, relativeCapBps: 10_000, idleFloorBps: 0 }) + 1e-9,
          );
        },
      ),
      { numRuns: 150 },
    );
    expect(admissible).above(200);
  });

  it("is not beaten by the best plan of a grid where conversions cost", () => {
    const open = fc
      .array(columnsOf(4), { minLength: 2, maxLength: 2 })
      .map((columns) => worldOf(columns.map(({ paidApr, isOpen }) => ({ paidApr, ...(isOpen === undefined ? {} : { isOpen }) }))));
    fc.assert(
      fc.property(open, fc.constantFrom(5, 30, 60), fc.integer({ min: 0, max: 500 }), (world, conversionBps, base) => {
        const settings = settingsOf(world, { base, conversionBps });
        const best = bestOfGrid(world, (plan) => simulated(world, settings, plan, false));
        expect(best).at.most(ceiling(world, settings) + 1e-9);
      }),
      { numRuns: 25 },
    );
  });

  it("counts conversions, which bring it close to what can be had", () => {
    const days = 200;
    // Three markets take turns in paying 6 % a year and 2 %, a week each.
    const world = worldOf(
      [0, 1, 2].map((m) => ({ paidApr: Array.from({ length: days }, (_, d) => (Math.floor(d / 7) % 3 === m ? 0.06 : 0.02)) })),
    );
    const settings = settingsOf(world, { conversionBps: 5 });
    const { netReturn } = bestPlan(world, settings);
    expect(ceiling(world, settings)).within(netReturn, netReturn * 1.1);
    // With free conversions it would pay to follow every turn.
    expect(ceiling(world, settings)).below(0.8 * ceiling(world, settingsOf(world)));
  });

  it("without costs and caps is the free ceiling of daily steps", () => {
    fc.assert(
      fc.property(smallWorld, (world) => {
        const settings = settingsOf(world);
        expect(ceiling(world, settings)).at.most(freeCeiling(world, settings) + 1e-12);
        const open = { ...world, isOpen: world.isOpen.map(() => 1) };
        expect(ceiling(open, settings)).closeTo(freeCeiling(open, settings), 1e-12);
      }),
    );
  });

  it("does not fall with one more market, nor rise with dearer gas or tighter caps", () => {
    fc.assert(
      fc.property(fc.array(columnsOf(5), { minLength: 2, maxLength: 4 }), gasUnits, (columns, units) => {
        const fewer = worldOf(columns.slice(1));
        const more = worldOf(columns);
        const most = ceiling(more, settingsOf(more, units));
        expect(most).at.least(ceiling(fewer, settingsOf(fewer, units)) - 1e-12);
        expect(ceiling(more, settingsOf(more, { ...units, base: units.base + 500 }))).at.most(most + 1e-12);
        expect(ceiling(more, settingsOf(more, { ...units, idleFloorBps: units.idleFloorBps + 1_000 }))).at.most(most + 1e-12);
        expect(freeCeiling(more, settingsOf(more, units))).at.least(freeCeiling(fewer, settingsOf(fewer, units)) - 1e-12);
      }),
    );
  });

  it("changes at midnights only, which the free ceiling does not", () => {
    // Twelve hours a step: A pays in the mornings, B in the afternoons.
    const half = DAY / 2;
    const paidApr = [0.01, 0, 0.01, 0].map((one) => aprOf(one, half));
    const world = worldOf([{ paidApr }, { paidApr: paidApr.toReversed() }], half);
    expect(ceiling(world, settingsOf(world))).closeTo(1.01 ** 2 - 1, 1e-12);
    expect(freeCeiling(world, settingsOf(world))).closeTo(1.01 ** 4 - 1, 1e-12);
  });

  it("prices gas by the price of gas and of ether", () => {
    const usd = gasUsdPerUnit({ gasPriceGwei: Float64Array.of(30, Number.NaN), ethPriceUsd: Float64Array.of(2000, 2000) });
    // 184,000 units at 30 gwei are 0.00552 ether.
    expect((usd[0] ?? 0) * 184_000).closeTo(11.04, 1e-9);
    expect(usd[1]).to.be.NaN;
  });
});

/** Every plan for two markets whose weights are 0, ½ or 1, together at most 1, or left alone. */
function bestOfGrid(world: World, netOf: (plan: readonly Weights[]) => number | null): number {
  const choices: readonly Weights[] = [null, [0, 0], [0, 0.5], [0.5, 0], [0.5, 0.5], [1, 0], [0, 1]];
  const steps = world.timeSeconds.length - 1;
  let best = 0;
  for (let code = 0; code < choices.length ** steps; code++) {
    const plan = Array.from({ length: steps }, (_, s) => choices[Math.floor(code / choices.length ** s) % choices.length] ?? null);
    best = Math.max(best, netOf(plan) ?? 0);
  }
  return best;
}

/** Within the caps, often at them, or null. */
function randomWeights(world: World, { relativeCapBps, idleFloorBps }: ReturnType<typeof settingsOf>, roll: () => number): Weights {
  if (roll() < 0.4) return null;
  let left = 1 - idleFloorBps / 10_000;
  const first = Math.floor(roll() * world.markets.length);
  const weights = world.markets.map(() => 0);
  for (let i = 0; i < weights.length; i++) {
    const weight = Math.min(left, relativeCapBps / 10_000) * Math.min(1, 1.5 * roll());
    weights[(first + i) % weights.length] = weight;
    left -= weight;
  }
  return weights;
}
