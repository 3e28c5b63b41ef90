import { expect } from "chai";
import fc from "fast-check";
import {
  changesOrders,
  deriskOrderOf,
  NO_ORDERS,
  OPERATOR_ACTION_KINDS,
  type OperatorAction,
  ordersAfter,
} from "../../bot/core/operatorOrders.ts";

const MARKETS = ["1:a:x", "1:b:x", "1:c:x"];

const someActions: fc.Arbitrary<readonly OperatorAction[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...OPERATOR_ACTION_KINDS),
      market: fc.constantFrom(null, ...MARKETS),
      by: fc.constantFrom("ada", "bob"),
    }),
    { maxLength: 20 },
  )
  .map((actions) =>
    actions.map(({ kind, market, by }, number) => ({
      id: number,
      kind,
      marketId: kind === "derisk" || kind === "lift" ? market : null,
      by,
      comment: null,
      atSeconds: number,
    })),
  );

describe("core: an operator's orders", () => {
  it("are none before anything was done", () => {
    expect(ordersAfter([])).to.deep.equal(NO_ORDERS);
    for (const market of MARKETS) expect(deriskOrderOf(NO_ORDERS, market)).to.equal(null);
  });

  it("pause by the last of pause and resume, and leave a market by the last order about it", () => {
    fc.assert(
      fc.property(someActions, (actions) => {
        const orders = ordersAfter(actions);
        const lastOf = (is: (action: OperatorAction) => boolean) => actions.findLast(is)?.kind ?? null;
        expect(orders.pause !== null).to.equal(lastOf(({ kind }) => kind === "pause" || kind === "resume") === "pause");
        for (const market of MARKETS) {
          const last = lastOf(({ kind, marketId }) => (kind === "derisk" || kind === "lift") && (marketId ?? market) === market);
          expect(deriskOrderOf(orders, market) !== null, market).to.equal(last === "derisk");
        }
      }),
    );
  });

  it("are those of who gave them first: giving them again changes nothing", () => {
    fc.assert(
      fc.property(someActions, (actions) => {
        const orders = ordersAfter(actions);
        for (const kind of OPERATOR_ACTION_KINDS) {
          for (const marketId of kind === "derisk" || kind === "lift" ? [null, ...MARKETS] : [null]) {
            const again: OperatorAction = { id: 99, kind, marketId, by: "eve", comment: "again", atSeconds: 99 };
            const after = ordersAfter([...actions, again]);
            if (changesOrders(orders, again)) expect(after).not.to.deep.equal(orders);
            else expect(after).to.deep.equal(orders);
            expect(changesOrders(after, again), `${kind} ${marketId}`).to.equal(false);
          }
        }
      }),
    );
  });

  it("say who wants a market left, and since when", () => {
    const action = (number: number, changes: Partial<OperatorAction>): OperatorAction => ({
      id: number,
      kind: "derisk",
      marketId: null,
      by: "ada",
      comment: null,
      atSeconds: number,
      ...changes,
    });
    const orders = ordersAfter([
      action(1, { comment: "hack elsewhere" }),
      action(2, { kind: "lift", marketId: "1:a:x" }),
      action(3, { kind: "lift", marketId: "1:b:x" }),
      action(4, { marketId: "1:a:x", by: "bob" }),
    ]);
    expect(deriskOrderOf(orders, "1:a:x")).to.deep.include({ by: "bob", sinceSeconds: 4 });
    expect(deriskOrderOf(orders, "1:b:x")).to.equal(null);
    expect(deriskOrderOf(orders, "1:c:x")).to.deep.include({ by: "ada", comment: "hack elsewhere", sinceSeconds: 1 });
    expect(ordersAfter([...[1, 2].map((number) => action(number, { marketId: "1:a:x" })), action(3, { kind: "lift" })])).to.deep.equal(
      NO_ORDERS,
    );
  });
});
