import { expect } from "chai";
import type { KeeperFigures } from "../../scripts/bench/tick/keeperProcess.ts";
import { benchMarkets } from "../../scripts/bench/tick/markets.ts";
import { figuresOf, measureWholeTick, type TickScale, wholeTickText } from "../../scripts/bench/tick/tick.ts";

describe("npm run bench -- tick", () => {
  it("signs at every tick, in every stage, with markets beyond those of the vault", async function () {
    this.timeout(120_000);
    const scale: TickScale = { sizes: [8], ticks: 2, pastDays: 2 };
    const figures = await measureWholeTick(scale);
    expect(Object.keys(figures)).to.deep.equal(["p50Ms", "p95Ms", "rpcCalls", "memoryMB", "cpuMs", "stageMs"]);
    for (const bySize of [figures.p50Ms, figures.p95Ms, figures.rpcCalls, figures.memoryMB]) {
      expect(Object.keys(bySize)).to.deep.equal(["8"]);
      expect(bySize[8]).to.be.greaterThan(0);
    }
    const stages = ["settle", "observe", "store", "predict", "risk", "decide", "execute"];
    expect(Object.keys(figures.stageMs[8] ?? {})).to.have.members(stages);
    expect(wholeTickText(figures, scale)).to.match(/8 markets: p50 .* requests/);
  });

  it("takes quantiles of the ticks, the most requests of any, and each stage for itself", () => {
    const run: KeeperFigures = {
      ticks: [100, 300, 200].map((ms, i) => ({ ms, cpuMs: ms / 4, rpcCalls: 10 + i, stageMs: { observe: ms / 2, execute: 7 } })),
      peakMB: 321,
    };
    expect(figuresOf([[10, run]])).to.deep.equal({
      p50Ms: { "10": 200 },
      p95Ms: { "10": 290 },
      rpcCalls: { "10": 12 },
      memoryMB: { "10": 321 },
      cpuMs: { "10": 50 },
      stageMs: { "10": { observe: { p50: 100, p95: 145 }, execute: { p50: 7, p95: 7 } } },
    });
  });

  it("observes as many markets as it says, none twice", () => {
    for (const count of [3, 10, 100]) expect(new Set(benchMarkets(count).map(({ id }) => id)).size).to.equal(count);
    expect(benchMarkets(100).filter(({ id }) => id === "1:compound-v3:usdc")).to.have.length(1);
  });
});
