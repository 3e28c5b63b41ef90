import { expect } from "chai";
import fc from "fast-check";
import { CHANGE_KINDS, type RecentRow } from "../../../bot/store/recentChanges.ts";
import { createChangeLog } from "../../../bot/watch/api/stream/changeLog.ts";
import { SAMPLE_VAULT } from "../../store/samples.ts";

const row = (kind: RecentRow["kind"], id: number, status = "new"): RecentRow => ({
  kind,
  id: String(id),
  chainId: 1,
  vault: SAMPLE_VAULT,
  status,
  decisionId: null,
});

describe("watch: the log of changes", () => {
  it("tells of nothing that was there when somebody first looked, and then of every new row and status once", () => {
    const log = createChangeLog("p", 10);
    expect(log.observe([row("tick", 1), row("transaction", 1)])).to.deep.equal({ changes: [], missed: false });
    const { changes, missed } = log.observe([row("tick", 1, "held"), row("tick", 2), row("transaction", 1), row("bundle", 1)]);
    expect(missed).to.equal(false);
    expect(changes.map(({ id, change }) => [id, change.kind, change.id, change.status])).to.deep.equal([
      ["p-1", "tick", "1", "held"],
      ["p-2", "tick", "2", "new"],
      ["p-3", "bundle", "1", "new"],
    ]);
    expect(log.observe([row("tick", 1, "held"), row("tick", 2), row("transaction", 1), row("bundle", 1)]).changes).to.deep.equal([]);
  });

  it("names the vault of a change, where its address is known", () => {
    const log = createChangeLog("p", 10);
    log.observe([]);
    const { changes } = log.observe([row("operation", 1, "pause"), { ...row("alert", 1, "firing"), vault: null }]);
    expect(changes.map(({ change }) => change)).to.deep.equal([
      { kind: "operation", id: "1", vaultId: `1:${SAMPLE_VAULT}`, status: "pause", decisionId: null },
      { kind: "alert", id: "1", vaultId: null, status: "firing", decisionId: null },
    ]);
  });

  it("lets everybody go on from what they saw last, as long as it is remembered", () => {
    const few = fc.array(fc.record({ kind: fc.constantFrom(...CHANGE_KINDS), id: fc.nat(20), status: fc.constantFrom("a", "b") }), {
      maxLength: 6,
    });
    fc.assert(
      fc.property(fc.array(few, { maxLength: 20 }), fc.integer({ min: 1, max: 12 }), (looks, kept) => {
        const log = createChangeLog("p", kept);
        const table = new Map<string, RecentRow>();
        const told = [];
        log.observe([]);
        for (const look of looks) {
          for (const { kind, id, status } of look) table.set(`${kind} ${id}`, row(kind, id, status));
          const { changes, missed } = log.observe([...table.values()]);
          expect(missed).to.equal(false);
          told.push(...changes);
        }
        expect(told.map(({ id }) => id)).to.deep.equal(told.map((_, i) => `p-${i + 1}`));
        for (let seen = 0; seen <= told.length; seen++) {
          const after = told.slice(seen);
          expect(log.since(`p-${seen}`)).to.deep.equal(after.length <= kept ? after : null);
        }
      }),
    );
  });

  it("knows when more changed than was looked at, and that nobody can go on from before that", () => {
    const log = createChangeLog("p", 10);
    log.observe([row("tick", 1), row("tick", 2)]);
    log.observe([row("tick", 2), row("tick", 3)]);
    const { changes, missed } = log.observe([row("tick", 8), row("tick", 9)]);
    expect(missed).to.equal(true);
    expect(changes).to.have.length(2);
    expect(log.since("p-1")).to.equal(null);
    expect(changes.map(({ id }) => id)).to.deep.equal(["p-3", "p-4"]);
    expect(log.since("p-3")).to.deep.equal(changes.slice(1));
  });

  it("goes on from no other process's events, and no made-up ones", () => {
    const log = createChangeLog("p", 10);
    log.observe([]);
    log.observe([row("tick", 1)]);
    for (const id of ["", "p", "p-", "q-0", "q-1", "p-2", "p--1", "p-1e0", "p-x", "pp-1", `p-${"9".repeat(30)}`])
      expect(log.since(id), id).to.equal(null);
  });
});
