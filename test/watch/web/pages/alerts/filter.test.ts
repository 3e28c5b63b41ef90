import { expect } from "chai";
import fc from "fast-check";
import { ALERT_STATES } from "../../../../../bot/core/alert.ts";
import { filterOfQuery, pathOfFilter, SEVERITIES, STATES, worstFirst } from "../../../../../bot/watch/web/pages/alerts/filter.ts";

const filter = fc.record({ state: fc.constantFrom(...STATES), severity: fc.constantFrom(null, ...SEVERITIES) });
const alert = fc.record({
  id: fc.nat(),
  severity: fc.constantFrom(...SEVERITIES),
  state: fc.constantFrom(...ALERT_STATES.filter((state) => state !== "pending")),
});

describe("the filter of alerts", () => {
  it("is the same to whoever is given its address", () => {
    fc.assert(
      fc.property(filter, (chosen) => {
        const { searchParams, pathname } = new URL(pathOfFilter(chosen), "http://keeper");
        expect(pathname).to.equal("/alerts");
        expect(filterOfQuery(Object.fromEntries(searchParams))).to.deep.equal(chosen);
      }),
    );
  });

  it("shows what is open unless it is told otherwise, and leaves out what it does not know", () => {
    expect(filterOfQuery({})).to.deep.equal({ state: "open", severity: null });
    expect(filterOfQuery({ state: "pending", severity: "grave" })).to.deep.equal({ state: "open", severity: null });
    expect(pathOfFilter({ state: "open", severity: "critical" })).to.equal("/alerts?severity=critical");
  });
});

describe("the order of alerts", () => {
  it("puts what is over last, the worse before the better, and firing before taken on", () => {
    fc.assert(
      fc.property(fc.array(alert), (alerts) => {
        const ordered = worstFirst(alerts);
        expect([...ordered].sort(byId)).to.deep.equal([...alerts].sort(byId));
        ordered.slice(1).forEach((next, place) => {
          const before = ordered[place];
          if (before === undefined || next.state === "resolved") return;
          expect(before.state).to.not.equal("resolved");
          const step = SEVERITIES.indexOf(next.severity) - SEVERITIES.indexOf(before.severity);
          expect(step).to.be.at.least(0);
          if (step === 0) expect([before.state, next.state]).to.not.deep.equal(["acknowledged", "firing"]);
        });
      }),
    );
  });

  it("leaves alike ones as they came: newest first", () => {
    const alike = [3, 2, 1].map((id) => ({ id, severity: "warning" as const, state: "firing" as const }));
    expect(worstFirst(alike)).to.deep.equal(alike);
  });
});

function byId(first: { readonly id: number }, second: { readonly id: number }): number {
  return first.id - second.id || JSON.stringify(first).localeCompare(JSON.stringify(second));
}
