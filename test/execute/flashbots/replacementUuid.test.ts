import { expect } from "chai";
import fc from "fast-check";
import { replacementUuid } from "../../../bot/execute/flashbots/replacementUuid.ts";

describe("execute: replacement uuids", () => {
  const hash = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => `0x${Buffer.from(bytes).toString("hex")}`);

  it("are version 5 UUIDs that follow from transaction, builder and block, and differ with each", () => {
    const seen = new Map<string, string>();
    fc.assert(
      fc.property(hash, fc.constantFrom("flashbots", "titan", "a"), fc.nat(30_000_000), (transaction, builder, block) => {
        const uuid = replacementUuid(transaction, builder, block);
        expect(uuid).to.match(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
        const key = `${transaction} ${builder} ${block}`;
        expect(seen.get(uuid) ?? key).to.equal(key);
        seen.set(uuid, key);
        expect(replacementUuid(transaction, builder, block)).to.equal(uuid);
      }),
    );
  });
});
