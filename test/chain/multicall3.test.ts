import { expect } from "chai";
import { Interface } from "ethers";
import fc from "fast-check";
import { UnexpectedAnswerError } from "../../bot/chain/errors.ts";
import { aggregate3Bytes, decodeAggregate3, encodeAggregate3 } from "../../bot/chain/multicall3.ts";

const reference = new Interface([
  "function aggregate3((address target, bool allowFailure, bytes callData)[] calls) payable returns ((bool success, bytes returnData)[] returnData)",
]);
const hex = (bytes: Uint8Array) => `0x${Buffer.from(bytes).toString("hex")}`;
const data = fc.uint8Array({ maxLength: 100 }).map(hex);
const calls = fc.array(fc.record({ target: fc.uint8Array({ minLength: 20, maxLength: 20 }).map(hex), callData: data }), { maxLength: 20 });
const results = fc.array(fc.record({ success: fc.boolean(), returnData: data }), { maxLength: 20 });
const encoded = (of: readonly { success: boolean; returnData: string }[]) => reference.encodeFunctionResult("aggregate3", [of]);

describe("the coding of aggregate3", () => {
  it("writes calls as ethers does, and knows how long they are", () => {
    fc.assert(
      fc.property(calls, (wanted) => {
        const written = encodeAggregate3(wanted);
        expect(written).to.equal(reference.encodeFunctionData("aggregate3", [wanted.map((call) => ({ ...call, allowFailure: true }))]));
        const bytes = wanted.reduce((sum, call) => sum + aggregate3Bytes(call), 0);
        expect((written.length - 2) / 2).to.equal(4 + 64 + bytes);
      }),
    );
  });

  it("reads results that ethers wrote", () => {
    fc.assert(
      fc.property(results, (given) => {
        expect(decodeAggregate3(encoded(given), given.length)).to.deep.equal(given);
      }),
    );
  });

  it("refuses an answer for another number of calls, one that is cut off, and nonsense", () => {
    fc.assert(
      fc.property(results, fc.nat(), (given, cut) => {
        const whole = encoded(given);
        expect(() => decodeAggregate3(whole, given.length + 1)).to.throw(UnexpectedAnswerError);
        // The padding at its end may be missing without harm.
        const needed = whole.replace(/(00)*$/, "").length - (given.length === 0 ? 64 : 0);
        if (given.some(({ returnData }) => returnData !== "0x")) {
          expect(() => decodeAggregate3(whole.slice(0, Math.min(needed - 2, 2 + (cut % needed))), given.length)).to.throw(
            UnexpectedAnswerError,
          );
        }
      }),
    );
    for (const nonsense of ["0x", `0x${"f".repeat(128)}`, `0x${"0".repeat(62)}zz`, "<html>"]) {
      expect(() => decodeAggregate3(nonsense, 0)).to.throw(UnexpectedAnswerError);
    }
  });
});
