import { expect } from "chai";
import fc from "fast-check";
import { FULL_TOLERANCE } from "../../bot/core/risk.ts";
import type { Store } from "../../bot/store/connection.ts";
import { upsertMarkets } from "../../bot/store/markets.ts";
import { insertRisks, newestRisks, riskHistory } from "../../bot/store/risks.ts";
import { insertTolerance, newestTolerance } from "../../bot/store/riskTolerances.ts";
import { anyRisk } from "./arbitraries.ts";
import { rejection } from "./rejection.ts";
import { SAMPLE_VAULT, sampleMarket, sampleRisk } from "./samples.ts";
import { createTestStore } from "./testStore.ts";

const other = { ...sampleMarket, id: "1:compound-v3:usdc", protocol: "compound-v3" };
const FIRST = 23_000_000;
const BLOCKS_A_DAY = 7_200;

describe("store: risk scores", () => {
  let store: Store;
  beforeEach(async () => {
    store = await createTestStore();
    await upsertMarkets(store.db, [sampleMarket, other]);
  });
  afterEach(() => store.close());

  it("come back exactly, for any score", async () => {
    let block = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.constant(undefined).chain(() => anyRisk(++block)),
        async (made) => {
          expect(await insertRisks(store.db, [made])).to.equal(1);
          expect(await riskHistory(store.db, sampleMarket.id, made.madeAtSeconds)).to.deep.include(made);
        },
      ),
      { numRuns: 30, endOnFailure: true },
    );
  });

  it("stay as they were first made, one a block and model", async () => {
    const newer = sampleRisk(FIRST, { modelVersion: "2" });
    await insertRisks(store.db, [sampleRisk(FIRST)]);
    expect(await insertRisks(store.db, [sampleRisk(FIRST, { score: 1 }), newer, sampleRisk(FIRST + 1)])).to.equal(2);
    const history = await riskHistory(store.db, sampleMarket.id, 0);
    expect(history).to.have.lengthOf(3);
    expect(history).to.deep.include.members([sampleRisk(FIRST), newer, sampleRisk(FIRST + 1)]);
    expect(await insertRisks(store.db, [])).to.equal(0);
  });

  it("come as a market's history from a time on, oldest first", async () => {
    const elsewhere = sampleRisk(FIRST + 2, { marketId: other.id });
    await insertRisks(store.db, [3, 1, 2].map((n) => sampleRisk(FIRST + n)).concat(elsewhere));
    const since = sampleRisk(FIRST + 2).madeAtSeconds;
    expect(await riskHistory(store.db, sampleMarket.id, since)).to.deep.equal([sampleRisk(FIRST + 2), sampleRisk(FIRST + 3)]);
  });

  it("are found newest by market, in the order asked for, unless they are more than a day older than the newest of all", async () => {
    const elsewhere = (block: number) => sampleRisk(block, { marketId: other.id });
    await insertRisks(store.db, [sampleRisk(FIRST), elsewhere(FIRST), sampleRisk(FIRST + BLOCKS_A_DAY)]);
    const ids = [other.id, sampleMarket.id];
    expect(await newestRisks(store.db, ids)).to.deep.equal([elsewhere(FIRST), sampleRisk(FIRST + BLOCKS_A_DAY)]);
    await insertRisks(store.db, [sampleRisk(FIRST + BLOCKS_A_DAY + 1)]);
    expect(await newestRisks(store.db, ids)).to.deep.equal([sampleRisk(FIRST + BLOCKS_A_DAY + 1)]);
    expect(await newestRisks(store.db, [])).to.deep.equal([]);
  });

  it("have a class exactly where they have probabilities", async () => {
    for (const half of [{ riskClass: null }, { probabilities: null }]) {
      expect((await rejection(insertRisks(store.db, [sampleRisk(FIRST, half)]))).message).to.match(/check constraint/);
    }
  });
});

describe("store: risk tolerances", () => {
  let store: Store;
  before(async () => {
    store = await createTestStore();
  });
  after(() => store.close());

  it("are found newest by vault, and stay as they were first made", async () => {
    const key = { chainId: 1, vault: SAMPLE_VAULT };
    expect(await newestTolerance(store.db, key)).to.equal(null);
    const made = (blockNumber: number, volatility: number) => ({
      ...key,
      blockNumber,
      madeAtSeconds: blockNumber * 12,
      tolerance: volatility,
      factors: { ...FULL_TOLERANCE.factors, volatility },
    });
    for (const one of [made(2, 0.7), made(1, 0.9), made(2, 0.1)]) await insertTolerance(store.db, one);
    await insertTolerance(store.db, { ...made(3, 0.5), chainId: 10 });
    expect(await newestTolerance(store.db, key)).to.deep.equal(made(2, 0.7));
  });
});
