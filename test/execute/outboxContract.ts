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
      it(`${status} is final: no longer unresolved, marked twice without harm, never changed`, async () => {
        const row = await outbox.recordSigned(signed({}));
        await end(row);
        expect(await outbox.unresolved(1, SENDER)).to.deep.equal([]);
        await end(row);
        for (const [other, change] of endings) {
          if (other !== status) expect(await change(row).catch((error) => error), other).to.be.instanceOf(Error);
        }
      });
    }

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
    chainId: 1,
    vault: OTHER,
    sender: SENDER,
    nonce: 0,
    hash: keccak256(toBeHex(serial)),
    rawTransaction: "0x02aabb",
    gasLimit: 500_000n,
    maxFeePerGasWei: 10n ** 9n,
    maxPriorityFeePerGasWei: 10n ** 8n,
    createdAtSeconds: 1_800_000_000,
    ...changes,
  };
}

async function expectConflict(outbox: Outbox, transaction: SignedTransaction): Promise<void> {
  expect(await outbox.recordSigned(transaction).catch((error) => error)).to.be.instanceOf(OutboxConflictError);
}
