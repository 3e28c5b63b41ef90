import { expect } from "chai";
import fc from "fast-check";
import { decodeExactly, encodeExactly } from "../../../bot/backtest/replay/exactJson.ts";
import { decodeRecording, InvalidRecordingError } from "../../../bot/backtest/replay/recording.ts";

describe("exact JSON", () => {
  const data = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.string(),
      fc.boolean(),
      fc.constant(null),
      fc.double(),
      fc.bigInt(),
      fc.array(tie("value")),
      fc.dictionary(
        fc.string().filter((key) => key !== "__proto__"),
        tie("value"),
        { noNullPrototype: true },
      ),
    ),
  })).value;

  it("gives back plain data exactly: amounts, NaN, infinities and −0 too", () => {
    fc.assert(
      fc.property(data, (value) => {
        expect(decodeExactly(encodeExactly(value))).to.deep.equal(value);
      }),
    );
  });

  it("leaves out what is undefined", () => {
    expect(decodeExactly(encodeExactly({ here: 1n, not: undefined }))).to.deep.equal({ here: 1n });
  });
});

describe("a recording's file", () => {
  for (const [what, text] of [
    ["no JSON", "tick tock"],
    ["another JSON", '{"format":"something else"}'],
    ["no object", "[1]"],
    ["nothing", "null"],
    ["no ticks", '{"format":"yield-keeper recording 1","strategy":"idle","ticks":[],"flows":[]}'],
  ] as const) {
    it(`is refused where it is ${what}`, () => {
      expect(() => decodeRecording(text)).to.throw(InvalidRecordingError);
    });
  }
});
