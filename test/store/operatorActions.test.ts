import { expect } from "chai";
import { deriskOrderOf } from "../../bot/core/operatorOrders.ts";
import type { Store } from "../../bot/store/connection.ts";
import { upsertMarkets } from "../../bot/store/markets.ts";
import { operatorActionPage, operatorOrders, recordOperatorAction, type WantedAction } from "../../bot/store/operatorActions.ts";
import { SAMPLE_VAULT, sampleMarket } from "./samples.ts";
import { createTestStore } from "./testStore.ts";

const OTHER = { ...sampleMarket, id: "1:compound-v3:usdc", protocol: "compound-v3" };
const KEY = { chainId: 1, vault: SAMPLE_VAULT };
const FIRST_PAGE = { after: null, limit: 100 };

describe("store: what operators order", () => {
  let store: Store;
  before(async () => {
    store = await createTestStore();
    await upsertMarkets(store.db, [sampleMarket, OTHER]);
  });
  beforeEach(() => store.pool.query("truncate operator_actions"));
  after(() => store.close());

  const record = (kind: WantedAction["kind"], marketIds: WantedAction["marketIds"] = null, key = KEY) =>
    recordOperatorAction(store.db, key, { kind, marketIds, by: "ada", comment: "c", atSeconds: 1_750_000_000 });
  const history = async () => (await operatorActionPage(store.db, KEY, FIRST_PAGE)).items;

  it("is written down once, however many do the same at the same time", async () => {
    const outcomes = await Promise.all(Array.from({ length: 8 }, () => record("pause")));
    expect(outcomes.filter((orders) => orders !== null)).to.have.length(1);
    expect(await history()).to.have.length(1);
    expect((await operatorOrders(store.db, KEY)).pause).to.deep.equal({ by: "ada", comment: "c", sinceSeconds: 1_750_000_000 });
    expect(await record("resume")).to.deep.include({ pause: null });
    expect(await record("resume")).to.equal(null);
  });

  it("is of one vault, and of the markets for which it changes something", async () => {
    await record("derisk", [sampleMarket.id]);
    const orders = await record("derisk", [OTHER.id, sampleMarket.id, OTHER.id]);
    expect(orders?.derisk.markets.map(({ marketId }) => marketId)).to.deep.equal([sampleMarket.id, OTHER.id]);
    expect((await history()).map(({ marketId }) => marketId)).to.deep.equal([OTHER.id, sampleMarket.id]);
    const elsewhere = { chainId: 1, vault: "0x00000000000000000000000000000000000000bB" };
    expect(deriskOrderOf(await operatorOrders(store.db, elsewhere), OTHER.id)).to.equal(null);
    expect(await record("lift", null, elsewhere)).to.equal(null);
  });

  it("cannot be about a market that nobody knows", async () => {
    await record("derisk", ["1:none:none"]).then(
      () => expect.fail("it was written down"),
      () => undefined,
    );
    expect(await history()).to.deep.equal([]);
  });
});
