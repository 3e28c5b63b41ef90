import { expect } from "chai";
import { id, keccak256, Wallet } from "ethers";
import { PortInUseError } from "../../scripts/local-mainnet/errors.ts";
import { accepted, call, GWEI, post, refused, searcher, TIPPER, useChain } from "./support.ts";

describe("the relay's protocol", () => {
  const setting = useChain();
  const userStats = call("flashbots_getUserStatsV2", { blockNumber: "0x1" });

  it("answers 403 to whoever does not sign, or signs something else", async () => {
    const relay = await setting().open();
    const auth = Wallet.createRandom();
    const signed = await auth.signMessage(id(userStats));
    expect((await post(relay, userStats, `${auth.address}:${signed}`)).status).to.equal(200);
    const wrong = {
      "no header": null,
      "no signature": auth.address,
      "no address": `me:${signed}`,
      "no such signature": `${auth.address}:0x1234`,
      "three parts": `${auth.address}:${signed}:${signed}`,
      "another's address": `${Wallet.createRandom().address}:${signed}`,
      "another body": `${auth.address}:${await auth.signMessage(id(`${userStats} `))}`,
      "the hash's bytes": `${auth.address}:${await auth.signMessage(Buffer.from(id(userStats).slice(2), "hex"))}`,
    };
    for (const [name, header] of Object.entries(wrong)) {
      const reply = await post(relay, userStats, header);
      expect(reply.status, name).to.equal(403);
      expect(reply.error, name).to.include({ code: -32_600 });
    }
  });

  it("makes the library throw when the signature is wrong", async () => {
    const { chain, open } = setting();
    const relay = await open();
    const auth = Wallet.createRandom();
    auth.signMessage = () => Wallet.createRandom().signMessage("something else");
    const { FlashbotsBundleProvider } = await import("@flashbots/ethers-provider-bundle");
    const flashbots = await FlashbotsBundleProvider.create(chain.ethers, auth, relay.url, 31_337);
    const error = await flashbots.getUserStatsV2().catch((reason: unknown) => reason);
    expect(String(error)).to.include("403").and.include("error in signature check");
  });

  it("refuses what is no call", async () => {
    const relay = await setting().open();
    expect(await post(relay, "{"))
      .to.deep.include({ status: 400, id: null })
      .and.have.nested.property("error.code", -32_700);
    for (const body of ["[]", "7", "null", `[${userStats}]`, '{"id":1}']) {
      expect(await post(relay, body), body).to.have.nested.property("error.code", -32_600);
    }
    const unknown = await post(relay, call("eth_sendTransaction", {}));
    expect(unknown).to.deep.include({ status: 403, id: 7 }).and.have.nested.property("error.code", -32_601);
    expect(await post(relay, call("constructor", {}))).to.have.nested.property("error.code", -32_601);
  });

  it("refuses a body that is too long", async () => {
    const relay = await setting().open();
    const reply = await post(relay, call("eth_sendBundle", { txs: ["0x".padEnd(5_000_000, "0")], blockNumber: "0x1" }));
    expect(reply.status).to.equal(413);
  });

  it("names the parameter that does not fit", async () => {
    const { sender, open } = setting();
    const relay = await open();
    const raw = await sender.sign();
    const unsigned = "0x02ec827a698085012a05f20085012a05f200825208940000000000000000000000000000000000000001808080c0";
    const wrong: readonly (readonly [method: string, params: unknown, named: string])[] = [
      ["eth_sendBundle", { txs: [], blockNumber: "0x1" }, "txs"],
      ["eth_sendBundle", { txs: ["0x1234"], blockNumber: "0x1" }, "txs.0"],
      ["eth_sendBundle", { txs: [unsigned], blockNumber: "0x1" }, "txs.0"],
      ["eth_sendBundle", { txs: [await sender.sign({ type: 4, authorizationList: [] })], blockNumber: "0x1" }, "txs.0"],
      ["eth_sendBundle", { txs: Array(101).fill(raw), blockNumber: "0x1" }, "txs"],
      ["eth_sendBundle", { txs: [raw] }, "blockNumber"],
      ["eth_sendBundle", { txs: [raw], blockNumber: "latest" }, "blockNumber"],
      ["eth_sendBundle", { txs: [raw], blockNumber: "0x1", minTimestamp: "soon" }, "minTimestamp"],
      ["eth_sendBundle", { txs: [raw], blockNumber: "0x1", revertingTxHashes: ["0x12"] }, "revertingTxHashes.0"],
      ["eth_callBundle", { txs: [raw], blockNumber: "0x1", stateBlockNumber: "earliest" }, "stateBlockNumber"],
      ["eth_cancelBundle", {}, "replacementUuid"],
      ["eth_sendPrivateTransaction", { tx: "0x" }, "tx"],
      ["eth_cancelPrivateTransaction", { txHash: "0x" }, "txHash"],
      ["flashbots_getBundleStatsV2", { bundleHash: keccak256(raw) }, "blockNumber"],
      ["flashbots_getUserStatsV2", {}, "blockNumber"],
    ];
    for (const [method, params, named] of wrong) {
      const { status, error } = await post(relay, call(method, params));
      expect(status, method).to.equal(200);
      expect(error?.code, method).to.equal(-32_602);
      expect(error?.message, method).to.include(` ${named}: `);
    }
    expect(relay.report().received).to.equal(0);
  });

  it("answers an error that the library resolves to, not rejects with", async () => {
    const { chain, open } = setting();
    const flashbots = await searcher(chain, await open());
    expect(refused(await flashbots.sendRawBundle([], 1))).to.include({ code: -32_602 });
  });

  it("tells a bundle's own signer what happened to it, and nobody else", async () => {
    const { chain, sender, open } = setting();
    let milliseconds = Date.UTC(2026, 0, 1);
    const tick = () => {
      milliseconds += 1000;
      return new Date(milliseconds);
    };
    const relay = await open({ now: tick });
    const mine = await searcher(chain, relay);
    const target = (await chain.blockNumber()) + 1;
    const { bundleHash } = accepted(await mine.sendRawBundle([await sender.sign()], target));
    const before = accepted(await mine.getBundleStatsV2(bundleHash, target));
    expect(before).to.deep.include({ isSimulated: false, isHighPriority: false, consideredByBuildersAt: [], sealedByBuildersAt: [] });
    await relay.buildBlock();
    const after = accepted(await mine.getBundleStatsV2(bundleHash, target));
    expect(after).to.include({ isSimulated: true, isHighPriority: true });
    const [considered, sealed] = [after.consideredByBuildersAt[0], after.sealedByBuildersAt[0]];
    expect(considered?.pubkey).to.match(/^0x[0-9a-f]{96}$/);
    const times = [after.receivedAt, after.simulatedAt, considered?.timestamp, sealed?.timestamp].map((time) => Date.parse(time ?? ""));
    expect(times)
      .to.deep.equal(times.toSorted((first, second) => first - second))
      .and.not.include(Number.NaN);
    const stranger = await searcher(chain, relay);
    expect(await stranger.getBundleStatsV2(bundleHash, target)).to.deep.equal({ isSimulated: false, isHighPriority: false });
    expect(await mine.getBundleStatsV2(bundleHash, target + 1)).to.deep.equal({ isSimulated: false, isHighPriority: true });
  });

  it("counts what a signer paid and had simulated, by day", async () => {
    const { chain, sender, open } = setting();
    let milliseconds = Date.UTC(2026, 0, 1);
    const relay = await open({ now: () => new Date(milliseconds) });
    const flashbots = await searcher(chain, relay);
    const { miner } = await chain.request<{ miner: string }>("eth_getBlockByNumber", "latest", false);
    const balance = async () => BigInt(await chain.request<string>("eth_getBalance", miner, "latest"));
    const target = (await chain.blockNumber()) + 1;
    const raw = await sender.sign({ to: TIPPER, value: GWEI });
    const simulation = accepted(await flashbots.simulate([raw], target));
    await flashbots.sendRawBundle([raw], target);
    const before = await balance();
    await relay.buildBlock();
    const paid = String((await balance()) - before);
    const gas = String(simulation.totalGasUsed);
    expect(await flashbots.getUserStatsV2()).to.deep.equal({
      isHighPriority: true,
      allTimeValidatorPayments: paid,
      allTimeGasSimulated: gas,
      last7dValidatorPayments: paid,
      last7dGasSimulated: gas,
      last1dValidatorPayments: paid,
      last1dGasSimulated: gas,
    });
    milliseconds += 3 * 86_400_000;
    expect(await flashbots.getUserStatsV2()).to.deep.include({
      last7dValidatorPayments: paid,
      last1dValidatorPayments: "0",
      last1dGasSimulated: "0",
    });
    const nobody = accepted(await (await searcher(chain, relay)).getUserStatsV2());
    expect(nobody).to.include({ isHighPriority: false, allTimeValidatorPayments: "0", allTimeGasSimulated: "0" });
  });

  it("closes although somebody waits for an answer", async () => {
    const relay = await setting().open();
    relay.setMode({ kind: "hang" });
    const waiting = post(relay, userStats).then(
      () => "answered",
      () => "cut",
    );
    while (relay.report().refused.hang === undefined) await new Promise(setImmediate);
    await relay.close();
    expect(await waiting).to.equal("cut");
  });

  it("names the port that is taken", async () => {
    const { open } = setting();
    const port = Number(new URL((await open()).url).port);
    const error = await open({ port }).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(PortInUseError);
    expect((error as PortInUseError).remedy).to.include("--relay-port");
  });
});
