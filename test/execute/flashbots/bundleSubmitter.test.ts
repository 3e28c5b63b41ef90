import { expect } from "chai";
import { Wallet } from "ethers";
import fc from "fast-check";
import { KeeperError } from "../../../bot/core/errors.ts";
import type { OutboxRow } from "../../../bot/core/outbox.ts";
import type { Builder, PrivateSubmissionDeps } from "../../../bot/execute/flashbots/builder.ts";
import { bundleSubmitter } from "../../../bot/execute/flashbots/bundleSubmitter.ts";
import { BuildersUnavailableError, NoBlockLeftError, OffersWithdrawnError } from "../../../bot/execute/flashbots/offeringErrors.ts";
import { RelayBusyError, RelayFailedError, RelayRefusedError, RelayTimeoutError } from "../../../bot/execute/flashbots/relayErrors.ts";
import { replacementUuid } from "../../../bot/execute/flashbots/replacementUuid.ts";
import type { JsonRpc } from "../../../bot/execute/rpc.ts";
import { RpcUnavailableError } from "../../../bot/execute/rpc.ts";
import { SubmissionRejectedError } from "../../../bot/execute/submitter.ts";
import { vaultInterface } from "../../../bot/execute/vaultAbi.ts";
import { ManualClock } from "../support/scenario.ts";
import { MemoryBundleLog } from "./memoryBundleLog.ts";
import { signedRow } from "./signedRow.ts";
import { stubBuilder } from "./stubBuilder.ts";

const START = 1_800_000_000;
const SLOT = 12;

describe("execute: bundle submitter", () => {
  let row: OutboxRow;
  before(async () => {
    const { privateKey, address } = Wallet.createRandom();
    row = await signedRow({ privateKey, vault: address, deadlineSeconds: START + 25 * SLOT });
  });

  /** Head n of a chain whose block 0 is at START. */
  const head = (number: number) => ({ number, timestampSeconds: START + number * SLOT });
  const chainAt = (headBlock: number): JsonRpc => ({
    send: async (_, [block]) => {
      const number = block === "latest" ? headBlock : Number(block);
      return { number: `0x${number.toString(16)}`, timestamp: `0x${head(number).timestampSeconds.toString(16)}`, baseFeePerGas: "0x1" };
    },
  });
  const submitterOf = (builders: readonly Builder[], bundles = new MemoryBundleLog(), changes: Partial<PrivateSubmissionDeps> = {}) =>
    bundleSubmitter({
      builders,
      bundles,
      rpc: chainAt(0),
      errors: vaultInterface,
      clock: new ManualClock(),
      targets: { blocksAhead: 3, secondsPerBlock: SLOT },
      ...changes,
    });
  const failure = (promise: Promise<unknown>) =>
    promise.then(
      () => expect.fail("it succeeded"),
      (error) => error,
    );
  const summary = (bundles: MemoryBundleLog) =>
    bundles.offers.map(({ builder, targetBlock, status }) => `${builder} ${targetBlock} ${status}`);

  it("covers the next blocks up to the deadline, each once, over any heads, looks and restarts", async () => {
    const step = fc.record({ blocks: fc.nat(4), looks: fc.integer({ min: 1, max: 3 }), restart: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 15 }), fc.integer({ min: 1, max: 6 }), async (steps, blocksAhead) => {
        const bundles = new MemoryBundleLog();
        const bundle = stubBuilder({ name: "a" });
        const hidden = stubBuilder({ name: "b", method: "private-transaction" });
        const open = () => submitterOf([bundle, hidden], bundles, { targets: { blocksAhead, secondsPerBlock: SLOT } });
        let submitter = open();
        let number = 0;
        for (const { blocks, looks, restart } of steps) {
          number = Math.min(24, number + blocks);
          if (restart) submitter = open();
          for (let look = 0; look < looks; look++) {
            const before = bundle.taken.length + hidden.taken.length;
            const { via, offeredNow } = await submitter.submit(row, head(number));
            expect({ via, offeredNow }).to.deep.equal({ via: "flashbots", offeredNow: bundle.taken.length + hidden.taken.length > before });
          }
          const last = Math.min(number + blocksAhead, 25);
          const covered = bundles.offers
            .filter((offer) => offer.status === "sent")
            .map(({ builder, targetBlock }) => [builder, targetBlock]);
          for (let target = number + 1; target <= last; target++) expect(covered).to.deep.include(["a", target]);
          expect(covered.filter(([builder]) => builder === "b")).to.have.length(number < last ? 1 : 0);
          expect(covered.every(([, target]) => Number(target) > number)).to.equal(true);
        }
        for (const { taken } of [bundle, hidden]) {
          expect(new Set(taken).size).to.equal(taken.length);
          expect(Math.max(...taken)).to.be.at.most(25);
        }
        expect(
          bundles.offers.filter(({ status }) => status !== "sent").every(({ status, reason }) => status === "missed" && reason),
        ).to.equal(true);
      }),
      { numRuns: 60 },
    );
  });

  it("never has two offers of one builder stand for a block, nor asks it twice at one head, however builders fail", async () => {
    const outcome = fc.constantFrom("taken", "taken", "busy", "failed", "refused", "silent");
    const errors = {
      busy: new RelayBusyError("a", "eth_sendBundle"),
      failed: new RelayFailedError("a", "eth_sendBundle", 500),
      refused: new RelayRefusedError("a", "eth_sendBundle", -32_000, "no"),
      silent: new RelayTimeoutError("a", "eth_sendBundle", 10),
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(outcome, { minLength: 20, maxLength: 20 }),
        fc.array(fc.nat(2), { minLength: 1, maxLength: 12 }),
        async (outcomes, steps) => {
          const bundles = new MemoryBundleLog();
          const builder = stubBuilder({ name: "a" });
          let request = 0;
          builder.failWith(() => {
            const what = outcomes[request++ % outcomes.length] ?? "taken";
            return what === "taken" ? null : errors[what];
          });
          const submitter = submitterOf([builder], bundles);
          let number = 0;
          let askedAtHead: number[] = [];
          for (const blocks of steps) {
            if (blocks > 0) askedAtHead = [];
            number += blocks;
            const before = builder.asked.length;
            await submitter.submit(row, head(number)).catch((error) => {
              if (!(error instanceof KeeperError)) throw error;
            });
            askedAtHead.push(...builder.asked.slice(before));
            expect(new Set(askedAtHead).size).to.equal(askedAtHead.length);
            const stand = bundles.offers.filter(({ status }) => status === "sent").map(({ targetBlock }) => targetBlock);
            expect(new Set(stand).size).to.equal(stand.length);
          }
          expect(bundles.offers.filter(({ status }) => status === "refused")).to.have.length(builder.asked.length - builder.taken.length);
          expect(new Set(builder.taken).size).to.equal(builder.taken.length);
        },
      ),
      { numRuns: 100 },
    );
  });

  it("offers what has no deadline, the cancellation of a nonce", async () => {
    const { privateKey, address } = Wallet.createRandom();
    const cancellation = await signedRow({ privateKey, vault: address, deadlineSeconds: null });
    const builder = stubBuilder({ name: "a" });
    await submitterOf([builder]).submit(cancellation, head(1_000));
    expect(builder.taken).to.deep.equal([1_001, 1_002, 1_003]);
  });

  it("says that no block is left when the deadline is nearer than the next one", async () => {
    const builder = stubBuilder({ name: "a" });
    const submitter = submitterOf([builder]);
    expect(await failure(submitter.submit(row, head(25)))).to.be.instanceOf(NoBlockLeftError);
    expect(builder.asked).to.deep.equal([]);
  });

  it("records what was offered with what withdraws it", async () => {
    const bundles = new MemoryBundleLog();
    await submitterOf([stubBuilder({ name: "a" })], bundles).submit(row, head(7));
    expect(bundles.offers[0]).to.deep.include({
      transactionId: "1",
      builder: "a",
      method: "bundle",
      targetBlock: 8,
      replacementUuid: replacementUuid(row.hash, "a", 8),
      sentAtSeconds: 1_800_000_000,
    });
  });

  it("makes an offer once more, and no other, when it was killed before it recorded it", async () => {
    const bundles = new MemoryBundleLog();
    const builder = stubBuilder({ name: "a" });
    const killed = Object.assign(new MemoryBundleLog(), {
      recordSent: async (offer: Parameters<MemoryBundleLog["recordSent"]>[0]) => {
        if (offer.targetBlock === 2) throw new Error("killed");
        await bundles.recordSent(offer);
      },
    });
    expect(await failure(submitterOf([builder], killed).submit(row, head(0)))).to.have.property("message", "killed");
    await submitterOf([builder], bundles).submit(row, head(0));
    expect(builder.taken).to.deep.equal([1, 2, 3, 2]);
    expect(summary(bundles).sort()).to.deep.equal(["a 1 sent", "a 2 sent", "a 3 sent"]);
  });

  describe("when builders fail", () => {
    it("is content with one that takes it, and records why the others did not", async () => {
      const bundles = new MemoryBundleLog();
      const [good, busy, hanging] = [stubBuilder({ name: "good" }), stubBuilder({ name: "busy" }), stubBuilder({ name: "hanging" })];
      busy.failWith(() => new RelayBusyError("busy", "eth_sendBundle"));
      hanging.failWith(() => new RelayTimeoutError("hanging", "eth_sendBundle", 10));
      const submitter = submitterOf([busy, hanging, good], bundles, { targets: { blocksAhead: 1, secondsPerBlock: SLOT } });
      expect(await submitter.submit(row, head(0))).to.deep.equal({ via: "flashbots", offeredNow: true });
      expect(bundles.offers.map(({ builder, status, reason }) => [builder, status, reason])).to.have.deep.members([
        ["good", "sent", null],
        ["busy", "refused", "busy is asked too often (HTTP 429 to eth_sendBundle)"],
        ["hanging", "refused", "hanging did not answer eth_sendBundle within 10 ms; it may have taken it"],
      ]);
    });

    it("rejects what all of them refuse for what it is, with the reason if their words tell it", async () => {
      for (const [words, reason] of [
        ["bundle rejected", "invalid"],
        ["insufficient funds for gas * price + value", "insufficient-funds"],
      ] as const) {
        const builders = [stubBuilder({ name: "a" }), stubBuilder({ name: "b" })];
        for (const builder of builders)
          builder.failWith(() => new RelayRefusedError(builder.relay.builder, "eth_sendBundle", -32_000, words));
        const error = await failure(submitterOf(builders).submit(row, head(0)));
        expect(error).to.be.instanceOf(SubmissionRejectedError).and.include({ reason });
        expect(error.message).to.contain("a refused eth_sendBundle").and.contain("b refused eth_sendBundle");
      }
    });

    it("leaves it open when one of them may have taken it, or was only busy", async () => {
      const failures = [
        new RelayTimeoutError("b", "eth_sendBundle", 10),
        new RelayFailedError("b", "eth_sendBundle", 500),
        new RelayBusyError("b", "m"),
      ];
      for (const other of failures) {
        const [refusing, failing] = [stubBuilder({ name: "a" }), stubBuilder({ name: "b" })];
        refusing.failWith(() => new RelayRefusedError("a", "eth_sendBundle", -32_000, "bundle rejected"));
        failing.failWith(() => other);
        expect(await failure(submitterOf([refusing, failing]).submit(row, head(0)))).to.be.instanceOf(BuildersUnavailableError);
      }
    });

    it("leaves it open when one had it before, perhaps in an earlier life", async () => {
      const bundles = new MemoryBundleLog();
      const builder = stubBuilder({ name: "a" });
      await submitterOf([builder], bundles).submit(row, head(0));
      builder.failWith(() => new RelayRefusedError("a", "eth_sendBundle", -32_000, "bundle rejected"));
      expect(await failure(submitterOf([builder], bundles).submit(row, head(3)))).to.be.instanceOf(BuildersUnavailableError);
    });

    it("says nothing while earlier offers stand", async () => {
      const bundles = new MemoryBundleLog();
      const builder = stubBuilder({ name: "a" });
      const submitter = submitterOf([builder], bundles);
      await submitter.submit(row, head(0));
      builder.failWith(() => new RelayBusyError("a", "eth_sendBundle"));
      expect(await submitter.submit(row, head(1))).to.deep.equal({ via: "flashbots", offeredNow: false });
      expect(summary(bundles)).to.deep.equal(["a 1 missed", "a 2 sent", "a 3 sent", "a 4 refused"]);
    });

    it("asks one that was busy again at the next head, not at the next look", async () => {
      const builder = stubBuilder({ name: "a" });
      const submitter = submitterOf([builder]);
      builder.failWith(() => new RelayBusyError("a", "eth_sendBundle"));
      await failure(submitter.submit(row, head(0)));
      expect(await submitter.submit(row, head(0))).to.deep.equal({ via: "flashbots", offeredNow: false });
      expect(builder.asked).to.deep.equal([1, 2, 3]);
      builder.failWith(null);
      await submitter.submit(row, head(1));
      expect(builder.taken).to.deep.equal([2, 3, 4]);
    });

    it("does not offer for a block again what was refused for it", async () => {
      const builder = stubBuilder({ name: "a" });
      const submitter = submitterOf([builder]);
      builder.failWith((target) => (target === 2 ? new RelayRefusedError("a", "eth_sendBundle", -32_000, "no") : null));
      for (let number = 0; number < 3; number++) await submitter.submit(row, head(number));
      expect(builder.asked).to.deep.equal([1, 2, 3, 4, 5]);
    });

    it("lets pass what is no builder's failure", async () => {
      const builder = stubBuilder({ name: "a" });
      builder.failWith(() => new TypeError("a defect"));
      expect(await failure(submitterOf([builder]).submit(row, head(0)))).to.be.instanceOf(TypeError);
    });
  });

  describe("by simulation", () => {
    const reverts = {
      succeeds: false,
      error: "execution reverted",
      revert: vaultInterface.encodeErrorResult("StaleStateNonce", [1, 2]),
    } as const;
    const succeeds = { succeeds: true, gasUsed: 1 } as const;

    it("offers nothing that would revert, and says why in the vault's words", async () => {
      const builder = stubBuilder({ name: "a", simulate: () => reverts });
      const submitter = submitterOf([builder]);
      for (let look = 0; look < 2; look++) {
        const error = await failure(submitter.submit(row, head(0)));
        expect(error).to.be.instanceOf(SubmissionRejectedError).and.include({ reason: "would-revert" });
        expect(error.message).to.contain("StaleStateNonce (planned 1, current 2)");
      }
      expect(builder.asked).to.deep.equal([]);
    });

    it("takes the word of the first builder that can tell, whether or not others answer", async () => {
      const mute = stubBuilder({ name: "mute" });
      const hanging = { ...mute, relay: { ...mute.relay, simulate: () => new Promise<never>(() => {}) } };
      const builders = [stubBuilder({ name: "unable" }), hanging, stubBuilder({ name: "able", simulate: () => reverts })];
      expect(await failure(submitterOf(builders).submit(row, head(0)))).to.include({ reason: "would-revert" });
    });

    it("offers without one when no builder can", async () => {
      const builder = stubBuilder({ name: "a" });
      await submitterOf([builder]).submit(row, head(0));
      expect(builder.taken).to.deep.equal([1, 2, 3]);
    });

    it("knows what nodes answer instead of simulating", async () => {
      const able = stubBuilder({ name: "a" });
      const answering = (words: string) => ({
        ...able,
        relay: { ...able.relay, simulate: () => Promise.reject(new RelayRefusedError("a", "eth_callBundle", -32_000, words)) },
      });
      expect(await failure(submitterOf([answering("err: nonce too low: address 0x1")]).submit(row, head(0)))).to.include({
        reason: "nonce-too-low",
      });
      // The base fee may fall until the last target.
      await submitterOf([answering("max fee per gas less than block base fee")]).submit(row, head(0));
      expect(able.taken).to.deep.equal([1, 2, 3]);
    });

    it("withdraws what was offered and fails by now, and offers it again when it does not", async () => {
      const bundles = new MemoryBundleLog();
      let answer: typeof reverts | typeof succeeds = succeeds;
      const builder = stubBuilder({ name: "a", simulate: () => answer });
      const submitter = submitterOf([builder], bundles);
      await submitter.submit(row, head(0));
      answer = reverts;
      const error = await failure(submitter.submit(row, head(1)));
      expect(error).to.be.instanceOf(OffersWithdrawnError);
      expect(bundles.offers.map(({ targetBlock, status, reason }) => [targetBlock, status, reason])).to.deep.equal([
        [1, "missed", "Block 1 went by without it: its simulation fails by now: StaleStateNonce (planned 1, current 2)"],
        [2, "cancelled", "Its simulation fails by now: StaleStateNonce (planned 1, current 2)"],
        [3, "cancelled", "Its simulation fails by now: StaleStateNonce (planned 1, current 2)"],
      ]);
      expect(builder.cancelled).to.have.members([2, 3].map((target) => replacementUuid(row.hash, "a", target)));
      expect(await submitter.submit(row, head(1))).to.deep.equal({ via: "flashbots", offeredNow: false });
      answer = succeeds;
      expect(await submitter.submit(row, head(2))).to.deep.equal({ via: "flashbots", offeredNow: true });
      expect(builder.taken).to.deep.equal([1, 2, 3, 3, 4, 5]);
    });
  });

  describe("at the end", () => {
    it("concludes each offer: included, missed, or withdrawn", async () => {
      const bundles = new MemoryBundleLog();
      const builders = [stubBuilder({ name: "a" }), stubBuilder({ name: "b" }), stubBuilder({ name: "c", method: "private-transaction" })];
      const submitter = submitterOf(builders, bundles);
      await submitter.submit(row, head(0));
      await submitter.close(row, { status: "mined", blockNumber: 2, reason: null });
      expect(summary(bundles)).to.have.members([
        "a 1 missed",
        "b 1 missed",
        "a 2 included",
        "b 2 included",
        "a 3 cancelled",
        "b 3 cancelled",
        "c 3 included",
      ]);
      expect(bundles.offers.find(({ status }) => status === "cancelled")?.reason).to.equal("It is in block 2");
      expect(builders.map(({ cancelled }) => cancelled.length)).to.deep.equal([1, 1, 0]);
    });

    it("believes the chain over a look that missed it", async () => {
      const bundles = new MemoryBundleLog();
      const submitter = submitterOf([stubBuilder({ name: "a" })], bundles);
      await submitter.submit(row, head(0));
      await submitter.submit(row, head(2));
      await submitter.close(row, { status: "reverted", blockNumber: 2, reason: "StaleStateNonce" });
      expect(summary(bundles)).to.deep.equal(["a 1 missed", "a 2 included", "a 3 cancelled", "a 4 cancelled", "a 5 cancelled"]);
    });

    it("withdraws for a further attempt what has not come yet, private transactions by their hash", async () => {
      const bundles = new MemoryBundleLog();
      const [bundle, hidden] = [stubBuilder({ name: "a" }), stubBuilder({ name: "b", method: "private-transaction" })];
      const submitter = submitterOf([bundle, hidden], bundles, { rpc: chainAt(1) });
      await submitter.submit(row, head(0));
      await submitter.close(row, { status: "replaced", blockNumber: null, reason: "signed again with better fees" });
      expect(summary(bundles)).to.have.members(["a 1 missed", "a 2 cancelled", "a 3 cancelled", "b 3 cancelled"]);
      expect(bundles.offers.find(({ status }) => status === "cancelled")?.reason).to.equal(
        "It was replaced: signed again with better fees",
      );
      expect(hidden.cancelled).to.deep.equal([row.hash]);
    });

    it("withdraws everything when the node does not tell the head, and throws nothing when builders do not confirm", async () => {
      const bundles = new MemoryBundleLog();
      const builder = stubBuilder({ name: "a" });
      const relay = { ...builder.relay, cancelBundle: () => Promise.reject(new RelayTimeoutError("a", "eth_cancelBundle", 10)) };
      const rpc = { send: () => Promise.reject(new RpcUnavailableError("eth_getBlockByNumber", "gone")) };
      const submitter = submitterOf([{ ...builder, relay }], bundles, { rpc });
      await submitter.submit(row, head(0));
      await submitter.close(row, { status: "dropped", blockNumber: null, reason: null });
      expect(summary(bundles)).to.deep.equal(["a 1 cancelled", "a 2 cancelled", "a 3 cancelled"]);
      expect(bundles.offers[0]?.reason).to.equal("It was dropped; not confirmed: a did not answer eth_cancelBundle within 10 ms");
    });

    it("says of a builder that left the configuration that only the nonce ends its offers", async () => {
      const bundles = new MemoryBundleLog();
      await submitterOf([stubBuilder({ name: "a" })], bundles).submit(row, head(0));
      await submitterOf([stubBuilder({ name: "b" })], bundles).close(row, { status: "replaced", blockNumber: null, reason: null });
      expect(bundles.offers[0]?.reason).to.equal("It was replaced; not confirmed: a is not configured any more");
    });

    it("does nothing a second time", async () => {
      const bundles = new MemoryBundleLog();
      const builder = stubBuilder({ name: "a" });
      const submitter = submitterOf([builder], bundles);
      await submitter.submit(row, head(0));
      for (let time = 0; time < 2; time++) await submitter.close(row, { status: "mined", blockNumber: 1, reason: null });
      expect(summary(bundles)).to.deep.equal(["a 1 included", "a 2 cancelled", "a 3 cancelled"]);
      expect(builder.cancelled).to.have.length(2);
    });

    it("offers anew for blocks to come after a reorganisation", async () => {
      const bundles = new MemoryBundleLog();
      const builder = stubBuilder({ name: "a" });
      const submitter = submitterOf([builder], bundles);
      await submitter.submit(row, head(0));
      await submitter.close(row, { status: "mined", blockNumber: 2, reason: null });
      expect(await submitter.submit(row, head(1))).to.deep.equal({ via: "flashbots", offeredNow: true });
      expect(builder.taken).to.deep.equal([1, 2, 3, 2, 3, 4]);
    });
  });
});
