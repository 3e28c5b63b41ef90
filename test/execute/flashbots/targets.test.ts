import { expect } from "chai";
import fc from "fast-check";
import { targetsAfter, uncovered } from "../../../bot/execute/flashbots/targets.ts";

describe("execute: target blocks", () => {
  const policy = fc.record({ blocksAhead: fc.integer({ min: 1, max: 25 }), secondsPerBlock: fc.integer({ min: 1, max: 12 }) });
  const head = fc.record({ number: fc.nat(30_000_000), timestampSeconds: fc.nat(2_000_000_000) });

  it("are the next blocks, all of them that come before the deadline and none after", () => {
    fc.assert(
      fc.property(head, fc.integer({ min: -100, max: 1_000 }), policy, (at, secondsLeft, { blocksAhead, secondsPerBlock }) => {
        const targets = targetsAfter(at, at.timestampSeconds + secondsLeft, { blocksAhead, secondsPerBlock });
        for (let ahead = 1; ahead <= blocksAhead + 1; ahead++) {
          const inTime = ahead * secondsPerBlock <= secondsLeft;
          expect(targets.includes(at.number + ahead)).to.equal(inTime && ahead <= blocksAhead);
        }
        expect(targets).to.deep.equal([...new Set(targets)].sort((a, b) => a - b));
        expect(targets.every((target) => target > at.number)).to.equal(true);
      }),
    );
  });

  it("are as many as asked for without a deadline", () => {
    fc.assert(
      fc.property(head, policy, (at, wanted) => {
        expect(targetsAfter(at, null, wanted)).to.have.length(wanted.blocksAhead);
      }),
    );
  });

  it("need one bundle each, and one private transaction for all", () => {
    expect(uncovered([5, 6, 7], "bundle", new Set([6]))).to.deep.equal([5, 7]);
    expect(uncovered([5, 6, 7], "private-transaction", new Set())).to.deep.equal([7]);
    expect(uncovered([5, 6, 7], "private-transaction", new Set([5]))).to.deep.equal([]);
    expect(uncovered([], "private-transaction", new Set())).to.deep.equal([]);
  });
});
