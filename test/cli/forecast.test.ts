import { expect } from "chai";
import { createPrediction } from "../../bot/predict/live/prediction.ts";
import { loadForecaster } from "../../bot/predict/registry.ts";
import type { Store } from "../../bot/store/connection.ts";
import { upsertMarkets } from "../../bot/store/markets.ts";
import { insertObservations } from "../../bot/store/observations.ts";
import { sampleMarket, sampleObservation } from "../store/samples.ts";
import { createTestStore } from "../store/testStore.ts";
import { runCommand } from "./support/command.ts";

const DAY_BUCKETS = 288;

describe("cli: keeper forecast", () => {
  let store: Store;
  before(async () => {
    store = await createTestStore();
    await upsertMarkets(store.db, [sampleMarket]);
    const forecaster = await loadForecaster("ewma-24h");
    const predict = createPrediction({
      db: store.db,
      contenders: () => ({ champion: { kind: "baseline", forecaster }, shadows: [] }),
      historySeconds: 35 * 86_400,
      horizonSeconds: 7 * 86_400,
    });
    for (const bucket of [0, DAY_BUCKETS / 2, DAY_BUCKETS, DAY_BUCKETS + 1]) {
      const observation = sampleObservation(bucket);
      await insertObservations(store.db, [observation]);
      const { blockNumber, blockTimeSeconds } = observation;
      await predict({
        observations: [observation],
        block: { number: blockNumber, hash: "0x", timeSeconds: blockTimeSeconds, baseFeePerGasWei: 1n },
      });
    }
  });
  after(() => store.close());
  const keeper = (...args: readonly string[]) => runCommand(["forecast", ...args], { environment: { DATABASE_URL: store.databaseUrl } });

  it("prints the newest forecasts with their record, for machines and for people", async () => {
    const { stdout, stderr, exitCode } = await keeper("--json");
    expect({ stderr, exitCode }).to.deep.equal({ stderr: "", exitCode: 0 });
    const { markets, scoreboard, events } = JSON.parse(stdout);
    expect(events).to.deep.equal([]);
    expect(markets).to.have.lengthOf(1);
    const { blockTimeSeconds } = sampleObservation(DAY_BUCKETS + 1);
    for (const [i, horizonSeconds] of [86_400, 604_800].entries()) {
      expect(markets[0].forecasts[i]).to.deep.include({
        marketId: sampleMarket.id,
        model: "ewma-24h",
        madeAtSeconds: blockTimeSeconds,
        horizonSeconds,
      });
    }
    expect(markets[0].lastDaysApr).to.have.lengthOf(28);
    expect(markets[0].lastDaysApr.at(-1)).to.equal(0.0412);
    expect(scoreboard).to.have.lengthOf(1);
    expect(scoreboard[0]).to.deep.include({ model: "ewma-24h", horizonSeconds: 86_400, samples: 1 });

    const text = await keeper("aave-v3:usdc");
    expect(text.stdout)
      .to.match(/aave-v3:usdc +24 h +4\.12 %/)
      .and.to.include("MAE / persistence's");
  });

  it("names the markets that may have been meant, with exit code 2", async () => {
    const { stdout, exitCode } = await keeper("usdc-aave", "--json");
    expect(exitCode).to.equal(2);
    const { message, remedy } = JSON.parse(stdout).error;
    expect(message).to.include('"usdc-aave"');
    expect(remedy).to.include("1:aave-v3:usdc").and.not.to.include("lido");
  });

  it("says that there are no forecasts yet", async () => {
    const empty = await createTestStore();
    try {
      const { stdout } = await runCommand(["forecast"], { environment: { DATABASE_URL: empty.databaseUrl } });
      expect(stdout).to.match(/^There are no forecasts yet/);
    } finally {
      await empty.close();
    }
  });
});
