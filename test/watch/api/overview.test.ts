import { expect } from "chai";
import type { Store } from "../../../bot/store/connection.ts";
import { SAMPLE_VAULT, sampleMarket, sampleObservation } from "../../store/samples.ts";
import { createTestStore } from "../../store/testStore.ts";
import { type ApiUnderTest, apiUnderTest } from "./apiUnderTest.ts";
import { OTHER_MARKET, storeStory, storyDecision, TICKS } from "./story.ts";

const VAULT = `/v1/vaults/1:${SAMPLE_VAULT}`;
const EMPTY = "/v1/vaults/1:0x00000000000000000000000000000000000000AA";

describe("watch: the API's overview", () => {
  let store: Store;
  let under: ApiUnderTest;
  let now: number;
  before(async () => {
    store = await createTestStore();
    now = await storeStory(store);
    under = await apiUnderTest(store, () => now);
  });
  after(async () => {
    await under.api.close();
    await store.close();
  });
  afterEach(() => expect(under.defects.map((error) => error.stack)).to.deep.equal([]));

  const found = async (url: string) => {
    const response = await under.api.inject({ url, headers: { host: "localhost" } });
    expect(response.statusCode, response.body).to.equal(200);
    return response.json();
  };

  it("tells how the vault did, by its share price", async () => {
    const { items } = await found(`${VAULT}/performance`);
    expect(items.map(({ window }: { window: string }) => window)).to.deep.equal(["24h", "7d", "30d", "since-start"]);
    const elapsed = sampleObservation(TICKS - 1).bucketTimeSeconds - sampleObservation(0).bucketTimeSeconds;
    const growth = 1 + (TICKS - 1) / 1000;
    for (const item of items) {
      expect(item.isWhole).to.equal(item.window === "since-start");
      expect(item.realisedReturn).to.be.closeTo(growth - 1, 1e-12);
      expect(item.netApy / (growth ** (31_536_000 / elapsed) - 1)).to.be.closeTo(1, 1e-9);
      expect(item.maxDrawdown).to.equal(0);
      expect(item.activity.ticks).to.deep.equal({ held: 24, rebalanced: 6 });
      expect(item.activity.decisions).to.deep.equal({ "risk-exit": 20, "net-benefit": 10 });
      expect(item.activity.rebalances).to.equal(6);
      expect(item.activity.gas.transactions).to.equal(6);
      expect(item.activity.gas.wei).to.equal(String(6n * 500_000n * 20_000_000_000n));
    }
  });

  it("compares with what its markets paid by their indices", async () => {
    const [window] = (await found(`${VAULT}/performance`)).items;
    const [from, to] = [sampleObservation(0), sampleObservation(TICKS - 1)];
    const growth = Number(to.growthIndexRay) / Number(from.growthIndexRay);
    const markets = storyDecision(0).markets.map(({ marketId }) => marketId);
    const known = markets.filter((id) => [sampleMarket.id, OTHER_MARKET.id].includes(id)).length;
    expect(window.benchmark.markets).to.equal(known);
    expect(window.benchmark.realisedReturn).to.be.closeTo(growth - 1, 1e-9);
  });

  it("shows everything of a vault at once", async () => {
    const seen = await found(`${VAULT}/overview`);
    expect(seen.vault).to.deep.equal((await found("/v1/vaults")).items[0]);
    expect(seen.asset).to.deep.equal({ symbol: sampleMarket.asset.symbol, decimals: sampleMarket.asset.decimals });
    expect(seen.worth.navUsd).to.equal(1_000_000 + TICKS - 1);
    expect(seen.state).to.include({ vaultStatus: "normal", turnoverBps: 12, lossMillionths: 3 });
    expect(seen.performance).to.have.length(4);
    expect(seen.decisions.map(({ id }: { id: string }) => id)).to.deep.equal([29, 28, 27, 26, 25].map((tick) => storyDecision(tick).id));
    expect(seen.allocation.decisionId).to.equal(storyDecision(TICKS - 1).id);
    const shares = [...seen.allocation.markets, seen.allocation.idle].map(({ share }: { share: number }) => share);
    expect(shares.reduce((sum: number, share: number) => sum + share, 0)).to.be.closeTo(1, 1e-9);
    const open: { readonly severity: string }[] = (
      await found(`/v1/alerts?state=open&limit=500&vault=${encodeURIComponent(seen.vault.id)}`)
    ).items;
    const ofSeverity = (severity: string) => open.filter((alert) => alert.severity === severity).length;
    expect(open).to.have.length.above(0);
    expect(seen.openAlerts).to.deep.equal({
      critical: ofSeverity("critical"),
      warning: ofSeverity("warning"),
      info: ofSeverity("info"),
    });
    expect(seen.pendingTransactions).to.equal(0);
    expect(seen.gas.budgetPerDay).to.deep.equal({ wei: String(10n ** 18n), usd: 1_000 });
    expect(seen.keeper.tickSeconds).to.equal(300);
  });

  it("has nothing to show of a vault nobody knows", async () => {
    const response = await under.api.inject({ url: `${EMPTY}/overview`, headers: { host: "localhost" } });
    expect(response.statusCode).to.equal(404);
  });

  it("shows a configured vault before its first tick", async () => {
    const fresh = await createTestStore();
    const other = await apiUnderTest(fresh, () => now);
    try {
      const response = await other.api.inject({ url: `${VAULT}/overview`, headers: { host: "localhost" } });
      expect(response.statusCode, response.body).to.equal(200);
      expect(response.json()).to.deep.include({ asset: null, worth: null, state: null, performance: [], allocation: null, decisions: [] });
      expect(response.json().keeper).to.deep.equal({ lastTickAtSeconds: null, lastTickAgeSeconds: null, tickSeconds: 300, isLate: true });
      const { body } = await other.api.inject({ url: `${VAULT}/performance`, headers: { host: "localhost" } });
      expect(JSON.parse(body)).to.deep.equal({ items: [] });
    } finally {
      await other.api.close();
      await fresh.close();
    }
  });
});
