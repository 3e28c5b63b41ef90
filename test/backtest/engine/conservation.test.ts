import { expect } from "chai";
import fc from "fast-check";
import { Book } from "../../../bot/backtest/engine/book.ts";
import { CapitalNotConservedError, MoveNotAllowedError } from "../../../bot/backtest/errors.ts";
import { RAY } from "../../../bot/core/units.ts";
import { STRATEGIES } from "../../../bot/decide/strategies/registry.ts";
import { worldOf } from "../oracle/worlds.ts";
import { ONE, runIn } from "./runs.ts";

const HOUR = 3_600;
const MOMENTS = 24;
const numbers = (min: number, max: number, count: number) =>
  fc.array(fc.double({ min, max, noNaN: true }), { minLength: count, maxLength: count });
const market = fc.record({
  paidApr: numbers(-0.5, 2, MOMENTS - 1),
  price: numbers(0.8, 1.2, MOMENTS),
  isOpen: fc.array(fc.boolean(), { minLength: MOMENTS, maxLength: MOMENTS }),
  supplyUsd: fc.double({ min: 1e5, max: 1e9, noNaN: true }),
  borrowUsd: fc.double({ min: 0, max: 1e9, noNaN: true }),
});

describe("capital", () => {
  it("is conserved to the unit whatever markets, users and strategies do", () => {
    fc.assert(
      fc.property(
        fc.array(market, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...STRATEGIES),
        fc.array(fc.tuple(fc.integer({ min: 1, max: MOMENTS - 1 }), fc.integer({ min: -900_000, max: 900_000 })), { maxLength: 4 }),
        (markets, strategy, flows) => {
          const world = worldOf(markets, HOUR, new Array(MOMENTS).fill(1e-6));
          const run = runIn({
            world,
            strategy,
            flows: flows.map(([moment, usd]) => ({ atSeconds: world.timeSeconds[moment] as number, amount: BigInt(usd) * ONE })),
          });
          // What the engine checks in units at every moment, here once more from what it tells.
          const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);
          const accounted = sum(run.flowUsd) + sum(run.yieldUsd) + sum(run.priceUsd) - run.costs.gasUsd - run.costs.conversionUsd;
          expect(run.navUsd.at(-1)).to.be.closeTo(accounted, 1e-3);
        },
      ),
      { numRuns: 80 },
    );
  });

  it("that is counted twice is noticed at once, and so is what vanishes", () => {
    const booked = () => {
      const book = new Book(2);
      book.deposit(100n);
      book.move(0, 60n, 0n);
      return book;
    };
    booked().check(0);
    const twice = booked();
    twice.positions[1] = 60n;
    expect(() => twice.check(1)).to.throw(CapitalNotConservedError, "the vault holds 160 and 100 is accounted for");
    const less = booked();
    less.positions[0] = 59n;
    expect(() => less.check(1)).to.throw(CapitalNotConservedError);
  });

  it("that is not there cannot be moved", () => {
    const book = new Book(1);
    book.deposit(100n);
    expect(() => book.move(0, 101n, 0n)).to.throw(MoveNotAllowedError);
    book.move(0, 100n, 0n);
    expect(() => book.move(0, -101n, 0n)).to.throw(MoveNotAllowedError);
  });

  it("pays what a leg costs, rounded up, and gas apart from it", () => {
    const book = new Book(1);
    book.deposit(1_000n);
    book.move(0, 999n, RAY / 1_000n);
    expect([book.idle, book.positions[0], book.totals().conversionCosts]).to.deep.equal([1n, 998n, 1n]);
    book.move(0, -500n, RAY / 1_000n);
    expect([book.idle, book.positions[0], book.totals().conversionCosts]).to.deep.equal([500n, 498n, 2n]);
    book.payGas(7n);
    expect([book.held(), book.netAssets()]).to.deep.equal([998n, 991n]);
    book.check(0);
  });
});
