import { expect } from "chai";
import { buildBesideOthers } from "../../scripts/local-mainnet/buildBesideOthers.ts";

describe("local mainnet: building beside others", () => {
  const gone = new Error("File /project/cache/compile-cache.json.tmp not found");

  it("tries again when another process took the cache's temporary file", async () => {
    let attempts = 0;
    const build = async () => {
      if (++attempts < 3) throw gone;
      return "built";
    };
    expect(await buildBesideOthers(build)).to.equal("built");
    expect(attempts).to.equal(3);
  });

  it("gives up in the end, and at once for anything else", async () => {
    for (const [error, expected] of [
      [gone, 4],
      [new Error("HHE900: compilation failed"), 1],
    ] as const) {
      let attempts = 0;
      const failing = async () => {
        attempts++;
        throw error;
      };
      expect(await buildBesideOthers(failing).catch((thrown) => thrown)).to.equal(error);
      expect(attempts).to.equal(expected);
    }
  });
});
