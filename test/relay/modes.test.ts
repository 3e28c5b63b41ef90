import { expect } from "chai";
import { keccak256 } from "ethers";
import { ACCEPT, createModeSwitch } from "../../scripts/relay/modes.ts";
import { accepted, CLOSE_TURNSTILE, call, fundedSender, post, refused, searcher, TURNSTILE, useChain } from "./support.ts";

describe("the relay's modes", () => {
  const setting = useChain();

  it("reject: an error for so many bundles, and simulation goes on", async () => {
    const { chain, sender, open } = setting();
    const relay = await open();
    const flashbots = await searcher(chain, relay);
    const target = (await chain.blockNumber()) + 1;
    const raw = await sender.sign();
    relay.setMode({ kind: "reject", calls: 2, message: "no room" });
    accepted(await flashbots.simulate([raw], target));
    expect(refused(await flashbots.sendRawBundle([raw], target))).to.deep.equal({ code: -32_000, message: "no room" });
    refused(await flashbots.sendPrivateTransaction({ signedTransaction: raw }));
    accepted(await flashbots.sendRawBundle([raw], target));
    expect(relay.report()).to.deep.include({ received: 1, refused: { reject: 2 } });
  });

  for (const [kind, status] of [
    ["http-429", 429],
    ["http-500", 500],
  ] as const) {
    it(`${kind}: the library throws`, async () => {
      const { chain, sender, open } = setting();
      const relay = await open();
      const flashbots = await searcher(chain, relay);
      const raw = await sender.sign();
      const warn = console.warn;
      console.warn = () => {};
      relay.setMode({ kind, calls: 1 });
      const error = await flashbots.simulate([raw], 1).catch((reason: unknown) => reason);
      console.warn = warn;
      expect(String(error)).to.include(String(status));
      accepted(await flashbots.simulate([raw], 1));
      expect(relay.report().refused).to.deep.equal({ [kind]: 1 });
    });
  }

  it("hang: no answer, for the methods that are named", async () => {
    const { sender, open } = setting();
    const relay = await open();
    relay.setMode({ kind: "hang", methods: ["eth_sendBundle"] });
    const raw = await sender.sign();
    const bundle = { txs: [raw], blockNumber: "0x1" };
    let answered = false;
    const settle = () => {
      answered = true;
    };
    post(relay, call("eth_sendBundle", bundle)).then(settle, () => {});
    while (relay.report().refused.hang === undefined) await new Promise(setImmediate);
    for (let others = 0; others < 3; others++) expect((await post(relay, call("eth_callBundle", bundle))).result).to.be.an("object");
    expect(answered).to.equal(false);
    expect(relay.report().received).to.equal(0);
  });

  it("drop: taken, and in no block", async () => {
    const { chain, sender, open } = setting();
    const relay = await open();
    const flashbots = await searcher(chain, relay);
    relay.setMode({ kind: "drop", calls: 1 });
    const raw = await sender.sign();
    const target = (await chain.blockNumber()) + 1;
    accepted(await flashbots.sendRawBundle([raw], target));
    await relay.buildBlock();
    expect(await chain.transactionsOf(target)).to.deep.equal([]);
    expect(relay.report().missedBy).to.deep.equal({ "dropped-by-mode": 1 });
    accepted(await flashbots.sendRawBundle([raw], target + 1));
    await relay.buildBlock();
    expect(await chain.transactionsOf(target + 1)).to.deep.equal([keccak256(raw)]);
  });

  it("late: the first targets are missed", async () => {
    const { chain, sender, open } = setting();
    const relay = await open();
    const flashbots = await searcher(chain, relay);
    relay.setMode({ kind: "late", targets: 2 });
    const raw = await sender.sign();
    const other = await (await fundedSender(chain)).sign();
    const target = (await chain.blockNumber()) + 1;
    for (const later of [0, 1, 2]) {
      await flashbots.sendRawBundle([raw], target + later);
      await flashbots.sendRawBundle([other], target + later);
    }
    for (let block = 0; block < 3; block++) await relay.buildBlock();
    expect(relay.report()).to.deep.include({ included: 2, missedBy: { "dropped-by-mode": 4 } });
    expect(await chain.transactionsOf(target + 2)).to.deep.equal([keccak256(raw), keccak256(other)]);
  });

  it("competing: another's transaction comes first in the same block", async () => {
    const { chain, sender, open } = setting();
    const relay = await open();
    const flashbots = await searcher(chain, relay);
    const target = (await chain.blockNumber()) + 1;
    let competitor = "";
    const blocks: number[] = [];
    const compete = async (blockNumber: number) => {
      blocks.push(blockNumber);
      competitor = await chain.sendForeign(CLOSE_TURNSTILE);
    };
    relay.setMode({ kind: "competing", compete, calls: 2 });
    await flashbots.sendRawBundle([await sender.sign()], target);
    await flashbots.sendRawBundle([await (await fundedSender(chain)).sign({ to: TURNSTILE, data: CLOSE_TURNSTILE.data })], target);
    await relay.buildBlock();
    expect(blocks).to.deep.equal([target]);
    const transactions = await chain.transactionsOf(target);
    expect(transactions).to.have.lengthOf(2);
    expect(transactions[0]).to.equal(competitor);
    expect(relay.report()).to.deep.include({ included: 1, missedBy: { reverted: 1 } });
  });

  it("simulation-fails: the first transaction is said to revert", async () => {
    const { chain, sender, open } = setting();
    const relay = await open();
    const flashbots = await searcher(chain, relay);
    relay.setMode({ kind: "simulation-fails", calls: 1, revert: "not today" });
    const raw = await sender.sign();
    const target = (await chain.blockNumber()) + 1;
    expect(accepted(await flashbots.simulate([raw], target)).firstRevert).to.include({ error: "execution reverted", revert: "not today" });
    expect(accepted(await flashbots.simulate([raw], target)).firstRevert).to.equal(undefined);
  });

  it("a mode of its own for a single bundle", async () => {
    const { chain, sender, open } = setting();
    const target = (await chain.blockNumber()) + 1;
    const relay = await open({ bundleModes: ({ firstBlock }) => (firstBlock === target ? { kind: "drop" } : undefined) });
    const flashbots = await searcher(chain, relay);
    const raw = await sender.sign();
    for (const later of [0, 1]) await flashbots.sendRawBundle([raw], target + later);
    for (let block = 0; block < 2; block++) await relay.buildBlock();
    expect(relay.report().bundles.map(({ fate }) => fate.kind)).to.deep.equal(["missed", "included"]);
  });

  it("are counted by the calls that they concern", () => {
    const modes = createModeSwitch();
    modes.set({ kind: "reject", calls: 1 });
    expect(modes.forCall("eth_callBundle")).to.equal(ACCEPT);
    expect(modes.forCall("eth_sendBundle").kind).to.equal("reject");
    expect(modes.forCall("eth_sendBundle")).to.equal(ACCEPT);
    modes.set({ kind: "http-500", calls: 0 });
    expect(modes.forCall("eth_callBundle")).to.equal(ACCEPT);
    modes.set(ACCEPT);
    expect(modes.forCall("eth_sendBundle")).to.equal(ACCEPT);
  });
});
