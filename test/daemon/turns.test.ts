import { setImmediate as turn } from "node:timers/promises";
import { expect } from "chai";
import fc from "fast-check";
import { createTurns } from "../../bot/daemon/turns.ts";

describe("daemon: turns", () => {
  it("two vaults with one key never overlap in execute, whatever fails; those with another key do not wait", async () => {
    const works = fc.array(fc.record({ key: fc.constantFrom("1 0xa", "1 0xb"), steps: fc.nat(4), fails: fc.boolean() }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(works, async (all) => {
        const turns = createTurns();
        const inside = new Map<string, number>();
        const begun = new Map<string, number[]>();
        const results = all.map(({ key, steps, fails }, index) =>
          turns(key)(async () => {
            expect(inside.get(key) ?? 0).to.equal(0);
            inside.set(key, 1);
            begun.set(key, [...(begun.get(key) ?? []), index]);
            for (let step = 0; step < steps; step++) await turn();
            inside.set(key, 0);
            if (fails) throw new Error(String(index));
            return index;
          }),
        );
        const settled = await Promise.allSettled(results);
        expect(settled.map(({ status }) => status === "rejected")).to.deep.equal(all.map(({ fails }) => fails));
        for (const order of begun.values()) expect(order).to.deep.equal(order.toSorted((a, b) => a - b));
      }),
      { numRuns: 50 },
    );
  });

  it("lets accounts of other chains and addresses go on", async () => {
    const turns = createTurns();
    void turns("1 0xa")(() => new Promise(() => undefined));
    expect(await turns("10 0xa")(async () => "done")).to.equal("done");
  });
});
