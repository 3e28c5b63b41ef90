import { expect } from "chai";
import { capUse } from "../../../../../bot/watch/web/pages/limits/capUse.ts";

describe("how much of a cap is used", () => {
  it("is told of the nearer of both caps", () => {
    expect(capUse({ absoluteCap: "1000", relativeCapBps: 8_000, usedAssets: "900", usedBps: 2_000 })).to.equal(0.9);
    expect(capUse({ absoluteCap: "1000", relativeCapBps: 8_000, usedAssets: "100", usedBps: 6_000 })).to.equal(0.75);
  });

  it("is more than all where a cap was lowered below what is there", () => {
    expect(capUse({ absoluteCap: "50", relativeCapBps: 10_000, usedAssets: "100", usedBps: 100 })).to.equal(2);
  });

  it("is nothing where nothing is used, also of nothing that is allowed", () => {
    expect(capUse({ absoluteCap: "0", relativeCapBps: 0, usedAssets: "0", usedBps: 0 })).to.equal(0);
  });
});
