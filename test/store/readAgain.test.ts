import { expect } from "chai";
import { type Forecast, forecastId } from "../../bot/core/forecast.ts";
import { riskId } from "../../bot/core/risk.ts";
import type { Store } from "../../bot/store/connection.ts";
import { forecastsById, insertForecasts } from "../../bot/store/forecasts.ts";
import { upsertMarkets } from "../../bot/store/markets.ts";
import { insertRisks, risksById } from "../../bot/store/risks.ts";
import { sampleMarket, sampleRisk } from "./samples.ts";
import { createTestStore } from "./testStore.ts";

/** Names that look like parts of ids. */
const MODELS = ["ewma", "a/b", "a@7/b", "a-1"];

describe("store: what a decision has read", () => {
  let store: Store;
  before(async () => {
    store = await createTestStore();
    await upsertMarkets(store.db, [sampleMarket]);
  });
  after(() => store.close());

  it("is found again by its ids, in their order, whatever models are called", async () => {
    const forecasts = MODELS.flatMap((model): Forecast[] =>
      [1, 7].map((blockNumber) => ({
        marketId: sampleMarket.id,
        blockNumber,
        madeAtSeconds: 1_750_000_200,
        horizonSeconds: 3_600,
        model,
        modelVersion: "1/2",
        meanApr: 0.04,
        p10Apr: 0.03,
        p50Apr: 0.04,
        p90Apr: 0.05,
      })),
    );
    await insertForecasts(store.db, forecasts);
    const wanted = forecasts.toReversed();
    expect(await forecastsById(store.db, [...wanted.map(forecastId), "none", `${sampleMarket.id}@9/x-1/1s`])).to.deep.equal(wanted);

    const risks = MODELS.map((model) => sampleRisk(23_000_000, { model }));
    await insertRisks(store.db, risks);
    expect(await risksById(store.db, [riskId(sampleRisk(1)), ...risks.map(riskId)])).to.deep.equal(risks);
    expect(await risksById(store.db, [])).to.deep.equal([]);
  });
});
