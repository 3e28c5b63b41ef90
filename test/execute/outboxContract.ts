import { expect } from "chai";
import { keccak256, toBeHex } from "ethers";
import { type Outbox, OutboxConflictError, type OutboxRow, type SignedTransaction } from "../../bot/core/outbox.ts";

const SENDER = "0x00000000000000000000000000000000000000A1";
const OTHER = "0x00000000000000000000000000000000000000b2";
const INCLUSION = { blockNumber: 9, blockHash: keccak256("0x09"), gasUsed: 100n, effectiveGasPriceWei: 7n, costWei: 700n };

/** What every implementation of the port has to do. `open` gives an empty one. */
export function describeOutbox(name: string, open: () => Promise<Outbox>): void {
  describe(`execute: outbox (${name})`, () => {
    let outbox: Outbox;
    beforeEach(async () => {
      outbox = await open();
    });

    it("returns what was recorded, to the bit", async () => {
      const transaction = signed({ nonce: 5, maxFeePerGasWei: 2n ** 80n + 1n });
      const row = await outbox.recordSigned(transaction);
      expect(row).to.deep.include({ ...transaction, status: "signed" });
      expect(await outbox.unresolved(1, SENDER)).to.have.length(1);
      expect((await outbox.unresolved(1, SENDER))[0]).to.deep.include({ ...transaction, id: row.id, status: "signed" });
    });

    it("lists unresolved rows of the account only, by nonce", async () => {
      await outbox.recordSigned(signed({ decisionId: "b", nonce: 8 }));
      await outbox.recordSigned(signed({ decisionId: "a", nonce: 7 }));
      await outbox.recordSigned(signed({ decisionId: "c", nonce: 7, sender: OTHER }));
      await outbox.recordSigned(signed({ decisionId: "d", nonce: 7, chainId: 10 }));
      expect((await outbox.unresolved(1, SENDER)).map((row) => row.decisionId)).to.deep.equal(["a", "b"]);
    });

    it("takes one transaction a decision, whatever became of it", async () => {
      const row = await outbox.recordSigned(signed({ decisionId: "a", nonce: 1 }));
      await outbox.markDropped(row.id, "rejected");
      expect(await outbox.hasDecision("a")).to.equal(true);
      expect(await outbox.hasDecision("b")).to.equal(false);
      await expectConflict(outbox, signed({ decisionId: "a", nonce: 2 }));
    });

    it("takes one unresolved transaction a nonce", async () => {
      const row = await outbox.recordSigned(signed({ decisionId: "a", nonce: 1 }));
      await expectConflict(outbox, signed({ decisionId: "b", nonce: 1 }));
      await outbox.markSubmitted(row.id, { submitter: "public-mempool", submittedAtSeconds: 1 });
      await expectConflict(outbox, signed({ decisionId: "b", nonce: 1 }));
      await outbox.markDropped(row.id, "its deadline has passed");
      await outbox.recordSigned(signed({ decisionId: "b", nonce: 1 }));
    });

    it("lets only one of many at the same time have the nonce", async () => {
      const attempts = Array.from({ length: 8 }, (_, index) => outbox.recordSigned(signed({ decisionId: `d${index}`, nonce: 3 })));
      const results = await Promise.allSettled(attempts);
      expect(results.filter((result) => result.status === "fulfilled")).to.have.length(1);
      expect(await outbox.unresolved(1, SENDER)).to.have.length(1);
    });

    const endings: [string, (row: OutboxRow) => Promise<void>][] = [
      ["mined", (row) => outbox.markMined(row.id, INCLUSION)],
      ["reverted", (row) => outbox.markReverted(row.id, INCLUSION, "StaleStateNonce")],
      ["replaced", (row) => outbox.markReplaced(row.id, "nonce used")],
      ["dropped", (row) => outbox.markDropped(row.id, "deadline passed")],
    ];
    for (const [status, end] of endings) {
      it(`${status}: no longer unresolved, marked twice without harm, changed by the chain alone`, async () => {
        const row = await outbox.recordSigned(signed({}));
        await end(row);
        expect(await outbox.unresolved(1, SENDER)).to.deep.equal([]);
        await end(row);
        const isFoundInChain = (other: string) => !["mined", "reverted"].includes(status) && ["mined", "reverted"].includes(other);
        for (const [other, change] of endings.toReversed()) {
          if (other !== status && !isFoundInChain(other)) expect(await change(row).catch((error) => error), other).to.be.instanceOf(Error);
        }
      });
    }

    for (const [given, giveUp] of endings.slice(2)) {
      it(`knows that what was ${given} is in the chain after all`, async () => {
        const row = await outbox.recordSigned(signed({}));
        await giveUp(row);
        await outbox.markMined(row.id, INCLUSION);
        expect((await outbox.lastIncluded(1, SENDER, 9)).map(({ id, inclusion }) => [id, inclusion])).to.deep.equal([[row.id, INCLUSION]]);
      });
    }

    it("follows what was in a block that left the chain, until it is in another", async () => {
      const row = await outbox.recordSigned(signed({ nonce: 4 }));
      expect(await outbox.markReorganised(row.id).catch((error) => error), "in no block yet").to.be.instanceOf(Error);
      await outbox.markReverted(row.id, INCLUSION, "StaleStateNonce");
      await outbox.markReorganised(row.id);
      await outbox.markReorganised(row.id);
      expect((await outbox.unresolved(1, SENDER)).map(({ id, status }) => [id, status])).to.deep.equal([[row.id, "submitted"]]);
      expect(await outbox.lastIncluded(1, SENDER, 9)).to.deep.equal([]);
      await outbox.markMined(row.id, { ...INCLUSION, blockNumber: 10 });
      expect((await outbox.lastIncluded(1, SENDER, 9)).map(({ inclusion }) => inclusion.blockNumber)).to.deep.equal([10]);
    });

    it("gives the newest blocks first, and no more than is asked for", async () => {
      for (const blockNumber of [5, 7, 6]) {
        await outbox.markMined((await outbox.recordSigned(signed({ nonce: blockNumber }))).id, { ...INCLUSION, blockNumber });
      }
      expect((await outbox.lastIncluded(1, SENDER, 2)).map(({ inclusion }) => inclusion.blockNumber)).to.deep.equal([7, 6]);
      expect(await outbox.lastIncluded(10, SENDER, 2)).to.deep.equal([]);
    });

    it("gives what was dropped as long as nothing else has used its nonce, or may", async () => {
      const given = async () => (await outbox.givenUp(1, SENDER, 2)).map(({ nonce }) => nonce);
      const rows = [];
      for (const nonce of [5, 6, 7]) rows.push(await outbox.recordSigned(signed({ nonce })));
      expect(await given()).to.deep.equal([]);
      for (const { id } of rows) await outbox.markDropped(id, "deadline");
      expect(await given()).to.deep.equal([7, 6]);
      expect(await outbox.givenUp(10, SENDER, 2)).to.deep.equal([]);
      const another = await outbox.recordSigned(signed({ decisionId: "another", nonce: 7 }));
      expect(await given()).to.deep.equal([6, 5]);
      await outbox.markReverted(another.id, INCLUSION, "DeadlinePassed");
      expect(await given()).to.deep.equal([6, 5]);
      await outbox.markMined(rows[1]?.id ?? "", INCLUSION);
      expect(await given()).to.deep.equal([5]);
    });

    it("takes further attempts of a decision at the same nonce only, each once", async () => {
      await outbox.recordSigned(signed({ decisionId: "a", nonce: 3 }));
      await expectConflict(outbox, signed({ decisionId: "a", nonce: 4, attempt: 1 }));
      const second = await outbox.recordSigned(signed({ decisionId: "a", nonce: 3, attempt: 1, purpose: "cancel" }));
      await expectConflict(outbox, signed({ decisionId: "a", nonce: 3, attempt: 1 }));
      await expectConflict(outbox, signed({ decisionId: "b", nonce: 3 }));
      await expectConflict(outbox, signed({ decisionId: "b", nonce: 3, attempt: 2 }));
      expect((await outbox.unresolved(1, SENDER)).map(({ attempt, purpose }) => [attempt, purpose])).to.deep.equal([
        [0, "rebalance"],
        [1, "cancel"],
      ]);
      await outbox.markMined(second.id, INCLUSION);
      expect((await outbox.ofNonce(1, SENDER, 3)).map(({ status }) => status)).to.deep.equal(["signed", "mined"]);
    });

    it("adds up what was spent, and of a nonce that is not used yet what its dearest attempt may cost", async () => {
      const gas = { gasLimit: 10n ** 6n, maxFeePerGasWei: 10n ** 9n, maxPriorityFeePerGasWei: 0n };
      const mined = await outbox.recordSigned(signed({ nonce: 1, createdAtSeconds: 100, ...gas }));
      await outbox.markMined(mined.id, { ...INCLUSION, gasUsed: 10n ** 5n, effectiveGasPriceWei: 10n ** 9n, costWei: 10n ** 14n });
      const dropped = await outbox.recordSigned(signed({ nonce: 2, createdAtSeconds: 100, ...gas }));
      await outbox.markDropped(dropped.id, "deadline");
      await outbox.recordSigned(signed({ decisionId: "w", nonce: 2, createdAtSeconds: 50, ...gas }));
      await outbox.recordSigned(
        signed({ decisionId: "w", nonce: 2, attempt: 1, createdAtSeconds: 50, ...gas, maxFeePerGasWei: 2n * 10n ** 9n }),
      );
      const spent = (since: number, except: number | null) => outbox.gasSpentSince(1, OTHER, since, except);
      expect(await spent(100, null)).to.deep.equal({ wei: 10n ** 14n + 2n * 10n ** 15n, usd: 4.2 });
      expect((await spent(101, null)).wei, "what waits may still be paid, whenever it was signed").to.equal(2n * 10n ** 15n);
      expect((await spent(100, 2)).wei, "one that is about to be replaced").to.equal(10n ** 14n);
      expect(await outbox.gasSpentSince(10, OTHER, 0, null)).to.deep.equal({ wei: 0n, usd: 0 });
    });

    it("keeps a submitted row unresolved", async () => {
      const row = await outbox.recordSigned(signed({}));
      await outbox.markSubmitted(row.id, { submitter: null, submittedAtSeconds: 1 });
      expect((await outbox.unresolved(1, SENDER)).map(({ status }) => status)).to.deep.equal(["submitted"]);
    });
  });
}

let serial = 0;

function signed(changes: Partial<SignedTransaction>): SignedTransaction {
  serial++;
  return {
    decisionId: `decision ${serial}`,
    purpose: "rebalance",
    route: "public",
    attempt: 0,
    chainId: 1,
    vault: OTHER,
    sender: SENDER,
    nonce: 0,
    hash: keccak256(toBeHex(serial)),
    rawTransaction: "0x02aabb",
    gasLimit: 500_000n,
    maxFeePerGasWei: 10n ** 9n,
    maxPriorityFeePerGasWei: 10n ** 8n,
    ethPriceUsd: 2_000,
    signedAtBlock: 7,
    createdAtSeconds: 1_800_000_000,
    ...changes,
  };
}

async function expectConflict(outbox: Outbox, transaction: SignedTransaction): Promise<void> {
  expect(await outbox.recordSigned(transaction).catch((error) => error)).to.be.instanceOf(OutboxConflictError);
}
