import { expect } from "chai";
import fc from "fast-check";
import type { Mutation } from "../../scripts/mutate/mutation.ts";
import { createSelection, proportionalOrder } from "../../scripts/mutate/selection.ts";

function mutation(file: string, operator: string, index: number): Mutation {
  const id = `${file}:${operator}:${index}`;
  return { id, file, operator, line: index, span: { start: index, end: index + 1 }, original: "a", replacement: "b" };
}

/** Three files of very different size, five operators of which one is rare. */
const all = [
  ...Array.from({ length: 400 }, (_, index) => mutation("Large.sol", `operator-${index % 4}`, index)),
  ...Array.from({ length: 100 }, (_, index) => mutation("Medium.sol", `operator-${index % 3}`, index)),
  ...Array.from({ length: 20 }, (_, index) => mutation("Small.sol", index === 19 ? "rare" : "operator-0", index)),
];

const seeds = fc.string();

/** Tries mutations, several at a time, finishing them in an order of the property's choice. */
function countedBy(order: readonly Mutation[], count: number, jobs: number, isNothing: (id: string) => boolean, pick: () => number) {
  const selection = createSelection(order, count);
  const running: Mutation[] = [];
  const counted: string[] = [];
  for (;;) {
    const next = running.length < jobs ? selection.next() : "wait";
    if (next !== undefined && next !== "wait") {
      running.push(next);
      continue;
    }
    const [finished] = running.splice(pick() % Math.max(running.length, 1), 1);
    if (finished === undefined) return counted;
    const counts = !isNothing(finished.id);
    if (counts) counted.push(finished.id);
    selection.settle(finished, counts);
  }
}

describe("selection of mutations", () => {
  it("orders all of them, by nothing but seed and ids", () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const order = proportionalOrder(all, seed);
        const ids = (mutations: readonly Mutation[]) => mutations.map(({ id }) => id);
        expect(ids(order).toSorted()).to.deep.equal(ids(all).toSorted());
        expect(ids(proportionalOrder(all.toReversed(), seed))).to.deep.equal(ids(order));
      }),
      { numRuns: 20 },
    );
    expect(proportionalOrder(all, "1")).to.not.deep.equal(proportionalOrder(all, "2"));
  });

  it("gives each file its share of every beginning, to one mutation", () => {
    fc.assert(
      fc.property(seeds, fc.nat(all.length), (seed, length) => {
        const beginning = proportionalOrder(all, seed).slice(0, length);
        for (const file of ["Large.sol", "Medium.sol", "Small.sol"]) {
          const share = all.filter((one) => one.file === file).length / all.length;
          expect(beginning.filter((one) => one.file === file).length).to.be.closeTo(share * length, 1.5);
        }
      }),
      { numRuns: 50 },
    );
  });

  it("counts the same mutations whichever finish first and however many run at a time", () => {
    fc.assert(
      fc.property(
        seeds,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 2, max: 6 }),
        fc.infiniteStream(fc.nat()),
        (seed, count, jobs, picks) => {
          const order = proportionalOrder(all, seed);
          const isNothing = (id: string) => id.length % 3 === 0;
          const pick = () => picks.next().value ?? 0;
          const alone = countedBy(order, count, 1, isNothing, () => 0);
          expect(alone).to.have.length(count);
          expect(countedBy(order, count, jobs, isNothing, pick)).to.have.members(alone);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("tries every operator before any twice", () => {
    const counted = countedBy(
      proportionalOrder(all, "1"),
      5,
      1,
      () => false,
      () => 0,
    );
    expect(new Set(counted.map((id) => id.split(":")[1]))).to.deep.equal(new Set(all.map(({ operator }) => operator)));
  });

  it("ends where there is nothing left", () => {
    const few = all.slice(0, 10);
    expect(
      countedBy(
        few,
        60,
        3,
        () => false,
        () => 0,
      ),
    ).to.have.members(few.map(({ id }) => id));
    expect(
      countedBy(
        few,
        60,
        3,
        () => true,
        () => 0,
      ),
    ).to.deep.equal([]);
  });
});
