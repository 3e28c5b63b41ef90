import { expect } from "chai";
import fc from "fast-check";
import { seededRandom, shuffledIndices } from "../../../bot/predict/neural/seededRandom.ts";
import { expectNear } from "../../near.ts";

const take = (random: { next(): number }, count: number) => Array.from({ length: count }, () => random.next());

describe("seeded random numbers", () => {
  it("are uniform in [0, 1)", () => {
    const numbers = take(seededRandom(1), 100_000);
    for (let tenth = 0; tenth < 10; tenth++) {
      const share = numbers.filter((number) => number >= tenth / 10 && number < (tenth + 1) / 10).length / numbers.length;
      expectNear(share, 0.1, 0.005);
    }
  });

  it("go on from any state, and differ from seed to seed", () => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(50), (seed, skipped) => {
        const random = seededRandom(seed);
        take(random, skipped);
        const resumed = seededRandom(random.state());
        expect(take(resumed, 5)).deep.equal(take(random, 5));
        expect(take(seededRandom(seed), 5)).not.deep.equal(take(seededRandom(seed + 1), 5));
      }),
    );
  });

  it("shuffle: every index once, in every place equally often", () => {
    const random = seededRandom(3);
    const firsts = [0, 0, 0, 0, 0];
    for (let i = 0; i < 10_000; i++) {
      const order = shuffledIndices(5, random);
      expect([...order].toSorted()).deep.equal([0, 1, 2, 3, 4]);
      const first = order[0] as number;
      firsts[first] = (firsts[first] as number) + 1;
    }
    for (const count of firsts) expectNear(count / 10_000, 0.2, 0.02);
  });
});
