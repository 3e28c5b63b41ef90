import { expect } from "chai";
import fc from "fast-check";
import { detailTexts, explorerKind } from "../../../../../bot/watch/web/pages/alerts/details.ts";

describe("the figures that an alert was judged by", () => {
  it("are told with their units", () => {
    const details = {
      missingSeconds: 840,
      lastTickSeconds: 1_767_470_470,
      worstBps: 12.5,
      usd: 3.5,
      balanceWei: "12300000000000000",
      limitBytes: 2_500_000_000,
      used: 0.86,
      rebalances: 2,
      marketId: "1:aave-v3:usdc",
      tripReason: null,
      reasons: ["endpoint-down", "not-archived"],
    };
    expect(detailTexts(details).map(({ name, text }) => `${name} = ${text}`)).to.deep.equal([
      "Missing = 14 min",
      "Last tick = 2026-01-03 20:01:10 UTC",
      "Worst = 12.5 bps",
      "Usd = $3.50",
      "Balance = 0.012300 ETH",
      "Limit = 2.5 GB",
      "Used = 86.00 %",
      "Rebalances = 2",
      "Market id = aave-v3:usdc",
      "Trip reason = not known",
      "Reasons = endpoint-down, not-archived",
    ]);
  });

  it("tells what is within a figure as a part of it", () => {
    expect(detailTexts({ failure: { name: "RpcError", times: 3 } })).to.deep.equal([
      { name: "Failure: Name", text: "RpcError" },
      { name: "Failure: Times", text: "3" },
    ]);
  });

  it("leaves nothing out and never fails, whatever a rule knows", () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.oneof(fc.jsonValue({ maxDepth: 0 }), fc.array(fc.jsonValue({ maxDepth: 1 })))),
        (details) => {
          expect(detailTexts(details)).to.have.length(Object.keys(details).length);
        },
      ),
    );
  });

  it("leads to an explorer where there is something to see", () => {
    expect(explorerKind(`0x${"a".repeat(40)}`)).to.equal("address");
    expect(explorerKind(`0x${"A".repeat(64)}`)).to.equal("tx");
    expect(explorerKind("0x12")).to.equal(null);
    expect(explorerKind("aave-v3:usdc")).to.equal(null);
  });
});
