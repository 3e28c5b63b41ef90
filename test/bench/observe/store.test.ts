import { expect } from "chai";
import { measureStore } from "../../../scripts/bench/observe/store.ts";

describe("bench: store", function () {
  this.timeout(120_000);

  it("measures on a table as small as it is told, with the code that the keeper runs", async () => {
    const { rowsPerSecond, latestPanelMs, oneYearMs } = await measureStore({ rows: 20_000 });
    for (const figure of [rowsPerSecond, latestPanelMs, oneYearMs]) expect(figure).to.be.greaterThan(0);
  });
});
