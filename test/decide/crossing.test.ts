import { expect } from "chai";
import fc from "fast-check";
import { crossing } from "../../bot/decide/optimise/crossing.ts";

const OPTIONS = { precision: 1e-12, enough: 0, mayGoOn: () => true };

describe("the crossing of an excess that falls with the price", () => {
  const price = fc.double({ min: 1e-3, max: 1e3, noNaN: true });

  /** Counts the looks it takes. */
  function found(excessAt: (price: number) => number, start: number, enough = 0) {
    let looks = 0;
    const lookAt = (at: number) => {
      looks += 1;
      return { answer: at, excess: excessAt(at) };
    };
    return { ...crossing(lookAt, { answer: 0, excess: excessAt(0) }, { ...OPTIONS, start, enough }), looks: () => looks };
  }

  it("is found from both sides where the excess jumps, wherever the search starts", () => {
    fc.assert(
      fc.property(price, price, price, price, (at, start, above, below) => {
        const { over, under, looks } = found((one) => (one < at ? above : -below), start);
        expect(over.answer).below(at);
        expect(under.answer).at.least(at);
        expect(under.answer - over.answer).at.most(at * 1e-11);
        expect(looks()).below(120);
      }),
      { endOnFailure: true },
    );
  });

  it("is found in a few looks where the excess falls steadily", () => {
    let most = 0;
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 10, noNaN: true }), (at) => {
        const { over, under, looks } = found((one) => 1 / (1 + one) ** 2 - 1 / (1 + at) ** 2, 1, 1e-12);
        expect(over.excess).above(0);
        expect(under.excess).within(-1e-10, 0);
        // Either end is at the crossing; the other may have stayed behind.
        expect(Math.min(at - over.answer, under.answer - at)).at.most(at * 1e-9);
        most = Math.max(most, looks());
      }),
      { endOnFailure: true },
    );
    expect(most).below(30);
  });

  it("is left where it is when the search may not go on", () => {
    const lookAt = (one: number) => ({ answer: one, excess: 5 - one });
    const { over, under } = crossing(lookAt, lookAt(0), { ...OPTIONS, start: 1, mayGoOn: () => false });
    expect([over.answer, under.answer]).deep.equal([4, 16]);
  });
});
