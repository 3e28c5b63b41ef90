import { expect } from "chai";
import fc from "fast-check";
import { duration, utcText } from "../../../../bot/watch/web/format/times.ts";

describe("times on pages", () => {
  it("says how long something took in its two largest units", () => {
    const said = [0, 59, 60, 61, 3_599, 3_600, 3_720, 86_400, 90_000, 86_400 * 3 + 59].map(duration);
    expect(said).to.deep.equal(["0 s", "59 s", "1 min", "1 min 1 s", "59 min 59 s", "1 h", "1 h 2 min", "1 d", "1 d 1 h", "3 d"]);
  });

  it("never says longer than it was, and less than a unit shorter", () => {
    const inSeconds: Readonly<Record<string, number>> = { d: 86_400, h: 3_600, min: 60, s: 1 };
    fc.assert(
      fc.property(fc.nat(10_000_000), (seconds) => {
        const parts = [...duration(seconds).matchAll(/(\d+) (\w+)/g)].map(
          ([, count, unit]) => Number(count) * (inSeconds[unit ?? ""] ?? NaN),
        );
        const said = parts.reduce((sum, part) => sum + part, 0);
        expect(said).to.be.at.most(seconds);
        expect(seconds - said).to.be.below(seconds >= 86_400 ? 3_600 : seconds >= 3_600 ? 60 : 1);
      }),
    );
  });

  it("names UTC where it is meant", () => expect(utcText(1_750_000_200)).to.equal("2025-06-15 15:10:00 UTC"));
});
