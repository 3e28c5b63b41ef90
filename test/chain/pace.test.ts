import { expect } from "chai";
import fc from "fast-check";
import { createPace } from "../../bot/chain/pace.ts";

describe("a pace", () => {
  it("never lets more requests begin in a second than it should, and does not hold back those that come slowly", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 50 }), fc.array(fc.nat(400), { minLength: 1, maxLength: 60 }), async (perSecond, gaps) => {
        let now = 0;
        const pace = createPace(perSecond, {
          now: () => now,
          pause: async (milliseconds) => {
            now += milliseconds;
          },
        });
        const begun: number[] = [];
        for (const gap of gaps) {
          now += gap;
          const asked = now;
          await pace();
          begun.push(now);
          const before = begun.at(-2);
          const expected = before === undefined ? asked : Math.max(asked, before + 1000 / perSecond);
          expect(now).to.be.closeTo(expected, 1e-6);
        }
      }),
    );
  });

  it("gives those that ask at once one turn after the other", async () => {
    const pauses: number[] = [];
    const pace = createPace(10, { now: () => 0, pause: async (milliseconds) => void pauses.push(milliseconds) });
    await Promise.all([pace(), pace(), pace()]);
    expect(pauses).to.deep.equal([100, 200]);
  });
});
