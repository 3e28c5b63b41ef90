import { expect } from "chai";
import fc from "fast-check";
import { type Page, pageOf } from "../../bot/store/page.ts";

describe("store: pages", () => {
  it("hold what was asked for, and lead on exactly while there is more", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat()), fc.integer({ min: 1, max: 5 }), (ids, limit) => {
        const all = ids.toSorted((a, b) => a - b);
        const read = (after: number) => all.filter((id) => id > after).slice(0, limit + 1);
        const walked: number[] = [];
        for (let after: number | null = -1; after !== null; ) {
          const { items, next }: Page<number> = pageOf(read(after), limit, { itemOf: (id) => id, keyOf: (id) => [id] });
          expect(items.length).to.be.at.most(limit);
          walked.push(...items);
          after = next === null ? null : Number(next[0]);
        }
        expect(walked).to.deep.equal(all);
      }),
    );
  });
});
