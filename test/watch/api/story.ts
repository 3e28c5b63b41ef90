import { keptBacktestOf } from "../../../bot/backtest/report/kept.ts";
import type { Forecast } from "../../../bot/core/forecast.ts";
import { forecastId } from "../../../bot/core/forecast.ts";
import type { KeptBacktest } from "../../../bot/core/keptBacktest.ts";
import type { VaultContract } from "../../../bot/core/vaultContract.ts";
import { INITIAL_CALIBRATION } from "../../../bot/predict/evaluate/runCalibration.ts";
import { TRUSTS } from "../../../bot/predict/evaluate/trackRecord.ts";
import type { RecordedState } from "../../../bot/predict/live/recordedTrack.ts";
import { claimDue, markDelivered, markFailed, orderDelivery } from "../../../bot/store/alertDeliveries.ts";
import { insertSilence } from "../../../bot/store/alertSilences.ts";
import { insertAlert } from "../../../bot/store/alerts.ts";
import { keepBacktest } from "../../../bot/store/backtests.ts";
import { postgresBundleLog } from "../../../bot/store/bundles.ts";
import type { Store } from "../../../bot/store/connection.ts";
import { recordDecision } from "../../../bot/store/decisions.ts";
import { insertForecasts } from "../../../bot/store/forecasts.ts";
import { insertTrials, scoreTrials, TRIAL_SECONDS } from "../../../bot/store/forecastTrials.ts";
import { upsertMarkets } from "../../../bot/store/markets.ts";
import { recordModelEvents } from "../../../bot/store/modelEvents.ts";
import { postgresMoveLog } from "../../../bot/store/moveResults.ts";
import { insertObservations } from "../../../bot/store/observations.ts";
import { recordOperatorAction } from "../../../bot/store/operatorActions.ts";
import { postgresOutbox } from "../../../bot/store/outbox.ts";
import { insertRisks } from "../../../bot/store/risks.ts";
import { insertTolerance } from "../../../bot/store/riskTolerances.ts";
import { rollUp } from "../../../bot/store/rollups.ts";
import { insertGaps } from "../../../bot/store/samplingGaps.ts";
import { finishTick, startTick } from "../../../bot/store/ticks.ts";
import { saveTrackStates } from "../../../bot/store/trackStates.ts";
import { fakeBacktest } from "../../backtest/report/fakeBacktest.ts";
import { SAMPLE_VAULT, sampleDecision, sampleMarket, sampleObservation, sampleRisk, sampleTransaction } from "../../store/samples.ts";
import { sampleAlert } from "../alerts/samples.ts";
import { sampleReport } from "../reports.ts";

export const OTHER_MARKET = { ...sampleMarket, id: "1:compound-v3:usdc", protocol: "compound-v3" };
export const VAULT_KEY = { chainId: 1, vault: SAMPLE_VAULT };
/** The bytes of every transaction: whoever had them could send them. */
export const RAW_TRANSACTION = "0x02f8b1018203e8";
const HORIZON = 86_400;
const MODEL = { model: "ewma", modelVersion: "1" };

/** How many ticks, decisions and observations the story has. */
export const TICKS = 30;

export function storyForecast(tick: number): Forecast {
  const { blockNumber, blockTimeSeconds } = sampleObservation(tick);
  return {
    marketId: sampleMarket.id,
    blockNumber,
    madeAtSeconds: blockTimeSeconds,
    horizonSeconds: HORIZON,
    ...MODEL,
    meanApr: 0.04 + tick / 10_000,
    p10Apr: 0.03,
    p50Apr: 0.04,
    p90Apr: 0.05,
  };
}

export function storyDecision(tick: number) {
  const { blockNumber, blockTimeSeconds } = sampleObservation(tick);
  return {
    ...sampleDecision(blockNumber),
    blockTimeSeconds,
    reason: tick % 3 === 0 ? ("net-benefit" as const) : ("risk-exit" as const),
    observationIds: [`${sampleMarket.id}@${blockNumber}`],
    forecastIds: [forecastId(storyForecast(tick))],
    riskIds: [`${sampleMarket.id}@${blockNumber}/xgboost-risk-1/risk`],
  };
}

/** What a node would say of the story's vault. */
export const storyContract: VaultContract = {
  state: {
    ...sampleReport(null).vault,
    blockNumber: sampleObservation(TICKS - 1).blockNumber,
    blockTimeSeconds: sampleObservation(TICKS - 1).blockTimeSeconds,
  },
  roles: { owner: [SAMPLE_VAULT], curator: [SAMPLE_VAULT], keeper: [], guardian: [] },
  deposits: { cap: 10n ** 30n, gate: null },
  fees: { recipient: null, highWaterMark: 1.01 },
  pendingChanges: [
    {
      functionName: "setLimit",
      arguments: [
        { name: "limit", value: "idleFloorBps" },
        { name: "value", value: "100" },
      ],
      data: "0x1234",
      submitter: SAMPLE_VAULT,
      submittedAtBlock: 23_000_000,
      executableAtSeconds: sampleObservation(TICKS).blockTimeSeconds,
      expiresAtSeconds: sampleObservation(TICKS).blockTimeSeconds + 1_209_600,
    },
  ],
  abdicated: ["setFeeRecipient"],
  monitor: {
    address: SAMPLE_VAULT,
    bounds: {
      dustAssets: 10n ** 6n,
      minExitLiquidityBps: 500,
      feeds: [{ aggregator: SAMPLE_VAULT, maxAgeSeconds: 90_000, minPrice: 0.985, maxPrice: 1.015, price: null }],
      pairs: [{ first: SAMPLE_VAULT, second: SAMPLE_VAULT, maxDeviationBps: 30, deviationBps: 1.5 }],
    },
  },
  events: { fromBlock: 0, areAll: true },
};

export const STORY_REPORT = "<!doctype html><title>A report</title><style>p { color: red }</style><p>It went well.</p>\n";

/** The n-th backtest that was kept: in the first one, two competed. */
export function storyBacktest(nth: number): KeptBacktest {
  const fake = fakeBacktest({ days: 40 });
  return keptBacktestOf(
    { ...fake, contested: fake.contested.slice(0, 2) },
    { name: nth === 0 ? null : `the ${nth}th`, madeAtSeconds: 1_750_000_000 + nth },
  );
}

/** One feature whose distance is not finite, since training knew only one value. */
export const STORY_DRIFT = [
  { feature: "utilisation", wasserstein: Number.POSITIVE_INFINITY, jensenShannon: 0.5 },
  { feature: "supply", wasserstein: 0.75, jensenShannon: 0.25 },
];

/** What a model has learned of one market. */
export const STORY_TRACK: RecordedState = {
  records: { [sampleMarket.id]: { asOfSeconds: 1_750_000_000, samples: 8, losses: TRUSTS.map((trust) => 0.08 - 0.04 * trust) } },
  calibration: { ...INITIAL_CALIBRATION, pooled: { lower: 1.5, upper: 0.5 } },
};

/** Two and a half hours of a vault: something in every table. Returns the time at their end. */
export async function storeStory({ db }: Store): Promise<number> {
  const ticks = Array.from({ length: TICKS }, (_, tick) => tick);
  const end = sampleObservation(TICKS).bucketTimeSeconds;
  await upsertMarkets(db, [sampleMarket, OTHER_MARKET]);
  await insertObservations(db, [
    ...ticks.map((tick) => sampleObservation(tick)),
    ...ticks.map((tick) => sampleObservation(tick, OTHER_MARKET.id)),
  ]);
  await rollUp(db, end + 3 * 86_400);
  await insertForecasts(db, ticks.map(storyForecast));
  await insertRisks(
    db,
    ticks.map((tick) => sampleRisk(sampleObservation(tick).blockNumber, { madeAtSeconds: sampleObservation(tick).blockTimeSeconds })),
  );
  await storeTrials(db);
  await saveTrackStates(db, [{ ...MODEL, horizonSeconds: HORIZON, state: STORY_TRACK }], end);
  for (const nth of [0, 1, 2]) await keepBacktest(db, storyBacktest(nth), nth === 0 ? STORY_REPORT : null);
  await recordModelEvents(
    db,
    ticks.map((tick) => ({
      timeSeconds: end + Math.floor(tick / 2),
      kind: "drift" as const,
      ...MODEL,
      detail: { tick, features: STORY_DRIFT },
    })),
  );
  await insertGaps(
    db,
    300,
    ticks.map((tick) => ({
      marketId: sampleMarket.id,
      firstBucketSeconds: end + tick * 900,
      lastBucketSeconds: end + tick * 900,
      reason: "rpc" as const,
      detail: "no answer",
    })),
  );
  const { blockNumber } = sampleObservation(TICKS - 1);
  await insertTolerance(db, {
    ...VAULT_KEY,
    blockNumber,
    madeAtSeconds: end,
    tolerance: 0.5,
    factors: { volatility: 1, drawdown: 0.5, stress: 1, breaker: 1 },
  });
  for (const tick of ticks) await storeTick(db, tick);
  await storeAlerts(db, end);
  await storeOperations(db, end);
  return end;
}

/** Of them every third is resolved, and the second is of a vault whose address is not known. */
export const ALERTS = 12;

/** The first is told by two routes, of which one fails; one more is seen that nobody is told of yet. */
async function storeAlerts(db: Store["db"], end: number): Promise<void> {
  for (let number = 0; number <= ALERTS; number++) {
    const openedAtSeconds = end - 600 + Math.floor(number / 2) * 60;
    const resolvedAtSeconds = number % 3 === 2 ? openedAtSeconds + 300 : null;
    const { vault } = sampleAlert();
    await insertAlert(db, {
      ...sampleAlert({
        rule: number % 2 === 0 ? "data-gap" : "nav-fall",
        vault: number === 1 ? { ...vault, address: null } : vault,
        subject: `subject ${number}`,
        fingerprint: `alert ${number}`,
        severity: number % 4 === 0 ? "critical" : "warning",
        state: number === ALERTS ? "pending" : resolvedAtSeconds === null ? "firing" : "resolved",
        openedAtSeconds,
        lastSeenSeconds: openedAtSeconds,
        resolvedAtSeconds,
      }),
      streak: 0,
      streakSinceSeconds: openedAtSeconds,
      evaluatedAtSeconds: end,
      notified: number === 0 ? { state: "firing", severity: "critical", atSeconds: openedAtSeconds } : null,
    });
  }
  const order = { alertId: 1, notice: "opened" as const, groupKey: "1", nowSeconds: end - 600, groupSeconds: 0 };
  for (const route of ["team", "pager"]) await orderDelivery(db, { ...order, route });
  for (const { batch, route } of await claimDue(db, ["team", "pager"], end - 600, end - 500, 10)) {
    if (route === "team") await markDelivered(db, batch, end - 599);
    else await markFailed(db, batch, "HTTP 503", end + 60);
  }
  for (const subject of ["subject 3", "nothing"]) {
    await insertSilence(db, {
      rule: "nav-fall",
      vaultName: null,
      subject,
      untilSeconds: end + 3_600,
      comment: "known",
      createdBy: "ada",
      createdAtSeconds: end,
    });
  }
}

/** What operators did; in the end the vault is paused, and every market but the other one is to be left. */
export const OPERATIONS = [
  { kind: "pause", marketIds: null, by: "ada", comment: "oracle upgrade" },
  { kind: "resume", marketIds: null, by: "bob", comment: null },
  { kind: "derisk", marketIds: [sampleMarket.id], by: "ada", comment: null },
  { kind: "lift", marketIds: null, by: "ada", comment: null },
  { kind: "derisk", marketIds: null, by: "bob", comment: "hack elsewhere" },
  { kind: "lift", marketIds: [OTHER_MARKET.id], by: "ada", comment: null },
  { kind: "pause", marketIds: null, by: "ada", comment: null },
] as const;

async function storeOperations(db: Store["db"], end: number): Promise<void> {
  for (const [number, action] of OPERATIONS.entries()) await recordOperatorAction(db, VAULT_KEY, { ...action, atSeconds: end + number });
}

async function storeTrials(db: Store["db"]): Promise<void> {
  const trials = Array.from({ length: 12 }, (_, moment) => {
    const momentSeconds = Math.ceil(sampleObservation(0).bucketTimeSeconds / TRIAL_SECONDS + moment) * TRIAL_SECONDS;
    return {
      marketId: sampleMarket.id,
      horizonSeconds: HORIZON,
      ...MODEL,
      momentSeconds,
      madeAtSeconds: momentSeconds + 11,
      blockNumber: 23_000_000 + moment,
      persistenceApr: 0.04,
      scaleApr: 0.04,
      pointApr: 0.05,
      levels: [0.1, 0.5, 0.9],
      rawApr: [0.03, 0.05, 0.07],
      publishedApr: [0.04, 0.05, 0.06],
    };
  });
  await insertTrials(db, trials);
  const scores = trials.slice(0, 8).map((trial) => ({ ...trial, realisedApr: 0.045, unscorable: null }));
  await scoreTrials(db, scores, 1_800_000_000);
}

/** The n-th tick with its decision; every fifth one sent a transaction, in two attempts and offered to a builder. */
async function storeTick(db: Store["db"], tick: number): Promise<void> {
  const { blockNumber, bucketTimeSeconds } = sampleObservation(tick);
  const decision = storyDecision(tick);
  await recordDecision(db, decision);
  const id = await startTick(db, VAULT_KEY, bucketTimeSeconds);
  if (tick % 5 === 0) await storeExecution(db, tick, decision.id);
  await finishTick(db, id, {
    status: tick % 5 === 0 ? "rebalanced" : "held",
    blockNumber,
    decisionId: decision.id,
    stageMs: { observe: 12.5 },
    totalAssets: 2n ** 200n + BigInt(tick),
    totalShares: 2n ** 190n,
    navUsd: 1_000_000 + tick,
    sharePrice: 1 + tick / 1000,
    baseFeeWei: 7n,
    vaultStatus: "normal",
    turnoverBps: 12,
    lossMillionths: 3,
  });
}

async function storeExecution(db: Store["db"], tick: number, decisionId: string): Promise<void> {
  const outbox = postgresOutbox(db, null);
  const moves = postgresMoveLog(db);
  const times = { createdAtSeconds: sampleObservation(tick).blockTimeSeconds, rawTransaction: RAW_TRANSACTION };
  const first = await outbox.recordSigned(sampleTransaction(tick, decisionId, times));
  await moves.recordExpected(first, {
    moves: [{ marketId: sampleMarket.id, adapter: SAMPLE_VAULT, plannedChange: -5n, expectedPosition: 10n ** 30n }],
    totalAssets: 10n ** 31n,
    gasUsed: 600_000n,
  });
  await postgresBundleLog(db).recordSent({
    transactionId: first.id,
    builder: "flashbots",
    method: "bundle",
    targetBlock: 23_000_001,
    bundleHash: "0xb1",
    replacementUuid: null,
    sentAtSeconds: 1_750_000_300,
  });
  await outbox.markSubmitted(first.id, { submitter: "public", submittedAtSeconds: 1_750_000_300 });
  const second = await outbox.recordSigned(
    sampleTransaction(tick, decisionId, { ...times, attempt: 1, hash: `0x${(1_000 + tick).toString(16).padStart(64, "0")}` }),
  );
  const inclusion = {
    blockNumber: 23_000_001 + tick,
    blockHash: "0xb2",
    gasUsed: 500_000n,
    effectiveGasPriceWei: 20_000_000_000n,
    costWei: 500_000n * 20_000_000_000n,
  };
  await outbox.markReplaced(first.id, "another took its nonce");
  await outbox.markMined(second.id, inclusion);
  await moves.recordActual(second, {
    moves: [
      {
        marketId: sampleMarket.id,
        adapter: SAMPLE_VAULT,
        plannedChange: -5n,
        expectedPosition: 10n ** 30n,
        actualPosition: 10n ** 30n - 1n,
        driftBps: -2_000,
      },
    ],
    expectedTotalAssets: 10n ** 31n,
    actualTotalAssets: 10n ** 31n - 1n,
    expectedGasUsed: 600_000n,
    actualGasUsed: 500_000n,
  });
}
