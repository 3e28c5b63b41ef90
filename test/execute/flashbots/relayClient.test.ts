import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { expect } from "chai";
import { id, keccak256, verifyMessage, Wallet } from "ethers";
import { relayClient } from "../../../bot/execute/flashbots/relayClient.ts";
import {
  RelayBusyError,
  type RelayError,
  RelayFailedError,
  RelayForbiddenError,
  RelayMalformedError,
  RelayRefusedError,
  RelayTimeoutError,
  RelayUnreachableError,
} from "../../../bot/execute/flashbots/relayErrors.ts";
import { CHAIN_ID } from "../support/constants.ts";
import { signedRow } from "./signedRow.ts";

interface Request {
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly method: string;
  readonly params: readonly Record<string, unknown>[];
}

type Answer = {
  readonly status?: number;
  readonly headers?: Record<string, string>;
  readonly text?: string;
  readonly hang?: "at-once" | "in-body";
};

describe("execute: relay client", () => {
  const reputation = Wallet.createRandom();
  const SECRET_PATH = "secret-api-key";
  const UUID = "0f3f9d7e-58a1-5f6e-9b7a-1f8f6a7f3b11";
  const requests: Request[] = [];
  let answer: Answer = {};
  let url: string;
  let raw: string;

  const server = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    const { method, params } = JSON.parse(text);
    requests.push({ headers: request.headers, text, method, params });
    if (answer.hang === "at-once") return;
    response.writeHead(answer.status ?? 200, answer.headers);
    if (answer.hang === "in-body") response.write('{"jsonrpc"');
    else response.end(answer.text ?? "");
  });

  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/${SECRET_PATH}`;
    const { privateKey, address } = Wallet.createRandom();
    raw = (await signedRow({ privateKey, vault: address, deadlineSeconds: 1_900_000_000 })).rawTransaction;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  beforeEach(() => {
    requests.length = 0;
    answer = {};
  });

  const client = (timeoutMilliseconds = 2_000, at = url) =>
    relayClient({ builder: "flashbots", url: at, chainId: CHAIN_ID, timeoutMilliseconds, reputation });
  const results = (result: unknown) => ({ text: JSON.stringify({ jsonrpc: "2.0", id: 1, result }) });
  const refuses = (error: unknown, status = 200) => ({ status, text: JSON.stringify({ jsonrpc: "2.0", id: 1, error }) });
  const send = (relay = client()) =>
    relay.sendBundle({ rawTransaction: raw, targetBlock: 42, maxTimestampSeconds: 1_900_000_000, replacementUuid: UUID });
  const failure = (promise: Promise<unknown>): Promise<RelayError> =>
    promise.then(
      () => expect.fail("it succeeded"),
      (error) => error,
    );

  it("sends a bundle as Flashbots specifies it, signed by the reputation key", async () => {
    answer = results({ bundleHash: `0x${"7".repeat(64)}` });
    const hash = await send();
    const [request] = requests as [Request];
    expect(request).to.include({ method: "eth_sendBundle" });
    expect(request.params).to.deep.equal([{ txs: [raw], blockNumber: "0x2a", maxTimestamp: 1_900_000_000, replacementUuid: UUID }]);
    const [address, signature] = String(request.headers["x-flashbots-signature"]).split(":") as [string, string];
    expect(address).to.equal(reputation.address);
    expect(verifyMessage(id(request.text), signature)).to.equal(reputation.address);
    // Flashbots: keccak256 of the hashes one after the other.
    expect(hash).to.equal(keccak256(keccak256(raw)));
  });

  it("takes an answer without a bundle hash, as other builders give it", async () => {
    for (const result of [null, "nil", {}, true]) {
      answer = results(result);
      expect(await send()).to.equal(keccak256(keccak256(raw)));
    }
  });

  it("limits a private transaction to a block, in hexadecimal, and asks no node for it", async () => {
    answer = results(keccak256(raw));
    await client().sendPrivateTransaction(raw, 300);
    expect(requests.map(({ method, params }) => [method, params])).to.deep.equal([
      ["eth_sendPrivateTransaction", [{ tx: raw, maxBlockNumber: "0x12c" }]],
    ]);
  });

  it("withdraws by uuid and by hash", async () => {
    answer = results([]);
    await client().cancelBundle(UUID);
    await client().cancelPrivateTransaction(keccak256(raw));
    expect(requests.map(({ method, params }) => [method, params])).to.deep.equal([
      ["eth_cancelBundle", [{ replacementUuid: UUID }]],
      ["eth_cancelPrivateTransaction", [{ txHash: keccak256(raw) }]],
    ]);
  });

  it("simulates for a block on the state of another", async () => {
    const sums = { bundleGasPrice: "1", bundleHash: "0x", coinbaseDiff: "1", ethSentToCoinbase: "0", gasFees: "1", stateBlockNumber: 41 };
    answer = results({ ...sums, results: [{ txHash: "0x", gasUsed: 123 }] });
    expect(await client().simulate(raw, 42, 41)).to.deep.equal({ succeeds: true, gasUsed: 123 });
    expect(requests[0]?.params).to.deep.equal([{ txs: [raw], blockNumber: "0x2a", stateBlockNumber: "0x29" }]);
    answer = results({ ...sums, results: [{ txHash: "0x", gasUsed: 123, error: "execution reverted", revert: "too late" }] });
    expect(await client().simulate(raw, 42, 41)).to.deep.equal({ succeeds: false, error: "execution reverted", revert: "too late" });
    answer = results({ ...sums, results: [] });
    expect(await failure(client().simulate(raw, 42, 41))).to.be.instanceOf(RelayMalformedError);
  });

  it("reads statistics of a bundle and of the key", async () => {
    const stats = {
      isSimulated: true,
      isHighPriority: false,
      simulatedAt: "",
      receivedAt: "",
      consideredByBuildersAt: [],
      sealedByBuildersAt: [],
    };
    answer = results(stats);
    expect(await client().bundleStats("0x07", 42)).to.deep.equal(stats);
    expect(requests[0]).to.deep.include({ method: "flashbots_getBundleStatsV2", params: [{ bundleHash: "0x07", blockNumber: "0x2a" }] });
    answer = results({ isHighPriority: true });
    expect(await client().userStats(41)).to.deep.equal({ isHighPriority: true });
    expect(requests[1]).to.deep.include({ method: "flashbots_getUserStatsV2", params: [{ blockNumber: "0x29" }] });
  });

  describe("tells failures apart, and whether the bundle may have been taken", () => {
    const failures: [string, Answer, new (...args: never[]) => RelayError, boolean][] = [
      ["HTTP 403", { status: 403 }, RelayForbiddenError, true],
      ["HTTP 401", { status: 401 }, RelayForbiddenError, true],
      ["HTTP 429", { status: 429, headers: { "retry-after": "1" } }, RelayBusyError, true],
      ["HTTP 500", { status: 500 }, RelayFailedError, false],
      ["HTTP 502 with a page", { status: 502, text: "<html>" }, RelayFailedError, false],
      ["a redirection", { status: 307, headers: { location: "http://127.0.0.1:1/" } }, RelayUnreachableError, false],
      ["a refusal", refuses({ code: -32_000, message: "bundle rejected" }), RelayRefusedError, true],
      ["a refusal with HTTP 400", refuses({ code: -32_602, message: "unable to decode txs" }, 400), RelayRefusedError, true],
      ["a refusal in bare words", refuses("unknown key"), RelayRefusedError, true],
      ["an error within", refuses({ code: -32_603, message: "Internal error" }), RelayRefusedError, false],
      ["a page", { text: "<html>welcome</html>" }, RelayMalformedError, false],
      ["a list", { text: "[]" }, RelayMalformedError, false],
      ["a hang", { hang: "at-once" }, RelayTimeoutError, false],
      ["a hang within the answer", { hang: "in-body" }, RelayTimeoutError, false],
    ];
    for (const [name, given, type, certain] of failures) {
      it(`${name}: ${type.name}, ${certain ? "certainly not" : "perhaps"} taken, asked once, no secret told`, async () => {
        answer = given;
        const error = await failure(send(client(given.hang ? 100 : 2_000)));
        expect(error).to.be.instanceOf(type).and.include({ certain, builder: "flashbots" });
        expect(requests).to.have.length(1);
        const told = `${error.message} ${error.remedy} ${error.stack} ${JSON.stringify(error)}`;
        expect(told).to.include("eth_sendBundle");
        for (const secret of [reputation.privateKey.slice(2), SECRET_PATH, raw.slice(2), "127.0.0.1"]) expect(told).not.to.include(secret);
      });
    }

    it("a port on which nobody listens", async () => {
      const gone = createServer();
      await new Promise<void>((resolve) => gone.listen(0, "127.0.0.1", resolve));
      const { port } = gone.address() as AddressInfo;
      await new Promise((resolve) => gone.close(resolve));
      const error = await failure(send(client(2_000, `http://127.0.0.1:${port}/`)));
      expect(error).to.be.instanceOf(RelayUnreachableError);
      expect(error.message).to.equal("flashbots could not be asked for eth_sendBundle: ECONNREFUSED");
    });

    it("passes on what a builder says with a refusal", async () => {
      answer = refuses({ code: -32_601, message: "rpc method is not whitelisted" }, 403);
      expect((await failure(client().simulate(raw, 42, 41))).message).to.equal(
        "flashbots does not allow eth_callBundle (HTTP 403: rpc method is not whitelisted)",
      );
      answer = refuses({ code: -32_000, message: "bundle rejected" });
      expect((await failure(send())).message).to.equal("flashbots refused eth_sendBundle: bundle rejected (code -32000)");
    });

    it("leaves no rejection uncaught when a private transaction fails", async () => {
      const uncaught: unknown[] = [];
      const note = (reason: unknown) => uncaught.push(reason);
      process.on("unhandledRejection", note);
      answer = { status: 500 };
      expect(await failure(client().sendPrivateTransaction(raw, 300))).to.be.instanceOf(RelayFailedError);
      await new Promise(setImmediate);
      process.off("unhandledRejection", note);
      expect(uncaught).to.deep.equal([]);
    });
  });
});
