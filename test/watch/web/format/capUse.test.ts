import { expect } from "chai";
import { capUse } from "../../../../bot/watch/web/format/capUse.ts";

describe("how much of its caps is used", () => {
  const caps = { absoluteCap: "200", relativeCapBps: 5_000, usedAssets: "50", usedBps: 4_000 };

  it("is that of the nearer cap", () => {
    expect(capUse(caps)).to.equal(0.8);
    expect(capUse({ ...caps, usedAssets: "300" })).to.equal(1.5);
  });

  it("is nothing where nothing is, and more than all where nothing may be", () => {
    expect(capUse({ ...caps, absoluteCap: "0", usedAssets: "0", usedBps: 0 })).to.equal(0);
    expect(capUse({ ...caps, absoluteCap: "0" })).to.equal(Number.POSITIVE_INFINITY);
  });
});
