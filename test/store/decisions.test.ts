import { expect } from "chai";
import fc from "fast-check";
import type { Decision } from "../../bot/core/decision.ts";
import type { Store } from "../../bot/store/connection.ts";
import { decodeDecision, encodeDecision } from "../../bot/store/decisionEncoding.ts";
import { decidedSoSince, decisionById, recentDecisions, recordDecision } from "../../bot/store/decisions.ts";
import { DecisionConflict } from "../../bot/store/errors.ts";
import { anyDecision } from "./arbitraries.ts";
import { rejection } from "./rejection.ts";
import { sampleDecision } from "./samples.ts";
import { createTestStore } from "./testStore.ts";

describe("store: encoding of decisions", () => {
  it("loses nothing and gives the same bytes again, for any decision", () => {
    fc.assert(
      fc.property(anyDecision(fc.string()), (decision) => {
        const encoded = encodeDecision(decision);
        expect(decodeDecision(encoded)).to.deep.equal(decision);
        expect(encodeDecision(decodeDecision(encoded))).to.equal(encoded);
      }),
    );
  });

  it("does not depend on the order in which an object got its keys", () => {
    const decision = sampleDecision(1);
    const backwards = Object.fromEntries(Object.entries(decision).reverse()) as unknown as Decision;
    expect(encodeDecision(backwards)).to.equal(encodeDecision(decision));
  });

  it("writes amounts as decimal strings", () => {
    expect(encodeDecision(sampleDecision(1)))
      .to.include('"change":"-250000000000"')
      .and.to.include(`"maximum":"${2n ** 256n - 1n}"`);
  });

  it("refuses numbers that JSON would turn into null", () => {
    const decision = sampleDecision(1);
    for (const forecastApr of [Number.NaN, Number.POSITIVE_INFINITY]) {
      const broken = { ...decision, markets: decision.markets.map((market) => ({ ...market, forecastApr })) };
      expect(() => encodeDecision(broken)).to.throw(RangeError);
    }
  });
});

describe("store: decisions", () => {
  let store: Store;
  before(async () => {
    store = await createTestStore();
  });
  after(() => store.close());

  it("come back byte for byte from the database, for any decision", async () => {
    let number = 0;
    await fc.assert(
      fc.asyncProperty(anyDecision(fc.constant("")), async (decision) => {
        number += 1;
        const recorded = { ...decision, id: `any-${number}` };
        await recordDecision(store.db, recorded);
        const read = await decisionById(store.db, recorded.id);
        expect(read).to.deep.equal(recorded);
        expect(encodeDecision(read ?? sampleDecision(0))).to.equal(encodeDecision(recorded));
      }),
      { numRuns: 50 },
    );
  });

  it("can be recorded twice without effect", async () => {
    await recordDecision(store.db, sampleDecision(100));
    await recordDecision(store.db, sampleDecision(100));
    expect(await decisionById(store.db, sampleDecision(100).id)).to.deep.equal(sampleDecision(100));
  });

  it("refuse another decision with the same id and keep the first", async () => {
    const first = sampleDecision(101);
    await recordDecision(store.db, first);
    const error = await rejection(recordDecision(store.db, { ...first, action: "hold", moves: [] }));
    expect(error).to.be.instanceOf(DecisionConflict);
    expect(await decisionById(store.db, first.id)).to.deep.equal(first);
  });

  it("are listed newest block first, by vault", async () => {
    const vault = "0xe7f1725E7734CE288F8367e1Bb143E90bb3F0512";
    const blocks = [205, 207, 206];
    for (const block of blocks) await recordDecision(store.db, { ...sampleDecision(block), id: `${vault}@${block}/x`, vault });
    const recent = await recentDecisions(store.db, { chainId: 1, vault }, 2);
    expect(recent.map((decision) => decision.blockNumber)).to.deep.equal([207, 206]);
    expect(await recentDecisions(store.db, { chainId: 2, vault }, 2)).to.deep.equal([]);
  });

  it("tell since when the last of a vault have had one of some reasons", async () => {
    const vault = "0xCf7Ed3AccA5a467e9e704C703E8D87F634fB0Fc9";
    const reasons = ["net-benefit", "below-margin", "waiting-for-gas", "net-benefit", "waiting-for-gas"] as const;
    for (const [i, reason] of reasons.entries()) {
      const blockNumber = 300 + i;
      const placed = { id: `${vault}@${blockNumber}/x`, vault, blockNumber, blockTimeSeconds: 1000 + i, reason };
      await recordDecision(store.db, { ...sampleDecision(blockNumber), ...placed });
    }
    const since = (blockNumber: number, fromSeconds = 0, chainId = 1) =>
      decidedSoSince(store.db, { chainId, vault }, ["waiting-for-gas", "net-benefit"], { blockNumber, fromSeconds });
    expect(await since(305)).to.equal(1002);
    // The decision of the block itself is not yet made.
    expect(await since(303)).to.equal(1002);
    expect(await since(302)).to.equal(null);
    expect(await since(301)).to.equal(1000);
    expect(await since(300)).to.equal(null);
    expect(await since(305, 1003)).to.equal(1003);
    expect(await since(305, 1005)).to.equal(null);
    expect(await since(305, 0, 2)).to.equal(null);
  });

  it("are null when there is none of that id", async () => {
    expect(await decisionById(store.db, "nowhere@1/none")).to.equal(null);
  });
});
