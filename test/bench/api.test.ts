import { expect } from "chai";
import { type ApiScale, apiText, measureApi } from "../../scripts/bench/api/api.ts";

describe("npm run bench -- api", () => {
  it("asks a database that it has grown, and follows it live", async function () {
    this.timeout(120_000);
    const scale: ApiScale = {
      rows: 5_000,
      markets: 3,
      load: { connections: 2, warmUpSeconds: 0.1, seconds: 0.2 },
      streamClients: 5,
      ticks: 2,
    };
    const figures = await measureApi(scale);
    const { overview, year, yearByHour, sseClients, stream, database } = figures;
    for (const { rps, p50Ms, p99Ms, worstMs } of [overview, year, yearByHour]) {
      expect(rps).to.be.greaterThan(0);
      expect(p50Ms).to.be.within(0, p99Ms);
      expect(p99Ms).to.be.at.most(worstMs);
    }
    expect([sseClients, stream.changes]).to.deep.equal([5, 4]);
    expect(database.rows).to.be.within(5_000, 5_002);
    expect(apiText(figures)).to.match(/closed loop.*\n.*overview/);
  });
});
