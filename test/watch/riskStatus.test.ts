import { expect } from "chai";
import { FULL_TOLERANCE } from "../../bot/core/risk.ts";
import type { Store } from "../../bot/store/connection.ts";
import { upsertMarkets } from "../../bot/store/markets.ts";
import { insertRisks } from "../../bot/store/risks.ts";
import { insertTolerance } from "../../bot/store/riskTolerances.ts";
import { marketRiskText, readMarketRisk, readRiskStatus, riskStatusText } from "../../bot/watch/riskStatus.ts";
import { riskWord } from "../../bot/watch/riskText.ts";
import { SAMPLE_VAULT, sampleMarket, sampleRisk } from "../store/samples.ts";
import { createTestStore } from "../store/testStore.ts";

const FIRST = 23_000_000;
const BLOCKS_IN_SIX_HOURS = 1_800;
const key = { chainId: 1, vault: SAMPLE_VAULT };

const tolerance = {
  ...key,
  blockNumber: FIRST,
  madeAtSeconds: 1_750_000_211,
  tolerance: 0.63,
  factors: { ...FULL_TOLERANCE.factors, volatility: 0.9, stress: 0.7 },
};
const vetoes = [{ reason: "exit-liquidity", effect: "exit", detail: "12.3 % of deposits can be withdrawn, the least is 20 %" }] as const;

describe("watch: risk", () => {
  it("is one row a market: score, class, probabilities, vetoes and the main drivers in words", () => {
    const unknown = sampleRisk(FIRST, { marketId: "1:sky-savings:usdc", probabilities: null, riskClass: null, score: null, drivers: [] });
    const lines = riskStatusText({ risks: [sampleRisk(FIRST, { vetoes }), unknown], tolerance }).split("\n");
    expect(lines[1]).to.match(
      /^aave-v3:usdc +56 +medium +30\.0 % +50\.0 % +2025-06-15 15:10:00 +exit-liquidity \(exit\) +utilization 97 %, up 6 points in 24 h; known for 400 days$/,
    );
    expect(lines[2]).to.match(/^sky-savings:usdc +– +– +– +– +2025-06-15 15:10:00$/);
    expect(lines.at(-1)).to.equal(
      "The vault bears 63.0 % of the risk of quiet times (volatility 0.90, stress 0.70), at block 23000000, 2025-06-15 15:10:11 UTC.",
    );
    expect(riskStatusText({ risks: [], tolerance })).to.match(/^There are no risk scores yet.*keeper tick/);
  });

  it("of one market has everything that is known of it", () => {
    const text = marketRiskText({ risk: sampleRisk(FIRST, { vetoes }), lastDaysScore: [null, 0, 100], tolerance: null });
    expect(text).to.equal(
      [
        "aave-v3:usdc: score 56 of 100, by xgboost-risk 1 at block 23000000, 2025-06-15 15:10:00 UTC",
        "Class medium: low 20.0 %, medium 50.0 %, high 30.0 % over the next 7 d.",
        "",
        "Vetoes:",
        "  exit-liquidity  exit  12.3 % of deposits can be withdrawn, the least is 20 %",
        "",
        "Drivers, with what each adds to the log-odds of the worse:",
        "  +1.20  utilization  utilization 97 %, up 6 points in 24 h",
        "  -0.30  age          known for 400 days",
        "",
        "What would change it:",
        "  utilization below 92 % would make it low",
        "",
        "Last 7 days, of 100:  ▁█",
      ].join("\n"),
    );
    const unsaid = sampleRisk(FIRST, { probabilities: null, riskClass: null, score: null, drivers: [], changes: [] });
    expect(marketRiskText({ risk: unsaid, lastDaysScore: [], tolerance: null })).to.match(/score – of 100.*\nThe model cannot say/);
    expect(marketRiskText({ risk: null, lastDaysScore: [], tolerance })).to.match(/^There are no risk scores yet/);
  });

  it("is a word in a tick: the veto that has money leave, before one that only closes, before the class", () => {
    const closing = { reason: "frozen", effect: "close", detail: "" } as const;
    expect(riskWord(sampleRisk(FIRST, { vetoes: [closing, ...vetoes] }))).to.equal("exit: exit-liquidity");
    expect(riskWord(sampleRisk(FIRST, { vetoes: [closing] }))).to.equal("close: frozen");
    expect(riskWord(sampleRisk(FIRST))).to.equal("medium 56");
    expect(riskWord(sampleRisk(FIRST, { probabilities: null, riskClass: null, score: null }))).to.equal("–");
  });

  describe("as the database has it", () => {
    let store: Store;
    before(async () => {
      store = await createTestStore();
      await upsertMarkets(store.db, [sampleMarket]);
    });
    after(() => store.close());

    it("is nothing in an empty one", async () => {
      expect(await readRiskStatus(store.db, [sampleMarket.id], key)).to.deep.equal({ risks: [], tolerance: null });
      expect(await readMarketRisk(store.db, sampleMarket.id, null)).to.deep.equal({ risk: null, lastDaysScore: [], tolerance: null });
    });

    it("has the newest score, the highest of each six hours of a week, and the vault's tolerance", async () => {
      const newest = FIRST + 40 * BLOCKS_IN_SIX_HOURS;
      const scores: Record<number, number | null> = {
        [FIRST]: 99,
        [newest - 2 * BLOCKS_IN_SIX_HOURS]: 0,
        [newest - 2]: 80,
        [newest - 1]: null,
        [newest]: 20,
      };
      await insertRisks(
        store.db,
        Object.entries(scores).map(([block, score]) => sampleRisk(Number(block), { score })),
      );
      await insertTolerance(store.db, tolerance);
      const status = await readMarketRisk(store.db, sampleMarket.id, key);
      expect(status.risk).to.deep.equal(sampleRisk(newest, { score: 20 }));
      expect(status.tolerance).to.deep.equal(tolerance);
      expect(status.lastDaysScore).to.deep.equal([...Array.from({ length: 25 }, () => null), 0, null, 80]);
    });
  });
});
