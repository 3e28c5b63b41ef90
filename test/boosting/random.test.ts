import { expect } from "chai";
import fc from "fast-check";
import { sampleInOrder, seededRandom } from "../../bot/boosting/random.ts";
import { expectNear } from "../near.ts";

describe("random draws of rows", () => {
  it("are as many as the share says, each once and in their order", () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 1, max: 200 }), fc.double({ min: 0.001, max: 1, noNaN: true }), (seed, size, share) => {
        const sample = sampleInOrder(
          Int32Array.from({ length: size }, (_, i) => 3 * i),
          share,
          seededRandom(seed),
        );
        expect(sample.length).equal(Math.max(1, Math.round(share * size)));
        expect([...sample]).deep.equal([...new Set(sample)].sort((a, b) => a - b));
        for (const item of sample) expect(item % 3 === 0 && item < 3 * size).equal(true);
      }),
    );
  });

  it("are equally likely for every row", () => {
    const counts = new Float64Array(20);
    const random = seededRandom(1);
    const items = Int32Array.from(counts.keys());
    for (let i = 0; i < 4000; i++) for (const item of sampleInOrder(items, 0.25, random)) counts[item] = (counts[item] as number) + 1;
    // 1,000 each; five standard deviations are 137.
    for (const count of counts) expectNear(count, 1000, 137);
  });

  it("are numbers from 0 to below 1, alike everywhere", () => {
    const random = seededRandom(7);
    const tenths = new Float64Array(10);
    for (let i = 0; i < 10_000; i++) {
      const value = random();
      expect(value).at.least(0).below(1);
      tenths[Math.floor(10 * value)] = (tenths[Math.floor(10 * value)] as number) + 1;
    }
    for (const count of tenths) expectNear(count, 1000, 150);
  });
});
