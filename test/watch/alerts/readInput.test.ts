import { expect } from "chai";
import { sql } from "kysely";
import type { Store } from "../../../bot/store/connection.ts";
import { recordDecision } from "../../../bot/store/decisions.ts";
import { upsertMarkets } from "../../../bot/store/markets.ts";
import { postgresOutbox } from "../../../bot/store/outbox.ts";
import { insertRisks } from "../../../bot/store/risks.ts";
import { finishTick, startTick } from "../../../bot/store/ticks.ts";
import { createInputReader } from "../../../bot/watch/alerts/readInput.ts";
import { SAMPLE_VAULT, sampleDecision, sampleMarket, sampleRisk, sampleTransaction } from "../../store/samples.ts";
import { createTestStore } from "../../store/testStore.ts";
import { quietInput } from "./inputs.ts";

const KEY = { chainId: 1, vault: SAMPLE_VAULT };
const INCLUSION = {
  blockNumber: 9,
  blockHash: `0x${"9".repeat(64)}`,
  gasUsed: 100_000n,
  effectiveGasPriceWei: 10n ** 9n,
  costWei: 10n ** 14n,
};

describe("alerts: what rules judge by", () => {
  let store: Store;
  const now = Math.floor(Date.now() / 1000);
  const { vault, news, database } = quietInput();
  const readSpace = async () => database;
  const read = (changes: Partial<typeof vault> = {}, at = now) =>
    createInputReader(store.db, readSpace)({ ...vault, ...changes }, news, at);

  before(async () => {
    store = await createTestStore();
    await upsertMarkets(store.db, [sampleMarket]);
  });
  after(() => store.close());

  it("is nothing in an empty database, and of a vault that was never opened", async () => {
    const expected = quietInput({ nowSeconds: now });
    expect(await read()).to.deep.equal(expected);
    expect(await read({ address: null })).to.deep.equal({ ...expected, vault: { ...vault, address: null } });
  });

  it("has the highest and the last of prices, of ticks that saw one", async () => {
    const prices = [1.01, 1.03, 1.02, null];
    for (const [i, sharePrice] of prices.entries()) {
      const id = await startTick(store.db, KEY, now - 1_200 + i * 300);
      const seen = sharePrice === null ? {} : { sharePrice, navUsd: 1_000 * sharePrice, totalAssets: 1_000n };
      await finishTick(store.db, id, { status: "held", ...seen });
    }
    const { prices: found, ticks } = await read();
    expect(found.share).to.deep.equal({ highest: 1.03, latest: 1.02 });
    expect(found.assetUsd).to.deep.equal({ highest: 1.03, latest: 1.02 });
    expect(ticks).to.have.length(4);
    expect((await read({}, now + 90_000)).prices).to.deep.equal({ share: null, assetUsd: null });
  });

  it("has transactions that failed, not attempts that another took the place of, and what gas was paid", async () => {
    const outbox = postgresOutbox(store.db, null);
    const sign = async (nonce: number, decision: string, attempt: number) => {
      await recordDecision(store.db, { ...sampleDecision(1), id: decision });
      const changes = { nonce, attempt, createdAtSeconds: now - 60 };
      return outbox.recordSigned(sampleTransaction(nonce * 10 + attempt, decision, changes));
    };
    const bumped = await sign(1, "a", 0);
    const mined = await sign(1, "a", 1);
    await outbox.markMined(mined.id, INCLUSION);
    await outbox.markReplaced(bumped.id, "the other was mined");
    const reverted = await sign(2, "b", 0);
    await outbox.markReverted(reverted.id, INCLUSION, "CapExceeded");
    const { failedTransactions, gasSpent } = await read();
    expect(failedTransactions).to.deep.equal([{ hash: reverted.hash, decisionId: "b", status: "reverted", reason: "CapExceeded" }]);
    expect(gasSpent).to.deep.equal({ wei: 2n * 10n ** 14n, usd: 0.4 });
    expect((await read({}, now + 4_000)).failedTransactions).to.deep.equal([]);
  });

  it("has each market's risk now and its class a day ago", async () => {
    await insertRisks(store.db, [
      sampleRisk(1, { madeAtSeconds: now - 100_000, riskClass: "low" }),
      sampleRisk(2, { madeAtSeconds: now - 50_000, riskClass: "medium" }),
      sampleRisk(3, { madeAtSeconds: now - 10, riskClass: "high" }),
    ]);
    const { risks, earlierRiskClasses } = await read();
    expect(risks.map(({ riskClass }) => riskClass)).to.deep.equal(["high"]);
    expect([...earlierRiskClasses]).to.deep.equal([[sampleMarket.id, "low"]]);
  });

  it("has hourly rates with rewards, read again only after ten minutes", async () => {
    const hour = now - (now % 3_600) - 7_200;
    await store.db
      .insertInto("history_markets")
      .values({ id: sampleMarket.id, protocol: "aave-v3", symbol: "USDC", category: null })
      .execute();
    const insert = (start: number) =>
      sql`
      insert into hourly_yields (market_id, period_start, origin, last_sample, samples, supply_apr, reward_apr)
      values (${sampleMarket.id}, ${start}, 'rollup', ${start}, 1, 0.04, 0.01)`.execute(store.db);
    await insert(hour);
    const reader = createInputReader(store.db, readSpace);
    const at = async (moment: number) => (await reader(vault, news, moment)).hourlyAprs.get(sampleMarket.id)?.length;
    expect((await reader(vault, news, now)).hourlyAprs.get(sampleMarket.id)).to.deep.equal([{ hourStartSeconds: hour, apr: 0.05 }]);
    await insert(hour - 3_600);
    expect(await at(now + 599)).to.equal(1);
    expect(await at(now + 600)).to.equal(2);
  });

  it("has who leads, and how many blocks have left the chain", async () => {
    await sql`insert into leaders (chain_id, vault, epoch, since) values (1, ${SAMPLE_VAULT}, 3, to_timestamp(${now - 5}))`.execute(
      store.db,
    );
    await sql`insert into observed_blocks (chain_id, number, hash, block_time, bucket_time, refill, orphaned_at)
      values (1, 7, '0x7', ${now - 60}, ${now - 60}, false, to_timestamp(${now - 30}))`.execute(store.db);
    const { leader, orphanedBlocks } = await read();
    expect(leader).to.deep.equal({ epoch: 3, sinceSeconds: now - 5 });
    expect(orphanedBlocks).to.equal(1);
  });
});
