import { expect } from "chai";
import fc from "fast-check";
import {
  comparedOfQuery,
  contendersOf,
  MOST_COMPARED,
  pathOfCompared,
  titlesOf,
  toggled,
} from "../../../../../bot/watch/web/pages/backtests/comparison.ts";

const ids = fc.uniqueArray(fc.integer({ min: 1, max: 1_000_000 }), { maxLength: MOST_COMPARED });

describe("which backtests are compared", () => {
  it("is the same to whoever is given the address", () => {
    fc.assert(
      fc.property(ids, (chosen) => {
        const { searchParams, pathname } = new URL(pathOfCompared(chosen), "http://keeper");
        expect(pathname).to.equal("/backtests");
        expect(comparedOfQuery(Object.fromEntries(searchParams))).to.deep.equal(chosen);
      }),
    );
  });

  it("takes no more than there is room for, none twice, and nothing that is no id", () => {
    fc.assert(
      fc.property(fc.string(), (compare) => {
        const chosen = comparedOfQuery({ compare });
        expect(chosen.length).to.be.at.most(MOST_COMPARED);
        expect(new Set(chosen).size).to.equal(chosen.length);
        for (const id of chosen) expect(Number.isSafeInteger(id)).to.equal(true);
      }),
    );
    expect(comparedOfQuery({ compare: "3,x,3,,-1,2" })).to.deep.equal([3, 2]);
  });

  it("is as before when one is chosen and put away again", () => {
    fc.assert(
      fc.property(ids, fc.integer({ min: 1_000_001 }), (chosen, another) => {
        expect(toggled(toggled(chosen, another), another)).to.deep.equal(chosen);
        expect(toggled(chosen, another).length).to.equal(Math.min(MOST_COMPARED, chosen.length + 1));
      }),
    );
  });

  it("begins with a contender that all of them have", () => {
    const compared = [{ contenders: ["a", "b"] }, { contenders: ["c", "b"] }, { contenders: ["b"] }];
    expect(contendersOf(compared)[0]).to.equal("b");
    expect([...contendersOf(compared)].sort()).to.deep.equal(["a", "b", "c"]);
  });

  it("tells them apart, also those of one name", () => {
    expect(
      titlesOf([
        { id: 1, name: "daily" },
        { id: 2, name: null },
        { id: 3, name: "daily" },
        { id: 4, name: "hourly" },
      ]),
    ).to.deep.equal(["daily (1)", "Backtest 2", "daily (3)", "hourly"]);
  });
});
