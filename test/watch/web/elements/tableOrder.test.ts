import { expect } from "chai";
import fc from "fast-check";
import { nextOrder, orderRows } from "../../../../bot/watch/web/elements/tableOrder.ts";

describe("the order of a table", () => {
  it("has all rows, those without a key last, others one way", () => {
    const keys = fc.array(fc.option(fc.integer({ min: -5, max: 5 })));
    fc.assert(
      fc.property(keys, fc.boolean(), (given, descending) => {
        const rows = given.map((key, place) => ({ key, place }));
        const ordered = orderRows(rows, ({ key }) => key, descending);
        expect(ordered).to.have.members(rows);
        ordered.slice(1).forEach((row, index) => {
          const before = ordered[index] ?? row;
          if (row.key === null || before.key === null) {
            expect(row.key).to.equal(null);
          } else {
            expect((row.key - before.key) * (descending ? -1 : 1)).to.be.at.least(0);
          }
          if (row.key === before.key) expect(row.place).to.be.greaterThan(before.place);
        });
      }),
    );
  });

  it("goes the column's own way first, then back, then as rows came", () => {
    const first = nextOrder(null, "APR", true);
    const second = nextOrder(first, "APR", true);
    expect(first).to.deep.equal({ column: "APR", descending: true });
    expect(second).to.deep.equal({ column: "APR", descending: false });
    expect(nextOrder(second, "APR", true)).to.equal(null);
    expect(nextOrder(second, "Market", false)).to.deep.equal({ column: "Market", descending: false });
  });
});
