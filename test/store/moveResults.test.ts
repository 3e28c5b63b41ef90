import { expect } from "chai";
import type { RebalanceExpectation, RebalanceResult } from "../../bot/core/moveResult.ts";
import type { Store } from "../../bot/store/connection.ts";
import { recordDecision } from "../../bot/store/decisions.ts";
import { driftByAdapter, postgresMoveLog, recentDrift } from "../../bot/store/moveResults.ts";
import { postgresOutbox } from "../../bot/store/outbox.ts";
import { driftText } from "../../bot/watch/driftText.ts";
import { SAMPLE_SENDER, SAMPLE_VAULT, sampleDecision, sampleTransaction } from "./samples.ts";
import { createTestStore } from "./testStore.ts";

const KEY = { chainId: 1, vault: SAMPLE_VAULT };
const INCLUSION = { blockNumber: 9, blockHash: `0x${"9".repeat(64)}`, gasUsed: 100n, effectiveGasPriceWei: 7n, costWei: 700n };
const A = "0x00000000000000000000000000000000000000A1";
const B = "0x00000000000000000000000000000000000000b2";

const expectation: RebalanceExpectation = {
  moves: [
    { marketId: "1:a:usdc", adapter: A, plannedChange: -(10n ** 30n), expectedPosition: 10n ** 31n },
    { marketId: "1:b:usdc", adapter: B, plannedChange: 500n, expectedPosition: 900n },
  ],
  totalAssets: 10n ** 32n,
  gasUsed: 400_000n,
};

function resultWith(...driftBps: readonly number[]): RebalanceResult {
  return {
    moves: expectation.moves.map((move, i) => ({ ...move, actualPosition: move.expectedPosition + 1n, driftBps: driftBps[i] ?? 0 })),
    expectedTotalAssets: expectation.totalAssets,
    actualTotalAssets: expectation.totalAssets - 1n,
    expectedGasUsed: expectation.gasUsed,
    actualGasUsed: 399_000n,
  };
}

describe("postgresMoveLog", () => {
  let store: Store;
  before(async () => {
    store = await createTestStore();
  });
  after(() => store.close());
  beforeEach(() => store.pool.query("truncate transactions, move_results, rebalance_results, ticks, decisions cascade"));

  const outbox = () => postgresOutbox(store.db, null);
  const log = () => postgresMoveLog(store.db);

  async function signed(nonce: number, decisionId: string, attempt = 0) {
    await recordDecision(store.db, { ...sampleDecision(1), id: decisionId });
    const hash = `0x${(nonce * 10 + attempt).toString(16).padStart(64, "0")}`;
    return outbox().recordSigned({ ...sampleTransaction(nonce, decisionId), attempt, hash });
  }

  async function mined(nonce: number, decisionId: string, ...driftBps: readonly number[]) {
    const row = await signed(nonce, decisionId);
    await log().recordExpected(row, expectation);
    await log().recordActual(row, resultWith(...driftBps));
    await outbox().markMined(row.id, { ...INCLUSION, blockNumber: 9 + nonce });
    return row;
  }

  it("gives back what was expected, to the unit, and keeps what was written first", async () => {
    const row = await signed(1, "a");
    expect(await log().expectationOf("a")).to.equal(null);
    await log().recordExpected(row, expectation);
    await log().recordExpected(row, { ...expectation, totalAssets: 1n });
    expect(await log().expectationOf("a")).to.deep.equal(expectation);
  });

  it("tells nothing of what is not mined, and forgets nothing when it is mined twice", async () => {
    const row = await signed(1, "a");
    await log().recordExpected(row, expectation);
    await log().recordActual(row, resultWith(-3, 1));
    expect(await recentDrift(store.db, KEY, 10)).to.deep.equal([]);
    await outbox().markMined(row.id, INCLUSION);
    await log().recordActual(row, resultWith(-4, 2));
    expect((await recentDrift(store.db, KEY, 10)).map(({ driftBps }) => driftBps)).to.deep.equal([-4, 2]);
    expect(await log().expectationOf("a")).to.deep.equal(expectation);
    await outbox().markReorganised(row.id);
    expect(await driftByAdapter(store.db, KEY, 0)).to.deep.equal([]);
  });

  it("gives the result to the attempt that was mined, and to another one that is mined after a reorganisation", async () => {
    const first = await signed(1, "a");
    await log().recordExpected(first, expectation);
    const second = await signed(1, "a", 1);
    await log().recordActual(second, resultWith(1, 1));
    await outbox().markMined(second.id, INCLUSION);
    expect((await recentDrift(store.db, KEY, 1))[0]).to.deep.include({ hash: second.hash, blockNumber: 9, decisionId: "a" });
    await outbox().markReorganised(second.id);
    await log().recordActual(first, resultWith(2, 2));
    await outbox().markMined(first.id, { ...INCLUSION, blockNumber: 11 });
    const moves = await recentDrift(store.db, KEY, 10);
    expect(moves.map(({ hash, driftBps }) => ({ hash, driftBps }))).to.deep.equal([
      { hash: first.hash, driftBps: 2 },
      { hash: first.hash, driftBps: 2 },
    ]);
    const { rows } = await store.pool.query("select actual_total_assets, actual_gas_used from rebalance_results");
    expect(rows).to.have.lengthOf(1);
  });

  it("changes nothing where nothing was expected", async () => {
    const row = await signed(1, "a");
    await log().recordActual(row, resultWith(1, 1));
    await outbox().markMined(row.id, INCLUSION);
    expect(await recentDrift(store.db, KEY, 10)).to.deep.equal([]);
  });

  it("adds up by adapter, worst first, of this vault alone, and says so to people", async () => {
    await mined(1, "a", -3, 0.5);
    await mined(2, "b", 1, -0.25);
    const drift = await driftByAdapter(store.db, KEY, 0);
    expect(drift).to.deep.equal([
      { marketId: "1:a:usdc", adapter: A, count: 2, meanBps: -1, worstBps: -3 },
      { marketId: "1:b:usdc", adapter: B, count: 2, meanBps: 0.125, worstBps: -0.25 },
    ]);
    expect(await driftByAdapter(store.db, { ...KEY, vault: SAMPLE_SENDER }, 0)).to.deep.equal([]);
    expect(await driftByAdapter(store.db, KEY, 2 ** 40)).to.deep.equal([]);
    expect((await recentDrift(store.db, KEY, 3)).map(({ decisionId }) => decisionId)).to.deep.equal(["b", "b", "a"]);
    expect(driftText(drift)?.split("\n")[1]).to.match(/^a:usdc +0x0+A1 +2 +-1\.000 +-3\.000$/);
    expect(driftText([])).to.equal(null);
  });
});
