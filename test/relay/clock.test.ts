import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { keccak256 } from "ethers";
import { createHttpProvider } from "../../scripts/local-mainnet/httpProvider.ts";
import type { Eip1193Provider } from "../../scripts/local-mainnet/provider.ts";
import { serveRpc } from "../../scripts/local-mainnet/rpcServer.ts";
import type { Relay } from "../../scripts/relay/startRelay.ts";
import { accepted, CLOSE_TURNSTILE, call, fundedSender, post, searcher, TIMEKEEPER, TURNSTILE, useChain } from "./support.ts";

const SLOT_MILLISECONDS = 5;

async function untilNothingIsOpen(relay: Relay): Promise<void> {
  while (relay.report().open > 0) await setTimeout(1);
}

describe("the relay's slot clock", () => {
  const setting = useChain();

  it("makes blocks until nothing waits for one, and then none", async () => {
    const { chain, sender, open } = setting();
    const relay = await open({ slotMilliseconds: SLOT_MILLISECONDS });
    const flashbots = await searcher(chain, relay);
    const target = (await chain.blockNumber()) + 5;
    const raw = await sender.sign();
    accepted(await flashbots.sendRawBundle([raw], target));
    await untilNothingIsOpen(relay);
    expect(await chain.blockNumber()).to.equal(target);
    expect(await chain.transactionsOf(target)).to.deep.equal([keccak256(raw)]);
    for (let slots = 0; slots < 5; slots++) await setTimeout(SLOT_MILLISECONDS);
    expect(await chain.blockNumber()).to.equal(target);
  });

  it("makes no block for a bundle whose target is over", async () => {
    const { chain, sender, open } = setting();
    const relay = await open({ slotMilliseconds: SLOT_MILLISECONDS });
    const head = await chain.blockNumber();
    accepted(await (await searcher(chain, relay)).sendRawBundle([await sender.sign()], head));
    await untilNothingIsOpen(relay);
    expect(await chain.blockNumber()).to.equal(head);
    expect(relay.report().missedBy).to.deep.equal({ "target-passed": 1 });
  });

  it("works beside others who send at any time, over HTTP, and loses nothing of theirs", async () => {
    const { chain, open } = setting();
    const node = await serveRpc(chain.provider);
    const relay = await open({ slotMilliseconds: SLOT_MILLISECONDS, provider: createHttpProvider(node.rpcUrl) });
    try {
      const flashbots = await searcher(chain, relay);
      const foreign: Promise<string>[] = [];
      const hashes: string[] = [];
      for (let round = 0; round < 20; round++) {
        const sender = await fundedSender(chain);
        const txs = [await sender.sign(), await sender.sign()];
        hashes.push(...txs.map((raw) => keccak256(raw)));
        accepted(await flashbots.sendRawBundle(txs, (await chain.blockNumber()) + 1 + (round % 4)));
        foreign.push(chain.sendForeign({ to: TIMEKEEPER }));
        // A simulation of several transactions goes through the mempool, too.
        accepted(
          await flashbots
            .simulate(txs, (await chain.blockNumber()) + 1)
            .then((answer) => ("error" in answer ? { bundleHash: "" } : answer)),
        );
        foreign.push(chain.sendForeign({ to: TIMEKEEPER }));
      }
      const sent = await Promise.all(foreign);
      await untilNothingIsOpen(relay);
      for (const hash of sent)
        expect(await chain.request("eth_getTransactionReceipt", hash), "another's transaction").to.include({ status: "0x1" });
      const { bundles, included, missed, failedSlots } = relay.report();
      expect(included + missed).to.equal(20);
      expect(failedSlots).to.deep.equal({ count: 0, lastMessage: null });
      for (const { fate, firstBlock, transactionHashes } of bundles) {
        const inBlock = (await chain.transactionsOf(firstBlock)).filter((hash) => transactionHashes.includes(hash));
        expect(inBlock).to.deep.equal(fate.kind === "included" ? transactionHashes : []);
      }
      const landed = await Promise.all(hashes.map((hash) => chain.request("eth_getTransactionReceipt", hash)));
      expect(landed.filter((receipt) => receipt !== null)).to.have.lengthOf(included * 2);
      expect(await chain.request("eth_pendingTransactions")).to.deep.equal([]);
      expect(await chain.request("hardhat_getAutomine")).to.equal(true);
    } finally {
      await relay.close();
      await node.close();
    }
  });

  it("shares a chain with another relay", async () => {
    const { chain, open } = setting();
    const relays = [await open({ slotMilliseconds: SLOT_MILLISECONDS }), await open({ slotMilliseconds: SLOT_MILLISECONDS })];
    const target = (await chain.blockNumber()) + 3;
    const raw = await (await fundedSender(chain)).sign();
    for (const relay of relays) accepted(await (await searcher(chain, relay)).sendRawBundle([raw], target));
    for (const relay of relays) await untilNothingIsOpen(relay);
    expect(await chain.transactionsOf(target)).to.deep.equal([keccak256(raw)]);
    const [loser, winner] = relays.map((relay) => relay.report()).toSorted((first, second) => first.included - second.included);
    expect(winner).to.deep.include({ included: 1, missed: 0 });
    expect(loser).to.deep.include({ included: 0, missedBy: { "already-included": 1 } });
    expect(await chain.request("hardhat_getAutomine")).to.equal(true);
  });

  for (const failing of ["evm_mine", "eth_sendRawTransaction", "debug_traceCall"])
    it(`misses slots while ${failing} fails, says why, and goes on`, async () => {
      const { chain, sender, open } = setting();
      let fails = true;
      const provider: Eip1193Provider = {
        request: (args) => (fails && args.method === failing ? Promise.reject(new Error("out of order")) : chain.provider.request(args)),
      };
      const relay = await open({ slotMilliseconds: SLOT_MILLISECONDS, provider });
      const target = (await chain.blockNumber()) + 1;
      accepted(await (await searcher(chain, relay)).sendRawBundle([await sender.sign()], target));
      while (relay.report().failedSlots.count < 2) await setTimeout(1);
      await relay.betweenBlocks(async () => {
        expect(await chain.request("eth_pendingTransactions")).to.deep.equal([]);
        expect(await chain.request("hardhat_getAutomine")).to.equal(true);
        fails = false;
      });
      await untilNothingIsOpen(relay);
      expect(relay.report()).to.deep.include({ included: 1 });
      expect(relay.report().failedSlots.lastMessage).to.equal("out of order");
    });
});

describe("a block in the making", () => {
  const setting = useChain();

  /** The chain, on which somebody acts each time just before a method is carried out. */
  function withIntruder(provider: Eip1193Provider, method: string, act: () => Promise<unknown>): Eip1193Provider {
    return {
      request: async (args) => {
        if (args.method === method) await act();
        return provider.request(args);
      },
    };
  }

  it("takes a bundle out that another's transaction, sent at the last moment, makes revert", async () => {
    const { chain, sender, open } = setting();
    let intruder = "";
    const good = await (await fundedSender(chain)).sign({ to: TIMEKEEPER });
    // After the first transaction of the bundle was tried and found good, and before it is in the mempool.
    const provider = withIntruder(chain.provider, "eth_sendRawTransaction", async () => {
      if (intruder === "") intruder = await chain.sendForeign(CLOSE_TURNSTILE);
    });
    const relay = await open({ provider });
    const flashbots = await searcher(chain, relay);
    const target = (await chain.blockNumber()) + 1;
    const time = await chain.timestampSeconds();
    const bad = await sender.sign();
    for (const raw of [bad, bad, good]) await flashbots.sendRawBundle([raw], target);
    await relay.buildBlock();
    expect(await chain.transactionsOf(target)).to.deep.equal([intruder, keccak256(good)]);
    expect(await chain.timestampSeconds()).to.equal(time + 12);
    expect(relay.report()).to.deep.include({ included: 1, missedBy: { reverted: 2 } });
    expect(await chain.request("eth_pendingTransactions")).to.deep.equal([]);
  });

  it("makes a block at once of what others sent meanwhile and it does not have", async () => {
    const { chain, open } = setting();
    let late: Promise<string> | undefined;
    const provider = withIntruder(chain.provider, "evm_setAutomine", async () => {
      if ((await chain.request<boolean>("hardhat_getAutomine")) === false) late ??= chain.sendForeign({ to: TURNSTILE });
    });
    const relay = await open({ provider });
    const head = await chain.blockNumber();
    await relay.buildBlock();
    expect(await chain.transactionsOf(head + 1)).to.deep.equal([]);
    expect(await chain.transactionsOf(head + 2)).to.deep.equal([await late]);
  });

  it("leaves a chain alone that makes no blocks by itself", async () => {
    const { chain, sender, open } = setting();
    await chain.request("evm_setAutomine", false);
    try {
      const relay = await open();
      const target = (await chain.blockNumber()) + 1;
      const foreign = await chain.sendForeign({ to: TURNSTILE });
      const raw = await sender.sign();
      await (await searcher(chain, relay)).sendRawBundle([raw], target);
      await relay.buildBlock();
      expect(await chain.transactionsOf(target)).to.deep.equal([foreign, keccak256(raw)]);
      expect(await chain.request("hardhat_getAutomine")).to.equal(false);
    } finally {
      await chain.request("evm_setAutomine", true);
    }
  });

  it("is not met by what runs between blocks", async () => {
    const { chain, sender, open } = setting();
    const relay = await open();
    const target = (await chain.blockNumber()) + 1;
    const bundle = { txs: [await sender.sign()], blockNumber: `0x${target.toString(16)}` };
    expect((await post(relay, call("eth_sendBundle", bundle))).error).to.equal(undefined);
    const order: string[] = [];
    const building = relay.buildBlock().then(() => order.push("block"));
    const between = relay.betweenBlocks(async () => {
      order.push(`between, at ${await chain.blockNumber()}`);
    });
    await Promise.all([building, between]);
    expect(order).to.deep.equal(["block", `between, at ${target}`]);
  });
});
