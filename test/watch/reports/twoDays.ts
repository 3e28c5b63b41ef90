import type { Decision } from "../../../bot/core/decision.ts";
import { insertAlert } from "../../../bot/store/alerts.ts";
import type { Store } from "../../../bot/store/connection.ts";
import { recordDecision } from "../../../bot/store/decisions.ts";
import { insertTrials, scoreTrials } from "../../../bot/store/forecastTrials.ts";
import { upsertMarkets } from "../../../bot/store/markets.ts";
import { postgresMoveLog } from "../../../bot/store/moveResults.ts";
import { insertObservations } from "../../../bot/store/observations.ts";
import { postgresOutbox } from "../../../bot/store/outbox.ts";
import { insertGaps } from "../../../bot/store/samplingGaps.ts";
import { finishTick, startTick } from "../../../bot/store/ticks.ts";
import { SAMPLE_VAULT, sampleDecision, sampleMarket, sampleObservation, sampleTransaction } from "../../store/samples.ts";
import { sampleAlert } from "../alerts/samples.ts";

export const KEY = { chainId: 1, vault: SAMPLE_VAULT };
export const COMPOUND = { ...sampleMarket, id: "1:compound-v3:usdc", protocol: "compound-v3" };
/** 2026-01-05, a Monday. */
export const MONDAY = 1_767_571_200;
export const DAY = 86_400;
export const TICK_SECONDS = 1_800;
const YEAR = 31_536_000;

/** What really was paid a year, as log growth: by the vault's share, and by its two markets. */
export const VAULT_RATE = 0.05;
export const MARKET_RATES = { [sampleMarket.id]: 0.04, [COMPOUND.id]: 0.06 } as const;

const growth = (rate: number, seconds: number) => Math.exp((rate * seconds) / YEAR);
const MILLION = 1_000_000_000_000n;

export function sharePriceAt(atSeconds: number): number {
  return 1.02 * growth(VAULT_RATE, atSeconds - MONDAY);
}

function decisionAt(tick: number, moved: boolean): Decision {
  const blockTimeSeconds = MONDAY + tick * TICK_SECONDS + 11;
  const [before, after] = [600_000_000_000n, 350_000_000_000n];
  const rebalances = tick === 60;
  const market = (marketId: string, current: bigint, target: bigint) => ({
    ...(sampleDecision(0).markets[0] as Decision["markets"][number]),
    marketId,
    current,
    target,
  });
  const adapter = (digit: string) => `0x${digit.repeat(40)}`;
  return {
    ...sampleDecision(24_000_000 + tick * 150),
    blockTimeSeconds,
    action: rebalances ? "rebalance" : "hold",
    reason: rebalances ? "net-benefit" : tick % 4 === 0 ? "below-margin" : "already-optimal",
    explanation: rebalances ? "Compound pays 2 % a year more than Aave | <b>net</b>." : "Nothing pays more.",
    moves: rebalances
      ? [
          { marketId: sampleMarket.id, adapter: adapter("1"), change: after - before },
          { marketId: COMPOUND.id, adapter: adapter("2"), change: before - after },
        ]
      : [],
    markets: [
      market(sampleMarket.id, moved ? after : before, moved || rebalances ? after : before),
      market(COMPOUND.id, moved ? 600_000_000_000n : 350_000_000_000n, moved || rebalances ? 600_000_000_000n : 350_000_000_000n),
    ],
  };
}

/** Monday and Tuesday of a vault with a tick every half hour; on Tuesday a rebalance, a failed tick, two that never were, an alert and a gap. */
export async function storeTwoDays({ db }: Store): Promise<void> {
  await upsertMarkets(db, [sampleMarket, COMPOUND]);
  const ticks = Array.from({ length: 97 }, (_, tick) => tick);
  await insertObservations(
    db,
    ticks.flatMap((tick) =>
      Object.entries(MARKET_RATES).map(([marketId, rate]) => ({
        ...sampleObservation(0, marketId),
        blockNumber: 24_000_000 + tick * 150,
        bucketTimeSeconds: MONDAY + tick * TICK_SECONDS,
        blockTimeSeconds: MONDAY + tick * TICK_SECONDS + 11,
        growthIndexRay: BigInt(Math.round(growth(rate, tick * TICK_SECONDS) * 1e15)) * 10n ** 12n,
      })),
    ),
  );
  for (const tick of ticks) if (tick !== 70 && tick !== 71) await storeTick(db, tick);
  await storeExecution(db);
  await insertAlert(db, {
    ...sampleAlert({ openedAtSeconds: MONDAY + DAY + 7_200, summary: "Aave | was <not> sampled", rule: "data-gap", severity: "warning" }),
    vault: { name: "main", chainId: 1, address: SAMPLE_VAULT },
    state: "resolved",
    resolvedAtSeconds: MONDAY + DAY + 9_000,
    streak: 0,
    streakSinceSeconds: MONDAY,
    evaluatedAtSeconds: MONDAY,
    notified: null,
  });
  const gap = { marketId: sampleMarket.id, reason: "rpc" as const, detail: "no answer" };
  await insertGaps(db, 300, [{ ...gap, firstBucketSeconds: MONDAY + DAY + 3_000, lastBucketSeconds: MONDAY + DAY + 3_600 }]);
  const trials = [0, 1, 2, 3].map((moment) => ({
    marketId: sampleMarket.id,
    horizonSeconds: DAY,
    model: "ewma",
    modelVersion: "1",
    momentSeconds: MONDAY + moment * 21_600,
    madeAtSeconds: MONDAY + moment * 21_600 + 11,
    blockNumber: 24_000_000,
    persistenceApr: 0.044,
    scaleApr: 0.04,
    pointApr: 0.041,
    levels: [0.1, 0.5, 0.9],
    rawApr: [0.03, 0.041, 0.05],
    publishedApr: [0.03, 0.041, 0.05],
  }));
  await insertTrials(db, trials);
  await scoreTrials(
    db,
    trials.map((trial) => ({ ...trial, realisedApr: 0.04, unscorable: null })),
    MONDAY + 2 * DAY,
  );
}

async function storeTick(db: Store["db"], tick: number): Promise<void> {
  const bucket = MONDAY + tick * TICK_SECONDS;
  const id = await startTick(db, KEY, bucket);
  if (tick === 75) return finishTick(db, id, { status: "failed", error: { rule: "RpcError", message: "no node | answers" } });
  const decision = decisionAt(tick, tick > 60);
  await recordDecision(db, decision);
  const sharePrice = sharePriceAt(bucket);
  await finishTick(db, id, {
    status: tick === 60 ? "rebalanced" : "held",
    blockNumber: decision.blockNumber,
    decisionId: decision.id,
    totalAssets: MILLION,
    totalShares: MILLION,
    navUsd: 1_000_000 * sharePrice,
    sharePrice,
    vaultStatus: "normal",
    turnoverBps: 0,
    lossMillionths: 0,
  });
}

async function storeExecution(db: Store["db"]): Promise<void> {
  const outbox = postgresOutbox(db, null);
  const moves = postgresMoveLog(db);
  const decision = decisionAt(60, false);
  const row = await outbox.recordSigned(sampleTransaction(1, decision.id, { createdAtSeconds: MONDAY + 60 * TICK_SECONDS + 20 }));
  const expected = decision.moves.map(({ marketId, adapter, change }) => ({
    marketId,
    adapter,
    plannedChange: change,
    expectedPosition: MILLION,
  }));
  await moves.recordExpected(row, { moves: expected, totalAssets: MILLION, gasUsed: 600_000n });
  await outbox.markSubmitted(row.id, { submitter: "public", submittedAtSeconds: MONDAY + 60 * TICK_SECONDS + 21 });
  await outbox.markMined(row.id, {
    blockNumber: 24_009_001,
    blockHash: "0xb2",
    gasUsed: 500_000n,
    effectiveGasPriceWei: 2_000_000_000n,
    costWei: 10n ** 15n,
  });
  await moves.recordActual(row, {
    moves: expected.map((move, place) => ({ ...move, actualPosition: MILLION - 5n, driftBps: -0.25 * place })),
    expectedTotalAssets: MILLION,
    actualTotalAssets: MILLION - 20_000n,
    expectedGasUsed: 600_000n,
    actualGasUsed: 500_000n,
  });
}
