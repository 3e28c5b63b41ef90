import { expect } from "chai";
import fc from "fast-check";
import { decisionPath, filterOfQuery, pathOfFilter } from "../../../../../bot/watch/web/pages/decisions/filter.ts";
import { reasonsOf } from "../../../../../bot/watch/web/pages/decisions/reasons.ts";

const action = fc.constantFrom("rebalance" as const, "hold" as const, null);
const filter = action.chain((chosen) => fc.record({ action: fc.constant(chosen), reason: fc.constantFrom(null, ...reasonsOf(chosen)) }));

describe("the filter of decisions", () => {
  it("is the same to whoever is given its address", () => {
    fc.assert(
      fc.property(filter, (chosen) => {
        const { searchParams, pathname } = new URL(pathOfFilter(chosen), "http://keeper");
        expect(pathname).to.equal("/decisions");
        expect(filterOfQuery(Object.fromEntries(searchParams))).to.deep.equal(chosen);
      }),
    );
  });

  it("leaves out what it does not know, and reasons that an action never has", () => {
    expect(filterOfQuery({ action: "burn", reason: "because" })).to.deep.equal({ action: null, reason: null });
    expect(filterOfQuery({ action: "hold", reason: "net-benefit" })).to.deep.equal({ action: "hold", reason: null });
    expect(pathOfFilter({ action: "hold", reason: "net-benefit" })).to.equal("/decisions?action=hold");
  });

  it("keeps the id of a decision in one part of the path", () => {
    const id = `0x${"a".repeat(40)}@23000488/maximise-net-yield`;
    const [, , part, ...rest] = decisionPath(id).split("/");
    expect(rest).to.deep.equal([]);
    expect(decodeURIComponent(part ?? "")).to.equal(id);
  });
});
