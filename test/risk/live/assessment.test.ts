import { expect } from "chai";
import type { Observation } from "../../../bot/core/observation.ts";
import type { VaultState } from "../../../bot/core/vaultState.ts";
import { RiskModel } from "../../../bot/risk/classifier/riskModel.ts";
import { RISK_FEATURE_NAMES } from "../../../bot/risk/features/riskFeatures.ts";
import { createRiskAssessment, type RiskDeps } from "../../../bot/risk/live/assessment.ts";
import { DEFAULT_VETO_SETTINGS } from "../../../bot/risk/vetoes/settings.ts";
import { storeConditions } from "../../../bot/store/conditions.ts";
import type { Store } from "../../../bot/store/connection.ts";
import { upsertMarkets } from "../../../bot/store/markets.ts";
import { insertObservations } from "../../../bot/store/observations.ts";
import { recordOperatorAction } from "../../../bot/store/operatorActions.ts";
import { newestRisks } from "../../../bot/store/risks.ts";
import { newestTolerance } from "../../../bot/store/riskTolerances.ts";
import { finishTick, startTick } from "../../../bot/store/ticks.ts";
import { positionOf } from "../../decide/arbitraries.ts";
import { expectNear } from "../../near.ts";
import { openVault } from "../../openVault.ts";
import { SAMPLE_VAULT, sampleMarket, sampleObservation } from "../../store/samples.ts";
import { createTestStore } from "../../store/testStore.ts";
import { plainModel } from "../score/markets.ts";
import { markets as knownMarkets, priceFeeds } from "../vetoes/inputs.ts";

const SKY = "1:sky-savings:usdc";
const AAVE = sampleMarket.id;
const COMPOUND = "1:compound-v3:usdc";
const DAY = 86_400;
const BUCKETS_PER_HOUR = 12;
/** Three days of hours. */
const LAST_BUCKET = 72 * BUCKETS_PER_HOUR;
const key = { chainId: 1, vault: SAMPLE_VAULT };
const model = plainModel();

class Failing extends RiskModel {
  override probabilities(): Float64Array {
    throw new Error("no memory");
  }
}
const failing = new Failing(model.parts, RISK_FEATURE_NAMES, null, model.thresholds);

describe("the keeper's assessment of risk", () => {
  let store: Store;
  before(async () => {
    store = await createTestStore();
  });
  beforeEach(async () => {
    await store.pool.query("truncate markets, observations, ticks, conditions, risk_tolerances cascade");
    await upsertMarkets(
      store.db,
      knownMarkets.filter(({ id }) => [AAVE, COMPOUND].includes(id)),
    );
  });
  after(() => store.close());

  const assessing = (changes: Partial<RiskDeps> = {}) =>
    createRiskAssessment({
      db: store.db,
      classifier: { id: "plain", version: "7", model },
      markets: knownMarkets,
      priceFeeds,
      vetoSettings: DEFAULT_VETO_SETTINGS,
      ...changes,
    });

  function vaultAt(bucket: number, changes: Partial<VaultState> = {}): VaultState {
    const { blockNumber, blockTimeSeconds } = sampleObservation(bucket);
    const assets = 1_000_000_000_000n;
    return {
      ...key,
      address: SAMPLE_VAULT,
      blockNumber,
      blockTimeSeconds,
      asset: sampleMarket.asset,
      totalAssets: assets,
      grossAssets: assets,
      totalShares: assets * 10n ** 12n,
      shareDecimals: 18,
      idle: assets,
      ...openVault(),
      stateNonce: 1n,
      positions: [positionOf(AAVE, 1_000), positionOf(COMPOUND, 0)],
      ...changes,
    };
  }

  /** What a tick sees at the last bucket, after hours of it have been stored; `of` may change a market in any bucket. */
  async function seen(
    of: (bucket: number, marketId: string) => Partial<Observation> = () => ({}),
    {
      vault = {},
      fromBucket = 0,
      marketIds = [AAVE, COMPOUND],
    }: { vault?: Partial<VaultState>; fromBucket?: number; marketIds?: string[] } = {},
  ) {
    const at = (bucket: number) => marketIds.map((id) => ({ ...sampleObservation(bucket, id), ...of(bucket, id) }));
    for (let bucket = fromBucket; bucket <= LAST_BUCKET; bucket += BUCKETS_PER_HOUR) await insertObservations(store.db, at(bucket));
    const { blockNumber: number, blockTimeSeconds: timeSeconds } = sampleObservation(LAST_BUCKET);
    return {
      block: { number, hash: "0x", timeSeconds, baseFeePerGasWei: 10n ** 9n },
      observations: at(LAST_BUCKET),
      vault: vaultAt(LAST_BUCKET, vault),
    };
  }
  const lentOut = (utilization: number) => (bucket: number, marketId: string) =>
    bucket === LAST_BUCKET && marketId === AAVE ? { utilization, totalBorrow: BigInt(Math.round(3e15 * utilization)) } : {};

  it("has no covariance of a short past, and says nothing of it", async () => {
    const { yieldCovariance, warnings } = await assessing({ needsCovariance: true })(await seen());
    expect(yieldCovariance).equal(null);
    expect(warnings).deep.equal([]);
  });

  it("scores every market that was observed, and stores the scores and the tolerance", async () => {
    const given = await seen(lentOut(0.985));
    const { risks, tolerance, warnings } = await assessing()(given);
    expect(warnings).deep.equal([]);
    expect(risks.map((one) => [one.marketId, one.riskClass])).deep.equal([
      [AAVE, "high"],
      [COMPOUND, "low"],
    ]);
    const [aave] = risks;
    expect(aave).deep.include({
      model: "plain",
      modelVersion: "7",
      blockNumber: given.block.number,
      madeAtSeconds: given.block.timeSeconds,
      horizonSeconds: 7 * DAY,
      vetoes: [],
    });
    expect(aave?.score).within(66, 100);
    expect(aave?.drivers[0]?.words).match(/^utilization 9[89] %, up 15 points in 24 h$/);
    expect(aave?.changes.join()).match(/if utilization fell to 9\d(\.5)? %/);
    expect(await newestRisks(store.db, [AAVE, COMPOUND])).deep.equal(risks);
    expect(await newestTolerance(store.db, key)).deep.include({ blockNumber: given.block.number, ...tolerance });
    // One of two markets is in trouble: the worst stress.
    expectNear(tolerance.factors.stress, 0.1, 1e-9);
  });

  it("makes the same of the same block again, and stores it once", async () => {
    const given = await seen();
    const assess = assessing();
    expect(await assess(given)).deep.equal(await assess(given));
    expect((await store.pool.query("select count(*)::int as n from risk_scores")).rows).deep.equal([{ n: 2 }]);
  });

  it("lets the model say nothing of a market that is young or small, and vetoes all the same", async () => {
    const frozen = { flags: { paused: false, frozen: true, supplyCapReached: false } };
    const small = { ...frozen, totalSupply: 900_000_000_000n, totalBorrow: 700_000_000_000n, liquidity: 200_000_000_000n };
    const cases = [() => seen(() => frozen, { fromBucket: LAST_BUCKET - 47 * BUCKETS_PER_HOUR }), () => seen(() => small)];
    for (const given of cases) {
      const { risks } = await assessing()(await given());
      for (const one of risks) {
        expect(one).deep.include({ probabilities: null, riskClass: null, score: 100, drivers: [], changes: [], model: "plain" });
        expect(one.vetoes.map(({ reason, effect }) => [reason, effect])).deep.equal([["frozen", "exit"]]);
      }
      await store.pool.query("truncate observations");
    }
  });

  const paused = (_bucket: number, marketId: string) =>
    marketId === AAVE ? { flags: { paused: true, frozen: false, supplyCapReached: false } } : {};

  it("has only vetoes where there is no model, and says so by the name", async () => {
    const { risks, warnings } = await assessing({ classifier: null })(await seen(paused));
    expect(warnings).deep.equal([]);
    expect(risks.map((one) => [one.model, one.modelVersion, one.probabilities, one.score])).deep.equal([
      ["none", "0", null, 100],
      ["none", "0", null, null],
    ]);
  });

  it("keeps vetoes and tells when the model fails", async () => {
    const { risks, warnings } = await assessing({ classifier: { id: "plain", version: "7", model: failing } })(await seen(paused));
    expect(warnings).deep.equal([`the risk model plain fails: no memory; only vetoes guard ${AAVE}, ${COMPOUND}`]);
    expect(risks.map((one) => [one.probabilities, one.score])).deep.equal([
      [null, 100],
      [null, null],
    ]);
    expect(await newestRisks(store.db, [AAVE, COMPOUND])).deep.equal(risks);
  });

  it("keeps vetoes and tells when the database is gone", async () => {
    const given = await seen(paused);
    const closed = await createTestStore();
    await closed.close();
    const { risks, tolerance, warnings } = await assessing({ db: closed.db })(given);
    expect(risks[0]?.vetoes.map(({ reason }) => reason)).deep.equal(["paused"]);
    expect(tolerance.factors.stress).lessThan(1);
    expect(warnings.map((one) => one.split(":")[0])).deep.equal([
      "the past that risk is judged by cannot be read",
      "the operator's orders cannot be read, and the last ones known hold",
      "the vault's past cannot be read",
      "risk scores cannot be stored",
    ]);
  });

  it("obeys an operator's order until it is known to be lifted", async () => {
    const given = await seen();
    const own = await createTestStore();
    await upsertMarkets(
      own.db,
      knownMarkets.filter(({ id }) => id === AAVE),
    );
    const assess = assessing({ db: own.db });
    const vetoes = async () => (await assess(given)).risks.map((one) => one.vetoes.map(({ reason, effect }) => `${reason}: ${effect}`));
    expect(await vetoes()).deep.equal([[], []]);
    const order = { by: "ada", comment: null, marketIds: [AAVE], atSeconds: 0 };
    await recordOperatorAction(own.db, key, { kind: "derisk", ...order });
    expect(await vetoes()).deep.equal([["operator: exit"], []]);
    await own.close();
    expect(await vetoes()).deep.equal([["operator: exit"], []]);
  });

  it("judges a position in a market that could not be read, also one that is not watched", async () => {
    const unhealthy = positionOf(SKY, 5, { healthy: false, healthReason: "psm-halted" });
    const { risks, warnings } = await assessing()(await seen(undefined, { vault: { positions: [positionOf(AAVE, 1), unhealthy] } }));
    expect(warnings).deep.equal([]);
    const sky = risks.find(({ marketId }) => marketId === SKY);
    expect(sky?.vetoes.map(({ reason, effect }) => [reason, effect])).deep.equal([["psm-halted", "exit"]]);
    expect(sky?.score).equal(100);
    expect(await newestRisks(store.db, [SKY])).deep.equal([sky]);
  });

  describe("knows prices", () => {
    const dai = (priceUsd: number, ageSeconds: number) =>
      storeConditions(store.db, [
        { timeSeconds: sampleObservation(LAST_BUCKET).blockTimeSeconds - ageSeconds, values: new Map([["price:DAI", priceUsd]]) },
      ]);
    const skyAt = async () => {
      await upsertMarkets(
        store.db,
        knownMarkets.filter(({ id }) => id === SKY),
      );
      const { risks, tolerance } = await assessing()(await seen(undefined, { marketIds: [AAVE, SKY] }));
      return { vetoes: risks.find(({ marketId }) => marketId === SKY)?.vetoes, tolerance };
    };

    it("of the surroundings for tokens that no market is of: a coin Sky depends on is off its peg", async () => {
      await dai(0.95, DAY / 2);
      const { vetoes, tolerance } = await skyAt();
      expect(vetoes?.map(({ reason, effect }) => [reason, effect])).deep.equal([["off-peg", "exit"]]);
      expectNear(tolerance.factors.stress, 0.1, 1e-9);
    });

    it("and believes none that is older than a day", async () => {
      await dai(0.95, DAY + 60);
      expect((await skyAt()).vetoes).deep.equal([]);
    });

    it("of what was observed before any other", async () => {
      const off = (_bucket: number, marketId: string) => (marketId === AAVE ? { assetPriceUsd: 0.95 } : {});
      const { risks } = await assessing()(await seen(off));
      // Both are of USDC, which is what idle is made of, too.
      for (const { vetoes } of risks) expect(vetoes.map(({ reason, effect }) => [reason, effect])).deep.equal([["off-peg", "close"]]);
    });
  });

  describe("works out the tolerance", () => {
    const ticked = async (daysAgo: number, outcome: Parameters<typeof finishTick>[2]) => {
      const time = sampleObservation(LAST_BUCKET).bucketTimeSeconds - daysAgo * DAY;
      await finishTick(store.db, await startTick(store.db, key, time), outcome);
    };
    const factors = async (vault: Partial<VaultState> = {}) => (await assessing()(await seen(undefined, { vault }))).tolerance.factors;

    it("as full in quiet times", async () => {
      const full = await factors();
      expect({ ...full, stress: 1 }).deep.equal({ volatility: 1, drawdown: 1, stress: 1, breaker: 1 });
      // The samples' price of 0.9998 USD is a little off.
      expect(full.stress).within(0.99, 1);
    });

    it("from earlier share prices and that of the block", async () => {
      await ticked(60, { status: "held", sharePrice: 1.01, vaultStatus: "normal" });
      const { drawdown } = await factors();
      // 1 − 1 / 1.01 of the 1 % at which it is at its least.
      expectNear(drawdown, 1 - 0.9 * ((1 - 1 / 1.01) / 0.01), 1e-9);
    });

    it("from the vault's breakers, and slowly back after they closed it", async () => {
      expect((await factors({ status: "paused" })).breaker).equal(0.1);
      expect((await factors({ breakerDue: { reason: "price-fall", subject: SAMPLE_VAULT } })).breaker).equal(0.5);
      await ticked(9, { status: "held", vaultStatus: "reduce-only" });
      expect((await factors()).breaker).equal(1);
      await ticked(3.5, { status: "held", vaultStatus: "reduce-only" });
      await ticked(1, { status: "held", vaultStatus: "normal" });
      expectNear((await factors()).breaker, 0.55, 0.001);
    });

    it("without counting what the operator does not allow as trouble", async () => {
      const settings = { ...DEFAULT_VETO_SETTINGS, allowedMarkets: [AAVE] };
      const { risks, tolerance } = await assessing({ vetoSettings: settings })(await seen());
      expect(risks.map(({ vetoes }) => vetoes.map(({ reason }) => reason))).deep.equal([[], ["not-allowed"]]);
      expect(tolerance.factors.stress).within(0.99, 1);
    });

    it("from gas that is dearer than in the month before", async () => {
      const now = sampleObservation(LAST_BUCKET).blockTimeSeconds;
      const days = Array.from({ length: 20 }, (_, day) => ({ timeSeconds: now - (day + 1) * DAY, values: new Map([["gas-gwei", 0.2]]) }));
      await storeConditions(store.db, days);
      // Five times the mean: a quarter of the worst stress.
      const { stress } = await factors();
      expect(stress).within(1 - 0.9 * 0.26, 1 - 0.9 * 0.24);
    });
  });
});
