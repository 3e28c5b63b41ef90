import { keccak256, toBeHex } from "ethers";
import type { Inclusion } from "../../bot/core/outbox.ts";
import { encodeRebalance } from "../../bot/execute/vaultAbi.ts";
import type { StoredTransaction } from "../../bot/store/outbox.ts";
import type { ChainTransaction, ChaosRecord, Rebalance } from "../../scripts/chaos/invariants/record.ts";

const KEEPER = "0x00000000000000000000000000000000000000A1";
const VAULT = "0x00000000000000000000000000000000000000B2";
const ADAPTER = "0x00000000000000000000000000000000000000C3";
const GWEI = 10n ** 9n;

/** A transaction in all three places: in its block, with its event, and in the database. */
export interface Told {
  readonly chain: ChainTransaction;
  readonly rebalance: Rebalance;
  readonly row: StoredTransaction;
}

/** The keeper's rebalance number `nonce`, an hour after the one before, as it should be. */
export function rebalanceTold(nonce: number): Told {
  const hash = keccak256(toBeHex(nonce + 1));
  const blockNumber = 100 + nonce;
  const inclusion: Inclusion = {
    blockNumber,
    blockHash: keccak256(toBeHex(1_000 + nonce)),
    gasUsed: 400_000n,
    effectiveGasPriceWei: 2n * GWEI,
    costWei: 800_000n * GWEI,
  };
  const signed = {
    hash,
    chainId: 1,
    nonce,
    gasLimit: 500_000n,
    maxFeePerGasWei: 4n * GWEI,
    maxPriorityFeePerGasWei: GWEI,
  };
  const createdAtSeconds = 1_000_000 + nonce * 3_600;
  const guard = { deadlineSeconds: BigInt(createdAtSeconds + 300), stateNonce: BigInt(nonce), minTotalAssets: 1n };
  return {
    chain: {
      ...signed,
      ...inclusion,
      from: KEEPER,
      to: VAULT,
      data: encodeRebalance([{ adapter: ADAPTER, assets: 10n }], guard),
      valueWei: 0n,
      blockTimeSeconds: createdAtSeconds + 12,
      succeeded: true,
    },
    rebalance: {
      transactionHash: hash,
      blockNumber,
      stateNonce: BigInt(nonce),
      totalAssetsBefore: 1_000_000n,
      totalAssetsAfter: 1_000_000n,
      idleAfter: 50_000n,
      moves: [{ adapter: ADAPTER, change: 10n, positionAfter: 500_000n }],
    },
    row: {
      ...signed,
      id: String(nonce + 1),
      decisionId: `decision ${nonce}`,
      purpose: "rebalance",
      route: "public",
      attempt: 0,
      vault: VAULT,
      sender: KEEPER,
      rawTransaction: "0x",
      ethPriceUsd: 3_000,
      signedAtBlock: blockNumber - 1,
      createdAtSeconds,
      status: "mined",
      submitter: "public-mempool",
      inclusion,
      reason: null,
    },
  };
}

/** A record of these, with one tick for each, in which nothing is wrong as long as they are as they were told. */
export function recordOf(told: readonly Told[], changes: Partial<ChaosRecord> = {}): ChaosRecord {
  return {
    chain: {
      head: { number: 1_000, timestampSeconds: 2_000_000 },
      transactions: told.map(({ chain }) => chain),
      rebalances: told.map(({ rebalance }) => rebalance),
      nonce: { mined: told.length, withWaiting: told.length },
      sharePrices: [
        { blockNumber: 100, price: 10n ** 18n },
        { blockNumber: 101, price: 10n ** 18n + 1n },
      ],
    },
    database: { transactions: told.map(({ row }) => row), ticks: told.map((_, id) => tickRow(id, "rebalanced")) },
    sent: told.map(({ chain }) => ({ keeper: "keeper 1", afterTakeover: false, transaction: chain })),
    ends: told.map((_, tickId) => ({ tickId, status: "rebalanced", reason: null })),
    rules: {
      chainId: 1,
      keeper: KEEPER,
      vault: VAULT,
      maxGasLimit: 1_000_000n,
      maxFeePerGasWei: 50n * GWEI,
      maxPriorityFeePerGasWei: 5n * GWEI,
      maxCostWei: 10n ** 16n,
      maxWeiPerDay: 10n ** 17n,
      caps: { [ADAPTER.toLowerCase()]: { absoluteCap: 900_000n, relativeCapBps: 7_000 } },
      idleFloorBps: 200,
      rebalanceLossBps: 5,
      priceFallBps: 10,
    },
    ...changes,
  };
}

export function tickRow(id: number, status: ChaosRecord["database"]["ticks"][number]["status"]): ChaosRecord["database"]["ticks"][number] {
  return {
    id,
    chainId: 1,
    vault: VAULT,
    bucketTimeSeconds: 0,
    startedAt: new Date(0),
    finishedAt: null,
    status,
    blockNumber: null,
    decisionId: null,
    error: null,
    stageMs: null,
    totalAssets: null,
    totalShares: null,
    navUsd: null,
    sharePrice: null,
    baseFeeWei: null,
    vaultStatus: null,
    tripReason: null,
    turnoverBps: null,
    lossMillionths: null,
  };
}
