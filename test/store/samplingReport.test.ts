import { expect } from "chai";
import fc from "fast-check";
import type { Market } from "../../bot/core/market.ts";
import type { Observation } from "../../bot/core/observation.ts";
import type { Snapshot } from "../../bot/observe/collector.ts";
import type { Store } from "../../bot/store/connection.ts";
import { upsertMarkets } from "../../bot/store/markets.ts";
import { recordSnapshot } from "../../bot/store/recording.ts";
import { samplingReport } from "../../bot/store/samplingReport.ts";
import { sampleMarket, sampleObservation } from "./samples.ts";
import { createTestStore } from "./testStore.ts";

const SIZE = 300;
const CHAIN_ID = 1;
const dead: Market = { ...sampleMarket, id: "1:aave-v3:dead" };
const marketIds = [sampleMarket.id, dead.id];
/** Of these buckets the daemon was away. */
const AWAY = new Set([3, 4]);
const BUCKETS = 8;

describe("store: the report of samples", () => {
  let store: Store;
  before(async () => {
    store = await createTestStore();
    await upsertMarkets(store.db, [sampleMarket, dead]);
    for (let bucket = 0; bucket < BUCKETS; bucket++) if (!AWAY.has(bucket)) await record(sampleObservation(bucket));
  });
  after(() => store.close());

  /** One market is seen, the other cannot be read. */
  async function record(observation: Observation): Promise<void> {
    const { blockNumber: number, blockTimeSeconds: timeSeconds } = observation;
    const snapshot: Snapshot = {
      block: { number, hash: `0x${number.toString(16).padStart(64, "0")}`, timeSeconds, baseFeePerGasWei: 0n },
      observations: [observation],
      rejected: [
        {
          marketId: dead.id,
          origin: "rpc",
          sampleTimeSeconds: timeSeconds,
          blockNumber: number,
          rule: "unreadable",
          value: null,
          detail: "no contract",
          sample: null,
        },
      ],
      vault: null,
      ethPriceUsd: null,
      orphaned: [],
    };
    const missOf = () => ({ reason: "not-running" as const, detail: "away" });
    // Later ones come later: the last of them is seen so many seconds after its block.
    const seenAtSeconds = timeSeconds + (observation.blockNumber - sampleObservation(0).blockNumber) + 1;
    await recordSnapshot(store.db, snapshot, { chainId: CHAIN_ID, bucketSeconds: SIZE, missOf, seenAtSeconds });
  }

  const first = sampleObservation(0).bucketTimeSeconds;
  const report = (fromSeconds: number, toSeconds: number) =>
    samplingReport(store.db, { chainId: CHAIN_ID, marketIds, bucketSeconds: SIZE, fromSeconds, toSeconds });

  it("tells how long after its block a sample came at worst, by the clock of whoever took it", async () => {
    const [seen] = await report(first, first + BUCKETS * SIZE);
    const blocks = sampleObservation(BUCKETS - 1).blockNumber - sampleObservation(0).blockNumber;
    expect(seen?.worstLagSeconds).to.equal(blocks + 1);
  });

  it("accounts for every bucket that has begun, whole, whenever it is asked", async () => {
    const times = fc.tuple(fc.integer({ min: -2 * SIZE, max: BUCKETS * SIZE }), fc.integer({ min: 0, max: BUCKETS * SIZE }));
    await fc.assert(
      fc.asyncProperty(times, async ([start, length]) => {
        const [from, to] = [first + start, Math.min(first + start + length, first + BUCKETS * SIZE)];
        const begun = Array.from({ length: BUCKETS }, (_, bucket) => bucket).filter((bucket) => {
          const begins = first + bucket * SIZE;
          return begins >= from && begins < to;
        });
        for (const { marketId, expected, stored, gaps, pending } of await report(from, to)) {
          const missed = gaps.reduce((sum, gap) => sum + gap.buckets, 0);
          const present = marketId === dead.id ? 0 : begun.filter((bucket) => !AWAY.has(bucket)).length;
          expect({ expected, stored, missed, pending }).to.deep.equal({
            expected: begun.length,
            stored: present,
            missed: begun.length - present,
            pending: 0,
          });
        }
      }),
      { numRuns: 60 },
    );
  });

  it("tells the reasons apart, and what was rejected by which rule", async () => {
    const [seen, unread] = await report(first, first + BUCKETS * SIZE);
    expect(seen?.gaps.map(({ reason, buckets, open }) => ({ reason, buckets, open }))).to.deep.equal([
      { reason: "not-running", buckets: 2, open: 2 },
    ]);
    expect(unread?.gaps.map(({ reason, buckets }) => [reason, buckets]).toSorted()).to.deep.equal([
      ["not-running", 2],
      ["unreadable", BUCKETS - 2],
    ]);
    expect(unread?.rejected).to.deep.equal({ unreadable: BUCKETS - 2 });
    expect(seen?.lastSuccessSeconds).to.equal(sampleObservation(BUCKETS - 1).blockTimeSeconds);
  });
});
