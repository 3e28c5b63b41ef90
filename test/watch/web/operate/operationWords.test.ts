import { expect } from "chai";
import fc from "fast-check";
import { OPERATOR_ACTION_KINDS, ordersAfter } from "../../../../bot/core/operatorOrders.ts";
import { SHORTEST_TOKEN } from "../../../../bot/watch/api/operator.ts";
import type { Schema } from "../../../../bot/watch/client/keeperClient.ts";
import { actionText, ordersInForce } from "../../../../bot/watch/web/operate/operationWords.ts";
import { tokenProblem } from "../../../../bot/watch/web/operate/tokenProblem.ts";

const MARKETS = ["1:aave-v3:usdc", "1:sky-savings:usdc"];

const actions = fc
  .array(fc.record({ kind: fc.constantFrom(...OPERATOR_ACTION_KINDS), marketId: fc.constantFrom(null, ...MARKETS) }), { maxLength: 12 })
  .map((asked) =>
    asked.map(({ kind, marketId }, id) => ({
      id,
      kind,
      marketId: kind === "pause" || kind === "resume" ? null : marketId,
      by: "Anna",
      comment: null,
      atSeconds: id,
    })),
  );

/** Orders as the API tells them. */
function told(orders: ReturnType<typeof ordersAfter>): Schema<"OperatorOrders"> {
  return JSON.parse(JSON.stringify(orders));
}

describe("what operators ordered", () => {
  it("is told in full, each order once", () => {
    fc.assert(
      fc.property(actions, (done) => {
        const orders = told(ordersAfter(done));
        const inForce = ordersInForce(orders);
        expect(inForce).to.have.length(Number(orders.pause !== null) + Number(orders.derisk.all !== null) + orders.derisk.markets.length);
        expect(new Set(inForce.map(({ key }) => key)).size).to.equal(inForce.length);
        expect(inForce.some(({ text }) => text.startsWith("Paused"))).to.equal(orders.pause !== null);
      }),
    );
  });

  it("names the markets that are left, and those that are not", () => {
    const order = { by: "Anna", comment: "looking", sinceSeconds: 5 };
    const [all, one] = ordersInForce({
      pause: null,
      derisk: { all: { ...order, exceptMarketIds: ["1:aave-v3:usdc"] }, markets: [{ ...order, marketId: "1:sky-savings:usdc" }] },
    });
    expect(all?.text).to.equal("Every market is being left, but for aave-v3:usdc");
    expect(one).to.include({ text: "sky-savings:usdc is being left", by: "Anna", comment: "looking", sinceSeconds: 5 });
  });

  it("is told of each thing that was done", () => {
    expect(actionText({ kind: "pause", marketId: null })).to.equal("Paused the keeper");
    expect(actionText({ kind: "derisk", marketId: null })).to.equal("Ordered to leave every market");
    expect(actionText({ kind: "lift", marketId: "1:aave-v3:usdc" })).to.equal("Let money into aave-v3:usdc again");
  });
});

describe("an operator's token", () => {
  it("is long enough for the keeper, and one word", () => {
    expect(tokenProblem("a".repeat(SHORTEST_TOKEN))).to.equal(null);
    expect(tokenProblem("a".repeat(SHORTEST_TOKEN - 1))).to.match(/at least/);
    for (const wrong of ["", "two words of no less than 32 characters", `ä${"a".repeat(40)}`])
      expect(tokenProblem(wrong)).to.match(/one word/);
  });
});
