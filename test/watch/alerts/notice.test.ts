import { expect } from "chai";
import fc from "fast-check";
import { ALERT_STATES, SEVERITIES, type Silence } from "../../../bot/core/alert.ts";
import { isSilenced, type Notified, noticeOf } from "../../../bot/watch/alerts/notice.ts";

const at = { nowSeconds: 100_000, silenced: false, repeatSeconds: 3_600 };
const told = (state: Notified["state"], severity: Notified["severity"] = "warning", atSeconds = at.nowSeconds - 60): Notified => ({
  state,
  severity,
  atSeconds,
});

describe("alerts: what is told", () => {
  it("the first time, when it gets worse, again after the repeat interval, when it is taken on, and when it is over", () => {
    const firing = { state: "firing", severity: "warning" } as const;
    expect(noticeOf(firing, null, at)).to.equal("opened");
    expect(noticeOf(firing, told("firing"), at)).to.equal(null);
    expect(noticeOf(firing, told("firing", "warning", at.nowSeconds - 3_600), at)).to.equal("reminder");
    expect(noticeOf({ ...firing, severity: "critical" }, told("firing"), at)).to.equal("escalated");
    expect(noticeOf({ ...firing, severity: "critical" }, told("acknowledged"), at)).to.equal("escalated");
    expect(noticeOf({ ...firing, state: "acknowledged" }, told("firing"), at)).to.equal("acknowledged");
    expect(noticeOf({ ...firing, state: "resolved" }, told("firing"), at)).to.equal("resolved");
  });

  it("is not repeated once it is acknowledged, and never when it is only good to know", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (since) => {
        const before = at.nowSeconds - since;
        expect(noticeOf({ state: "acknowledged", severity: "critical" }, told("acknowledged", "critical", before), at)).to.equal(null);
        expect(noticeOf({ state: "firing", severity: "info" }, told("firing", "info", before), at)).to.equal(null);
      }),
    );
  });

  it("silenced, is nothing new; what nobody was told of is not told to be over; and nothing is told twice", () => {
    const state = fc.constantFrom(...ALERT_STATES);
    const severity = fc.constantFrom(...SEVERITIES);
    const notified = fc.option(
      fc.record({
        state: fc.constantFrom("firing" as const, "acknowledged" as const, "resolved" as const),
        severity,
        atSeconds: fc.integer({ min: 0, max: 100_000 }),
      }),
      { nil: null },
    );
    fc.assert(
      fc.property(state, severity, notified, (now, worst, before) => {
        const silent = noticeOf({ state: now, severity: worst }, before, { ...at, silenced: true });
        expect(silent).to.be.oneOf([null, "acknowledged", "resolved"]);
        if (before === null) expect(silent).to.equal(null);
        const notice = noticeOf({ state: now, severity: worst }, before, at);
        if (notice === null || now === "pending") return;
        const after = { state: now, severity: worst, atSeconds: at.nowSeconds };
        expect(noticeOf({ state: now, severity: worst }, after, at)).to.equal(null);
      }),
    );
  });

  it("a silence holds until its end for what it names, and for everything it does not", () => {
    const alert = { rule: "data-gap", vault: { name: "main", chainId: 1, address: null }, subject: "1:aave-v3:usdc" };
    const silence = (matcher: Partial<Silence>): Silence => ({
      id: 1,
      rule: null,
      vaultName: null,
      subject: null,
      untilSeconds: 200,
      comment: null,
      createdBy: "me",
      createdAtSeconds: 0,
      ...matcher,
    });
    expect(isSilenced(alert, [silence({})], 199)).to.equal(true);
    expect(isSilenced(alert, [silence({})], 200)).to.equal(false);
    expect(isSilenced(alert, [silence({ rule: "data-gap", vaultName: "main", subject: alert.subject })], 0)).to.equal(true);
    for (const other of [{ rule: "nav-fall" }, { vaultName: "second" }, { subject: "1:sky-savings:usdc" }]) {
      expect(isSilenced(alert, [silence(other)], 0)).to.equal(false);
    }
  });
});
