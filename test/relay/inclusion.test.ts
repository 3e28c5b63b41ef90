import { FlashbotsBundleResolution, FlashbotsTransactionResolution } from "@flashbots/ethers-provider-bundle";
import { expect } from "chai";
import { keccak256 } from "ethers";
import { accepted, CLOSE_TURNSTILE, fundedSender, GWEI, refused, searcher, TIMEKEEPER, TURNSTILE, useChain } from "./support.ts";

describe("the relay's blocks", () => {
  const setting = useChain();

  it("has a bundle at its target, whole and in order, and no earlier", async () => {
    const { chain, sender, open } = setting();
    const relay = await open();
    const flashbots = await searcher(chain, relay);
    const txs = [await sender.sign(), await sender.sign(), await sender.sign()];
    const target = (await chain.blockNumber()) + 2;
    const sent = accepted(await flashbots.sendRawBundle(txs, target));
    await relay.buildBlock();
    expect(await chain.transactionsOf(target - 1)).to.deep.equal([]);
    await relay.buildBlock();
    expect(await chain.transactionsOf(target)).to.deep.equal(txs.map((raw) => keccak256(raw)));
    expect((await sent.receipts()).map(({ blockNumber }) => blockNumber)).to.deep.equal([target, target, target]);
    expect(await chain.slot(TURNSTILE, 1)).to.equal(3);
    expect(relay.report()).to.deep.include({ received: 1, included: 1, missed: 0, open: 0 });
    expect(relay.report().bundles[0]?.fate).to.deep.equal({
      kind: "included",
      blockNumber: target,
      transactionHashes: txs.map((raw) => keccak256(raw)),
    });
  });

  it("come with the chain's time going on by the slot", async () => {
    const { chain, sender, open } = setting();
    const relay = await open({ secondsPerBlock: 12 });
    const before = await chain.timestampSeconds();
    const target = (await chain.blockNumber()) + 1;
    await (await searcher(chain, relay)).sendRawBundle([await sender.sign({ to: TIMEKEEPER })], target);
    await relay.buildBlock();
    expect(await chain.timestampSeconds()).to.equal(before + 12);
    expect(await chain.slot(TIMEKEEPER, 0)).to.equal(before + 12);
  });

  it("come when the library waits for them", async () => {
    const { chain, sender, open } = setting();
    const relay = await open();
    const sent = accepted(await (await searcher(chain, relay)).sendRawBundle([await sender.sign()], (await chain.blockNumber()) + 1));
    const resolution = sent.wait();
    await relay.buildBlock();
    expect(await resolution).to.equal(FlashbotsBundleResolution.BundleIncluded);
  });

  it("pass a bundle by when another's block takes its number", async () => {
    const { chain, sender, open } = setting();
    const relay = await open();
    const target = (await chain.blockNumber()) + 1;
    const sent = accepted(await (await searcher(chain, relay)).sendRawBundle([await sender.sign()], target));
    const resolution = sent.wait();
    await chain.sendForeign({ to: TURNSTILE });
    expect(await resolution).to.equal(FlashbotsBundleResolution.BlockPassedWithoutInclusion);
    await relay.buildBlock();
    expect(relay.report().missedBy).to.deep.equal({ "target-passed": 1 });
    expect(await chain.slot(TURNSTILE, 1)).to.equal(1);
  });

  it("leave out the whole of a bundle whose last transaction would revert", async () => {
    const { chain, sender, open } = setting();
    const relay = await open();
    const target = (await chain.blockNumber()) + 1;
    const txs = [await sender.sign(), await sender.sign(CLOSE_TURNSTILE), await sender.sign()];
    await (await searcher(chain, relay)).sendRawBundle(txs, target);
    await relay.buildBlock();
    expect(await chain.transactionsOf(target)).to.deep.equal([]);
    expect(await chain.request("eth_pendingTransactions")).to.deep.equal([]);
    expect(await chain.request("eth_getTransactionCount", sender.address, "pending")).to.equal("0x0");
    const [bundle] = relay.report().bundles;
    expect(bundle?.fate).to.include({ kind: "missed", reason: "reverted" });
    expect(JSON.stringify(bundle?.fate)).to.include("closed");
  });

  it("have a bundle with a transaction that may revert", async () => {
    const { chain, sender, open } = setting();
    const relay = await open();
    const target = (await chain.blockNumber()) + 1;
    const txs = [await sender.sign(CLOSE_TURNSTILE), await sender.sign()];
    await (await searcher(chain, relay)).sendRawBundle(txs, target, { revertingTxHashes: [keccak256(txs[1] as string)] });
    await relay.buildBlock();
    expect(await chain.transactionsOf(target)).to.have.lengthOf(2);
    expect(relay.report().included).to.equal(1);
  });

  it("keep the others' bundles when one does not fit", async () => {
    const { chain, sender, open } = setting();
    const relay = await open();
    const flashbots = await searcher(chain, relay);
    const other = await fundedSender(chain);
    const target = (await chain.blockNumber()) + 1;
    const first = await sender.sign();
    const last = await other.sign();
    await flashbots.sendRawBundle([first], target);
    await flashbots.sendRawBundle([await sender.sign(CLOSE_TURNSTILE), await sender.sign()], target);
    await flashbots.sendRawBundle([last], target);
    await relay.buildBlock();
    expect(await chain.transactionsOf(target)).to.deep.equal([keccak256(first), keccak256(last)]);
  });

  const misfits = [
    { reason: "nonce-used", sign: { nonce: 0 }, prepare: { nonce: 0, to: TIMEKEEPER } },
    { reason: "nonce-too-high", sign: { nonce: 5 } },
    { reason: "fee-too-low", sign: { maxFeePerGas: 1n, maxPriorityFeePerGas: 1n } },
    { reason: "insufficient-funds", sign: { value: 10n ** 20n } },
    { reason: "not-accepted", sign: { gasLimit: 20_000n } },
    { reason: "block-full", sign: { gasLimit: 16_000_000n }, blockGasLimit: "0xe4e1c0" },
  ] as const;
  for (const misfit of misfits) {
    it(`say of a bundle that it was left out as ${misfit.reason}`, async () => {
      const { chain, sender, open } = setting();
      const relay = await open();
      if ("prepare" in misfit) await chain.request("eth_sendRawTransaction", await sender.sign(misfit.prepare));
      const { gasLimit } = await chain.request<{ gasLimit: string }>("eth_getBlockByNumber", "latest", false);
      if ("blockGasLimit" in misfit) await chain.request("evm_setBlockGasLimit", misfit.blockGasLimit);
      const target = (await chain.blockNumber()) + 1;
      await (await searcher(chain, relay)).sendRawBundle([await sender.sign(misfit.sign)], target);
      await relay.buildBlock();
      await chain.request("evm_setBlockGasLimit", gasLimit);
      expect(relay.report().missedBy).to.deep.equal({ [misfit.reason]: 1 });
      expect(await chain.transactionsOf(target)).to.deep.equal([]);
      expect(await chain.request("eth_pendingTransactions")).to.deep.equal([]);
    });
  }

  it("tell a transaction that is in a block already from a used nonce", async () => {
    const { chain, sender, open } = setting();
    const relay = await open();
    const flashbots = await searcher(chain, relay);
    const raw = await sender.sign();
    const target = (await chain.blockNumber()) + 1;
    for (const later of [0, 1, 2]) await flashbots.sendRawBundle([raw], target + later);
    for (let block = 0; block < 3; block++) await relay.buildBlock();
    expect(relay.report()).to.deep.include({ included: 1, missedBy: { "already-included": 2 } });
  });

  it("have a bundle once that came twice", async () => {
    const { chain, sender, open } = setting();
    const relay = await open();
    const raw = await sender.sign();
    const target = (await chain.blockNumber()) + 1;
    for (let times = 0; times < 2; times++) await (await searcher(chain, relay)).sendRawBundle([raw], target);
    await relay.buildBlock();
    expect(await chain.transactionsOf(target)).to.deep.equal([keccak256(raw)]);
    expect(relay.report().included).to.equal(2);
  });

  it("keep to a bundle's time bounds", async () => {
    const { chain, sender, open } = setting();
    const relay = await open({ secondsPerBlock: 12 });
    const flashbots = await searcher(chain, relay);
    const raw = await sender.sign();
    const target = (await chain.blockNumber()) + 1;
    const time = (await chain.timestampSeconds()) + 12;
    await flashbots.sendRawBundle([raw], target, { minTimestamp: time + 1 });
    await flashbots.sendRawBundle([raw], target, { maxTimestamp: time - 1 });
    await relay.buildBlock();
    expect(relay.report().missedBy).to.deep.equal({ "outside-time-bounds": 2 });
    await flashbots.sendRawBundle([raw], target + 1, { minTimestamp: time + 12, maxTimestamp: time + 12 });
    await relay.buildBlock();
    expect(relay.report().included).to.equal(1);
  });

  it("take the newer of two bundles with one replacementUuid, of one signer", async () => {
    const { chain, sender, open } = setting();
    const relay = await open();
    const mine = await searcher(chain, relay);
    const stranger = await searcher(chain, relay);
    const target = (await chain.blockNumber()) + 1;
    const [older, newer] = [await sender.sign({ nonce: 0 }), await sender.sign({ nonce: 0, maxFeePerGas: 11n * GWEI })];
    const strangers = await (await fundedSender(chain)).sign();
    await mine.sendRawBundle([older], target, { replacementUuid: "one" });
    await stranger.sendRawBundle([strangers], target, { replacementUuid: "one" });
    await mine.sendRawBundle([newer], target, { replacementUuid: "one" });
    await relay.buildBlock();
    expect(await chain.transactionsOf(target)).to.deep.equal([keccak256(strangers), keccak256(newer)]);
    expect(relay.report().missedBy).to.deep.equal({ replaced: 1 });
  });

  it("do without a bundle that its own signer cancelled", async () => {
    const { chain, sender, open } = setting();
    const relay = await open();
    const mine = await searcher(chain, relay);
    const stranger = await searcher(chain, relay);
    const target = (await chain.blockNumber()) + 1;
    const { bundleHash } = accepted(await mine.sendRawBundle([await sender.sign()], target, { replacementUuid: "one" }));
    expect(await stranger.cancelBundles("one")).to.deep.equal({ bundleHashes: [] });
    expect(await mine.cancelBundles("one")).to.deep.equal({ bundleHashes: [bundleHash] });
    expect(await mine.cancelBundles("one")).to.deep.equal({ bundleHashes: [] });
    await relay.buildBlock();
    expect(await chain.transactionsOf(target)).to.deep.equal([]);
    expect(relay.report().missedBy).to.deep.equal({ cancelled: 1 });
  });

  it("have a private transaction as soon as it does not revert", async () => {
    const { chain, sender, open } = setting();
    const relay = await open();
    await chain.sendForeign(CLOSE_TURNSTILE);
    const maxBlockNumber = (await chain.blockNumber()) + 4;
    const raw = await sender.sign();
    const sent = accepted(await (await searcher(chain, relay)).sendPrivateTransaction({ signedTransaction: raw }, { maxBlockNumber }));
    await relay.buildBlock();
    expect(relay.report().open).to.equal(1);
    await chain.request("hardhat_setStorageAt", TURNSTILE, "0x0", `0x${"0".repeat(64)}`);
    const resolution = sent.wait();
    await relay.buildBlock();
    expect(await resolution).to.equal(FlashbotsTransactionResolution.TransactionIncluded);
    expect(relay.report().bundles[0]).to.deep.include({ kind: "private-transaction", lastBlock: maxBlockNumber });
  });

  it("give a private transaction up after its last block, or when it is cancelled by its signer", async () => {
    const { chain, sender, open } = setting();
    const relay = await open();
    const flashbots = await searcher(chain, relay);
    await chain.sendForeign(CLOSE_TURNSTILE);
    await flashbots.sendPrivateTransaction({ signedTransaction: await sender.sign() }, { maxBlockNumber: (await chain.blockNumber()) + 2 });
    for (let block = 0; block < 3; block++) await relay.buildBlock();
    expect(relay.report().missedBy).to.deep.equal({ reverted: 1 });
    const raw = await sender.sign({ nonce: 0 });
    await flashbots.sendPrivateTransaction({ signedTransaction: raw });
    expect(await (await searcher(chain, relay)).cancelPrivateTransaction(keccak256(raw))).to.equal(true);
    expect(relay.report().open, "a stranger's call").to.equal(1);
    await flashbots.cancelPrivateTransaction(keccak256(raw));
    expect(relay.report()).to.deep.include({ open: 0, missedBy: { reverted: 1, cancelled: 1 } });
  });

  it("refuse another chain's transactions", async () => {
    const { chain, sender, open } = setting();
    const relay = await open();
    const raw = await sender.sign({ chainId: 5 });
    const { message } = refused(await (await searcher(chain, relay)).sendRawBundle([raw], (await chain.blockNumber()) + 1));
    expect(message).to.include("invalid chain id");
  });
});
