import { expect } from "chai";
import { parseUnits, Wallet } from "ethers";
import type { OutboxRow } from "../../../bot/core/outbox.ts";
import { readHead, readReceipt } from "../../../bot/execute/chainReads.ts";
import { OffersWithdrawnError } from "../../../bot/execute/flashbots/offeringErrors.ts";
import { openPrivateSubmitter } from "../../../bot/execute/flashbots/openPrivateSubmitter.ts";
import { submissionPolicy } from "../../../bot/execute/policy.ts";
import { SubmissionRejectedError, type Submitter } from "../../../bot/execute/submitter.ts";
import { vaultInterface } from "../../../bot/execute/vaultAbi.ts";
import { type Relay, startRelay } from "../../../scripts/relay/startRelay.ts";
import { type Chain, FAULTS, startChain } from "../support/chain.ts";
import { CHAIN_ID } from "../support/constants.ts";
import { ManualClock } from "../support/scenario.ts";
import { MemoryBundleLog } from "./memoryBundleLog.ts";
import { signedRow } from "./signedRow.ts";

/** Private submission with a real relay that includes on a real chain, as a keeper goes through it: looks, and the end told. */
describe("execute: private submission over a relay", function () {
  this.timeout(60_000);

  let chain: Chain;
  let relay: Relay;
  let second: Relay;
  let bundles: MemoryBundleLog;
  let row: OutboxRow;
  const reputationKey = Wallet.createRandom().privateKey;

  beforeEach(async () => {
    chain = await startChain("fifo");
    const provider = {
      request: ({ method, params }: { method: string; params?: unknown }) => chain.rpc.send(method, (params ?? []) as unknown[]),
    };
    relay = await startRelay({ provider, slotMilliseconds: null });
    second = await startRelay({ provider, slotMilliseconds: null });
    bundles = new MemoryBundleLog();
    const head = await readHead(chain.rpc);
    row = await signedRow({
      privateKey: chain.keeper.privateKey,
      vault: chain.recorder,
      deadlineSeconds: head.timestampSeconds + 300,
      signedAtBlock: head.number,
    });
  });
  afterEach(async () => {
    await Promise.all([relay.close(), second.close()]);
    await chain.close();
  });

  interface Settings {
    readonly builders?: readonly ("first" | "second")[];
    readonly method?: "bundle" | "private-transaction";
    readonly publicFallbackAfterBlocks?: number;
  }

  function openSubmitter({ builders = ["first"], method = "bundle", publicFallbackAfterBlocks }: Settings = {}): Submitter {
    const policy = submissionPolicy({
      route: "private",
      builders: builders.map((name) => ({ name, url: name === "first" ? relay.url : second.url, method })),
      timeoutSeconds: 0.5,
      ...(publicFallbackAfterBlocks === undefined ? {} : { publicFallbackAfterBlocks }),
    });
    const submitter = openPrivateSubmitter({
      policy,
      reputationKey,
      sender: chain.keeper.address,
      chainId: CHAIN_ID,
      rpc: chain.rpc,
      rpcTimeoutMilliseconds: 5_000,
      bundles,
      errors: vaultInterface,
      clock: new ManualClock(),
    });
    if (submitter === null) throw new Error("the policy keeps nothing private");
    return submitter;
  }

  /** One look of the keeper. */
  const look = async (submitter: Submitter) => submitter.submit(row, await readHead(chain.rpc));
  const failure = (promise: Promise<unknown>) =>
    promise.then(
      () => expect.fail("it succeeded"),
      (error) => error,
    );
  /** What the keeper does when it finds the receipt. */
  async function settle(submitter: Submitter): Promise<number> {
    const receipt = await readReceipt(chain.rpc, row.hash);
    if (receipt === null) throw new Error("it is in no block");
    expect(receipt.succeeded).to.equal(true);
    await submitter.close(row, { status: "mined", blockNumber: receipt.blockNumber, reason: null });
    return receipt.blockNumber;
  }
  const statuses = (builder = "first") =>
    bundles.offers
      .filter((offer) => offer.builder === builder)
      .map(({ targetBlock, status }) => [targetBlock - row.signedAtBlock, status] as const);
  const reasonOf = (ahead: number) => bundles.offers.find(({ targetBlock }) => targetBlock === row.signedAtBlock + ahead)?.reason;

  it("brings a transaction into its first target, unseen by the mempool", async () => {
    const submitter = openSubmitter();
    expect(await look(submitter)).to.deep.equal({ via: "flashbots", offeredNow: true });
    expect(await chain.rpc.send("eth_getTransactionByHash", [row.hash])).to.equal(null);
    await relay.buildBlock();
    expect(await settle(submitter)).to.equal(row.signedAtBlock + 1);
    expect(statuses()).to.deep.equal([
      [1, "included"],
      [2, "cancelled"],
      [3, "cancelled"],
    ]);
    expect(await chain.read("rebalances")).to.equal(1n);
    const [included] = relay.report().bundles;
    expect(included).to.deep.include({ signer: new Wallet(reputationKey).address, bundleHash: bundles.offers[0]?.bundleHash });
  });

  it("explains misses, offers again, and is included", async () => {
    relay.setMode({ kind: "late", targets: 4 });
    const submitter = openSubmitter();
    for (let block = 0; block < 5; block++) {
      await look(submitter);
      await relay.buildBlock();
    }
    expect(await settle(submitter)).to.equal(row.signedAtBlock + 5);
    expect(statuses()).to.deep.equal([
      [1, "missed"],
      [2, "missed"],
      [3, "missed"],
      [4, "missed"],
      [5, "included"],
      [6, "cancelled"],
      [7, "cancelled"],
    ]);
    expect(reasonOf(1)).to.match(/^Block \d+ went by without it: first had not simulated it in time$/);
  });

  it("has a private transaction included in whichever block takes it first", async () => {
    relay.setMode({ kind: "late", targets: 1 });
    const submitter = openSubmitter({ method: "private-transaction" });
    await look(submitter);
    await relay.buildBlock();
    expect(await look(submitter)).to.deep.equal({ via: "flashbots", offeredNow: false });
    await relay.buildBlock();
    expect(await settle(submitter)).to.equal(row.signedAtBlock + 2);
    expect(statuses()).to.deep.equal([[3, "included"]]);
  });

  for (const kind of ["hang", "http-429", "http-500", "reject"] as const) {
    it(`does not depend on a builder in mode ${kind} while a second one works`, async () => {
      relay.setMode({ kind });
      const submitter = openSubmitter({ builders: ["first", "second"] });
      expect(await look(submitter)).to.deep.equal({ via: "flashbots", offeredNow: true });
      await second.buildBlock();
      await settle(submitter);
      expect(statuses("first").map(([, status]) => status)).to.deep.equal(["refused", "refused", "refused"]);
      expect(statuses("second")[0]).to.deep.equal([1, "included"]);
      expect(JSON.stringify(bundles.offers)).not.to.include(reputationKey.slice(2));
    });
  }

  it("rejects what all builders refuse", async () => {
    relay.setMode({ kind: "reject", message: "bundle rejected" });
    const error = await failure(look(openSubmitter()));
    expect(error).to.be.instanceOf(SubmissionRejectedError);
    expect(`${error.stack}${error.remedy}`).not.to.include(reputationKey.slice(2));
  });

  it("offers nothing that would revert", async () => {
    await chain.configure("setFault", [FAULTS.text]);
    const error = await failure(look(openSubmitter()));
    expect(error).to.include({ reason: "would-revert" });
    expect(error.message).to.contain("supply cap exceeded");
    expect(relay.report().received).to.equal(0);
  });

  it("withdraws from the relay what shall not be offered any more", async () => {
    const submitter = openSubmitter();
    await look(submitter);
    await submitter.close(row, { status: "replaced", blockNumber: null, reason: "signed again with better fees" });
    await relay.buildBlock();
    expect(await chain.transactionCount()).to.equal(0);
    expect(relay.report().missedBy).to.deep.equal({ cancelled: 3 });
    expect(statuses().map(([, status]) => status)).to.deep.equal(["cancelled", "cancelled", "cancelled"]);
    expect(bundles.offers.every(({ reason }) => reason === "It was replaced: signed again with better fees")).to.equal(true);
  });

  it("goes on after a restart where it was: offers nothing twice, and withdraws what it offered in its earlier life", async () => {
    await look(openSubmitter());
    expect(await look(openSubmitter())).to.deep.equal({ via: "flashbots", offeredNow: false });
    await chain.mine();
    expect(await look(openSubmitter())).to.deep.equal({ via: "flashbots", offeredNow: true });
    expect(relay.report().received).to.equal(4);
    await openSubmitter().close(row, { status: "replaced", blockNumber: null, reason: null });
    await relay.buildBlock();
    expect(await chain.transactionCount()).to.equal(0);
    expect(statuses()).to.deep.equal([
      [1, "missed"],
      [2, "cancelled"],
      [3, "cancelled"],
      [4, "cancelled"],
    ]);
  });

  it("explains with the vault's words that a competing transaction made it fail, and stops offering it", async () => {
    const stranger = (await chain.rpc.send("eth_accounts", [])) as string[];
    relay.setMode({
      kind: "competing",
      compete: () =>
        chain.rpc.send("eth_sendTransaction", [
          {
            from: stranger[0],
            to: chain.recorder,
            data: chain.recorderInterface.encodeFunctionData("setFault", [FAULTS.unhealthy]),
            gas: "0x40000",
          },
        ]),
    });
    const submitter = openSubmitter();
    await look(submitter);
    await relay.buildBlock();
    expect(await chain.transactionCount()).to.equal(0);
    const error = await failure(look(submitter));
    expect(error).to.be.instanceOf(OffersWithdrawnError);
    expect(statuses()).to.deep.equal([
      [1, "missed"],
      [2, "cancelled"],
      [3, "cancelled"],
    ]);
    expect(reasonOf(1)).to.match(/its simulation fails by now: AdapterUnhealthy \(adapter 0x0+A1, reason frozen\)$/);
    expect(reasonOf(2)).to.match(/^Its simulation fails by now: AdapterUnhealthy/);
  });

  it("explains a fee that a block outbid", async () => {
    const submitter = openSubmitter();
    await look(submitter);
    await chain.rpc.send("hardhat_setNextBlockBaseFeePerGas", [`0x${parseUnits("50", "gwei").toString(16)}`]);
    await relay.buildBlock();
    await look(submitter);
    expect(reasonOf(1)).to.match(/^The base fee of block \d+, 50\.0 gwei, was above the transaction's limit of 3\.0$/);
  });

  it("publishes after K blocks in vain, and not before", async () => {
    relay.setMode({ kind: "drop" });
    const submitter = openSubmitter({ publicFallbackAfterBlocks: 2 });
    for (let block = 0; block < 2; block++) {
      expect(await look(submitter)).to.include({ via: "flashbots" });
      await relay.buildBlock();
    }
    expect(await look(submitter)).to.deep.equal({ via: "public-mempool", offeredNow: true });
    row = { ...row, submitter: "public-mempool", status: "submitted" };
    await look(submitter);
    await chain.mine();
    await settle(submitter);
    expect(statuses()).to.deep.equal([
      [1, "missed"],
      [2, "missed"],
      [3, "cancelled"],
      [4, "cancelled"],
    ]);
    expect(reasonOf(3)).to.equal("It was replaced: published after 2 blocks in vain");
  });

  it("offers no block that comes after the deadline, and has the relay keep to it", async () => {
    const head = await readHead(chain.rpc);
    row = await signedRow({
      privateKey: chain.keeper.privateKey,
      vault: chain.recorder,
      deadlineSeconds: head.timestampSeconds + 25,
      signedAtBlock: head.number,
    });
    const submitter = openSubmitter();
    await look(submitter);
    expect(statuses().map(([ahead]) => ahead)).to.deep.equal([1, 2]);
    // The chain is slower than a block every 12 seconds.
    await chain.mineAt(head.timestampSeconds + 20);
    await relay.buildBlock();
    expect(await chain.transactionCount()).to.equal(0);
    expect(relay.report().bundles.map(({ fate }) => (fate.kind === "missed" ? fate.reason : fate.kind))).to.deep.equal([
      "target-passed",
      "outside-time-bounds",
    ]);
  });
});
