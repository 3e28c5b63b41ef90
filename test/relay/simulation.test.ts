import { expect } from "chai";
import { keccak256 } from "ethers";
import { accepted, CLOSE_TURNSTILE, call, GWEI, post, refused, searcher, TIMEKEEPER, TIPPER, TURNSTILE, useChain } from "./support.ts";

describe("the relay's simulation", () => {
  const setting = useChain();

  it("foretells gas, fees and tips as they then are in the block", async () => {
    const { chain, sender, open } = setting();
    const relay = await open();
    const flashbots = await searcher(chain, relay);
    const tip = 5n * GWEI;
    const txs = [
      await sender.sign(),
      await sender.sign({ to: TIPPER, value: tip }),
      await sender.sign({ type: 0, gasPrice: 9n * GWEI, maxFeePerGas: null, maxPriorityFeePerGas: null }),
    ];
    const target = (await chain.blockNumber()) + 1;
    const simulation = accepted(await flashbots.simulate(txs, target));
    const { bundleHash, receipts } = accepted(await flashbots.sendRawBundle(txs, target));
    const { miner } = await chain.request<{ miner: string }>("eth_getBlockByNumber", "latest", false);
    const balance = async () => BigInt(await chain.request<string>("eth_getBalance", miner, "latest"));
    const before = await balance();
    await relay.buildBlock();
    const mined = await receipts();
    const { baseFeePerGas } = (await chain.ethers.getBlock(target)) ?? expect.fail("no block");
    const fees = mined.map(({ gasUsed, gasPrice }) => gasUsed * (gasPrice - (baseFeePerGas ?? 0n)));
    expect(simulation.results.map(({ gasUsed }) => BigInt(gasUsed))).to.deep.equal(mined.map(({ gasUsed }) => gasUsed));
    expect(simulation.results.map(({ gasFees }) => BigInt(gasFees))).to.deep.equal(fees);
    expect(simulation.results.map(({ txHash }) => txHash)).to.deep.equal(txs.map((raw) => keccak256(raw)));
    expect(simulation.coinbaseDiff).to.equal((await balance()) - before);
    expect(simulation.ethSentToCoinbase).to.equal(tip);
    expect(simulation.gasFees).to.equal(simulation.coinbaseDiff - tip);
    expect(simulation.bundleGasPrice).to.equal(simulation.coinbaseDiff / BigInt(simulation.totalGasUsed));
    expect(simulation).to.deep.include({ bundleHash, stateBlockNumber: target - 1, firstRevert: undefined });
  });

  it("leaves no trace on the chain", async () => {
    const { chain, sender, open } = setting();
    const flashbots = await searcher(chain, await open());
    const look = async () => [
      await chain.request("eth_getBlockByNumber", "latest", false),
      await chain.request("eth_pendingTransactions"),
      await chain.request("hardhat_getAutomine"),
      await chain.request("eth_getTransactionCount", sender.address, "pending"),
    ];
    const before = await look();
    const txs = [await sender.sign(), await sender.sign(), await sender.sign({ nonce: 9 })];
    const target = (await chain.blockNumber()) + 1;
    accepted(await flashbots.simulate(txs.slice(0, 2), target));
    refused(await flashbots.simulate(txs, target));
    accepted(await flashbots.simulate(txs.slice(0, 1), target, undefined, (await chain.timestampSeconds()) + 1_000_000));
    expect(await look()).to.deep.equal(before);
    await chain.sendForeign({ to: TIMEKEEPER });
    expect(await chain.slot(TIMEKEEPER, 0), "the next block's time").to.be.lessThan((await chain.timestampSeconds()) + 1_000_000 - 1);
    expect(await chain.slot(TURNSTILE, 1)).to.equal(0);
  });

  it("says which transaction reverts, and goes on", async () => {
    const { chain, sender, open } = setting();
    const flashbots = await searcher(chain, await open());
    const txs = [await sender.sign(CLOSE_TURNSTILE), await sender.sign(), await sender.sign({ to: TIPPER })];
    const simulation = accepted(await flashbots.simulate(txs, (await chain.blockNumber()) + 1));
    expect(simulation.results.map((result) => "error" in result)).to.deep.equal([false, true, false]);
    expect(simulation.firstRevert).to.include({ txHash: keccak256(txs[1] as string), error: "execution reverted", revert: "closed" });
  });

  it("takes the timestamp it is given", async () => {
    const { chain, sender, open } = setting();
    const relay = await open();
    const time = (await chain.timestampSeconds()) + 500;
    // PUSH TIMESTAMP and return it: a contract's creation answers the code that it would have.
    const raw = await sender.sign({ to: null, data: "0x425f5260205ff3" });
    const bundle = { txs: [raw], blockNumber: "0x1", stateBlockNumber: "latest" };
    const reply = await post(relay, call("eth_callBundle", { ...bundle, timestamp: time }));
    expect(BigInt((reply.result as { results: { value: string }[] }).results[0]?.value ?? 0)).to.equal(BigInt(time));
    expect((await post(relay, call("eth_callBundle", { ...bundle, timestamp: 1 }))).error?.message).to.include("timestamp");
  });

  it("uses a node's words for what cannot be executed", async () => {
    const { chain, sender, open } = setting();
    const flashbots = await searcher(chain, await open());
    await chain.request("eth_sendRawTransaction", await sender.sign());
    const target = (await chain.blockNumber()) + 1;
    const words = [
      [{ nonce: 0, to: TIPPER }, /^err: nonce too low: address 0x\w{40}, tx: 0 state: 1/],
      [{ nonce: 2 }, /^err: nonce too high: address 0x\w{40}, tx: 2 state: 1/],
      [{ nonce: 1, maxFeePerGas: 1n, maxPriorityFeePerGas: 1n }, /^err: max fee per gas less than block base fee/],
      [{ nonce: 1, value: 10n ** 20n }, /^err: insufficient funds for gas \* price \+ value/],
    ] as const;
    for (const [transaction, expected] of words) {
      expect(refused(await flashbots.simulate([await sender.sign(transaction)], target)).message).to.match(expected);
    }
  });

  it("goes back to an earlier state for a single transaction", async () => {
    const { chain, sender, open } = setting();
    const flashbots = await searcher(chain, await open());
    const open_ = await chain.blockNumber();
    await chain.sendForeign(CLOSE_TURNSTILE);
    const raw = await sender.sign();
    const isReverting = async (block: number) => accepted(await flashbots.simulate([raw], open_ + 2, block)).firstRevert !== undefined;
    await chain.request("evm_mine");
    expect(await isReverting(open_ + 1)).to.equal(true);
    expect(await isReverting(open_ + 2)).to.equal(true);
    expect(refused(await flashbots.simulate([raw], open_ + 9, open_ + 9)).message).to.include("header not found");
    expect(refused(await flashbots.simulate([raw, await sender.sign()], open_ + 2, open_ + 1)).message).to.include("head's state only");
  });
});
