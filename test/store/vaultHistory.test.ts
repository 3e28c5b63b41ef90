import { expect } from "chai";
import fc from "fast-check";
import type { Store } from "../../bot/store/connection.ts";
import { recordDecision } from "../../bot/store/decisions.ts";
import { knownVaults } from "../../bot/store/knownVaults.ts";
import type { PageKey } from "../../bot/store/page.ts";
import { finishTick, startTick } from "../../bot/store/ticks.ts";
import { allocationHistory, type Resolution, type VaultWorth, worthHistory } from "../../bot/store/vaultHistory.ts";
import { SAMPLE_SENDER, SAMPLE_VAULT, sampleDecision, sampleMarket } from "./samples.ts";
import { createTestStore } from "./testStore.ts";

const HOUR = 3_600;
const SECONDS: Readonly<Record<Resolution, number>> = { raw: 1, hour: HOUR, day: 24 * HOUR };

describe("store: a vault over time", () => {
  let store: Store;
  before(async () => {
    store = await createTestStore();
  });
  after(() => store.close());

  it("is every tick, or the last one of each hour or day, in any pages, for any ticks", async () => {
    let chainId = 10;
    const tick = fc.record({ bucket: fc.integer({ min: 0, max: 200 }).map((half) => half * 1_800), seen: fc.boolean() });
    const query = fc.record({
      resolution: fc.constantFrom<Resolution[]>("raw", "hour", "day"),
      fromSeconds: fc.integer({ min: 0, max: 300_000 }),
      length: fc.integer({ min: 0, max: 400_000 }),
      limit: fc.integer({ min: 1, max: 5 }),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(tick, { maxLength: 20 }), query, async (ticks, { resolution, fromSeconds, length, limit }) => {
        chainId += 1;
        const key = { chainId, vault: SAMPLE_VAULT };
        const toSeconds = fromSeconds + length;
        const stored: { id: number; bucket: number; seen: boolean }[] = [];
        for (const { bucket, seen } of ticks) {
          const id = await startTick(store.db, key, bucket);
          await finishTick(store.db, id, { status: "held", ...(seen ? { totalAssets: BigInt(id) } : {}) });
          stored.push({ id, bucket, seen });
        }
        const within = stored
          .filter(({ bucket, seen }) => seen && bucket >= fromSeconds && bucket < toSeconds)
          .sort((a, b) => a.bucket - b.bucket || a.id - b.id);
        const every = SECONDS[resolution];
        const expected = within.filter(
          ({ bucket }, i) =>
            resolution === "raw" || Math.floor(bucket / every) !== Math.floor((within[i + 1]?.bucket ?? Number.NaN) / every),
        );
        const walked: VaultWorth[] = [];
        let after: PageKey | null = null;
        do {
          const page: Awaited<ReturnType<typeof worthHistory>> = await worthHistory(store.db, key, {
            resolution,
            fromSeconds,
            toSeconds,
            after,
            limit,
          });
          walked.push(...page.items);
          after = page.next;
        } while (after !== null);
        expect(walked.map(({ tickId }) => tickId)).to.deep.equal(expected.map(({ id }) => id));
        expect(walked.map(({ totalAssets }) => totalAssets)).to.deep.equal(expected.map(({ id }) => BigInt(id)));
      }),
      { numRuns: 60 },
    );
  });

  it("has its money where decisions had it", async () => {
    const key = { chainId: 1, vault: SAMPLE_VAULT };
    const empty = { ...sampleDecision(2), markets: [] };
    for (const [bucket, decision] of [sampleDecision(1), empty].entries()) {
      await recordDecision(store.db, decision);
      const id = await startTick(store.db, key, bucket * 300);
      await finishTick(store.db, id, { status: "held", decisionId: decision.id });
    }
    await finishTick(store.db, await startTick(store.db, key, 600), { status: "held" });
    const { items } = await allocationHistory(store.db, key, { resolution: "raw", fromSeconds: 0, toSeconds: 900, after: null, limit: 10 });
    expect(items.map(({ decisionId, markets }) => ({ decisionId, markets }))).to.deep.equal([
      { decisionId: sampleDecision(1).id, markets: [{ marketId: sampleMarket.id, current: 500_000_000_000n, target: 250_000_000_000n }] },
      { decisionId: empty.id, markets: [] },
    ]);
  });

  it("is known once it had a tick", async () => {
    const fresh = await createTestStore();
    try {
      expect(await knownVaults(fresh.db)).to.deep.equal([]);
      const keys = [
        { chainId: 1, vault: SAMPLE_VAULT },
        { chainId: 1, vault: SAMPLE_SENDER },
        { chainId: 8453, vault: SAMPLE_VAULT },
      ];
      for (const key of [...keys, ...keys]) await startTick(fresh.db, key, 0);
      expect(await knownVaults(fresh.db)).to.deep.equal(keys);
    } finally {
      await fresh.close();
    }
  });
});
