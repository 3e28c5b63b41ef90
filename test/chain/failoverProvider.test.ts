import { expect } from "chai";
import { RequestTooLargeError, RpcRateLimitedError, RpcUnreachableError, WrongChainError } from "../../bot/chain/errors.ts";
import { connect, FailoverProvider, type RpcOptions, redactUrl } from "../../bot/chain/failoverProvider.ts";
import type { RpcClock } from "../../bot/chain/rpc/clock.ts";
import { reportLine } from "../../bot/chain/rpc/endpointReport.ts";
import { publicSubmitter } from "../../bot/execute/publicSubmitter.ts";
import { RpcUnavailableError } from "../../bot/execute/rpc.ts";
import { sampleTransaction } from "../store/samples.ts";
import { type Answer, type JsonRpcServer, serveJsonRpc } from "./jsonRpcServer.ts";

const TIMEOUT_MILLISECONDS = 300;
const DEADLINE_MILLISECONDS = 30_000;
const head = (number: number): Answer => ({ result: `0x${number.toString(16)}` });

/** Pauses take no time, but the clock shows that they took place. */
function skippingClock(): RpcClock & { readonly pauses: number[]; skip(milliseconds: number): void } {
  let skipped = 0;
  const pauses: number[] = [];
  return {
    pauses,
    nowMilliseconds: () => Date.now() + skipped,
    async pause(milliseconds) {
      pauses.push(milliseconds);
      skipped += milliseconds;
    },
    random: () => 0,
    skip(milliseconds) {
      skipped += milliseconds;
    },
  };
}

describe("FailoverProvider", () => {
  const servers: JsonRpcServer[] = [];
  const providers: FailoverProvider[] = [];
  let clock: ReturnType<typeof skippingClock>;
  let warnings: string[];
  /** Nobody listens there any more. */
  let closedUrl: string;

  before(async () => {
    const closed = await serveJsonRpc(() => "hang");
    await closed.close();
    closedUrl = closed.url;
  });
  beforeEach(() => {
    clock = skippingClock();
    warnings = [];
  });
  afterEach(async () => {
    for (const one of providers.splice(0)) one.destroy();
    await Promise.all(servers.splice(0).map((one) => one.close()));
  });

  /** A server of chain 1, unless `answer` says something else when asked. */
  async function server(answer: (method: string, params: unknown[]) => Answer | undefined): Promise<JsonRpcServer> {
    const one = await serveJsonRpc((method, params) => {
      return answer(method, params) ?? (method === "eth_chainId" ? { result: "0x1" } : { error: { code: -32601, message: "not offered" } });
    });
    servers.push(one);
    return one;
  }

  /** Answers one method, and serves chain 1. */
  function answering(wanted: string, answer: () => Answer): Promise<JsonRpcServer> {
    return server((method) => (method === wanted ? answer() : undefined));
  }

  function provider(urls: readonly string[], options: Partial<RpcOptions> = {}): FailoverProvider {
    const one = new FailoverProvider({
      urls,
      chainId: 1,
      timeoutMilliseconds: TIMEOUT_MILLISECONDS,
      deadlineMilliseconds: DEADLINE_MILLISECONDS,
      clock,
      onWarning: (warning) => warnings.push(warning),
      ...options,
    });
    providers.push(one);
    return one;
  }

  const asked = ({ methods }: JsonRpcServer, method: string) => methods.filter((one) => one === method).length;
  const failureOf = (work: Promise<unknown>): Promise<Error & { remedy?: string }> => {
    return work.then(
      () => expect.fail("it did not fail"),
      (error) => error,
    );
  };

  const faults: Readonly<Record<string, Answer>> = {
    "answers HTTP 429": { status: 429 },
    "answers HTTP 503": { status: 503 },
    "answers HTTP 401 with a JSON-RPC error": {
      status: 401,
      body: { jsonrpc: "2.0", id: 1, error: { code: -32002, message: "invalid key" } },
    },
    "answers HTML": { text: "<html>down for maintenance</html>" },
    "answers JSON that is not JSON-RPC": { text: '{"status":"ok"}' },
    "answers another request": { text: '{"jsonrpc":"2.0","id":4711,"result":"0x1"}' },
    "answers a rate limit in JSON-RPC": { error: { code: -32005, message: "limit exceeded" } },
    "answers more than may be read": { text: `"${"x".repeat(20_000)}"` },
    hangs: "hang",
  };
  for (const [fault, answer] of Object.entries(faults)) {
    it(`goes to the next endpoint when one ${fault}, and stays there`, async () => {
      const broken = await server(() => answer);
      const healthy = await answering("eth_blockNumber", () => head(16));
      const failover = provider([broken.url, healthy.url], { maxBodyBytes: 10_000 });
      expect(await failover.send("eth_blockNumber", [])).to.equal("0x10");
      expect(await failover.send("eth_blockNumber", [])).to.equal("0x10");
      expect(broken.methods).to.have.length(1);
      expect(healthy.methods).to.deep.equal(["eth_chainId", "eth_blockNumber", "eth_blockNumber"]);
      expect(failover.requestCount).to.equal(4);
      expect(clock.pauses).to.deep.equal([]);
    });
  }

  it("counts what became of the requests to each endpoint, whose keys it does not tell", async () => {
    const limiting = await server(() => ({ status: 429, headers: { "retry-after": "600" } }));
    const healthy = await answering("eth_blockNumber", () => head(16));
    const failover = provider([`${limiting.url}/v2/secret-key`, closedUrl, healthy.url]);
    await failover.send("eth_blockNumber", []);
    const [first, second, third] = failover.endpointUses();
    expect(first?.endpoint).to.not.include("secret-key");
    expect(first?.outcomes).to.deep.equal({ answered: 0, failed: 0, "rate-limited": 1, "too-large": 0 });
    expect(second?.outcomes).to.deep.equal({ answered: 0, failed: 1, "rate-limited": 0, "too-large": 0 });
    expect(third?.outcomes).to.deep.equal({ answered: 2, failed: 0, "rate-limited": 0, "too-large": 0 });
  });

  it("goes to the next endpoint when a connection is refused", async () => {
    const healthy = await answering("eth_blockNumber", () => head(1));
    expect(await provider([closedUrl, healthy.url]).send("eth_blockNumber", [])).to.equal("0x1");
  });

  it("does not ask another endpoint when the answer is an error of the call itself", async () => {
    const first = await answering("eth_call", () => ({ error: { code: 3, message: "execution reverted", data: "0x" } }));
    const second = await answering("eth_call", () => ({ result: "0x" }));
    const failure = await failureOf(
      provider([first.url, second.url]).send("eth_call", [{ to: "0x0000000000000000000000000000000000000001" }, "latest"]),
    );
    expect(String(failure)).to.contain("execution reverted");
    expect(second.methods).to.have.length(0);
  });

  it("names every endpoint and its fault when none answers, without their keys", async () => {
    const broken = await server(() => ({ status: 500 }));
    const failure = await failureOf(provider([`${broken.url}/v2/secret-key`, closedUrl]).send("eth_blockNumber", []));
    expect(failure).to.be.instanceOf(RpcUnreachableError);
    expect(failure.message)
      .to.contain("HTTP 500")
      .and.to.contain(`${closedUrl}: connection refused`)
      .and.to.contain("eth_blockNumber")
      .and.not.to.contain("secret-key");
    expect(failure.remedy).to.contain("MAINNET_RPC_URL");
  });

  it("tries three rounds with growing pauses before it gives up", async () => {
    const broken = await server(() => ({ status: 502 }));
    await failureOf(provider([broken.url]).send("eth_blockNumber", []));
    expect(broken.methods).to.have.length(3);
    expect(clock.pauses).to.deep.equal([100, 200]);
  });

  it("gives up at the deadline, however many endpoints are left", async () => {
    const hanging = await Promise.all([1, 2, 3, 4].map(() => server(() => "hang" as const)));
    const failure = await failureOf(
      provider(
        hanging.map(({ url }) => url),
        { deadlineMilliseconds: 1.5 * TIMEOUT_MILLISECONDS },
      ).send("eth_blockNumber", []),
    );
    expect(failure).to.be.instanceOf(RpcUnreachableError);
    expect(failure.message).to.contain("not asked in time");
    expect(hanging.map(({ methods }) => methods.length)).to.deep.equal([1, 1, 0, 0]);
  });

  describe("and rate limits", () => {
    /** Limits the first request that is not about the chain, then answers. */
    function limitingOnce(headers: Readonly<Record<string, string>>): Promise<JsonRpcServer> {
      let limited = false;
      return answering("eth_gasPrice", () => {
        if (limited) return { result: "0x1" };
        limited = true;
        return { status: 429, headers };
      });
    }

    it("leaves an endpoint alone exactly as long as it says, and asks the others meanwhile", async () => {
      const limiting = await limitingOnce({ "retry-after": "600" });
      const other = await answering("eth_gasPrice", () => ({ result: "0x2" }));
      const failover = provider([limiting.url, other.url]);
      expect(await failover.send("eth_gasPrice", [])).to.equal("0x2");
      clock.skip(598_000);
      await other.close();
      const failure = await failureOf(failover.send("eth_gasPrice", []));
      expect(failure.message).to.match(/HTTP 429|rests for another [12] s/);
      expect(asked(limiting, "eth_gasPrice")).to.equal(1);
      clock.skip(2_000);
      expect(await failover.send("eth_gasPrice", [])).to.equal("0x1");
    });

    it("waits when all rest, if that is not for too long", async () => {
      const seconds = await limitingOnce({ "retry-after": "20" });
      const date = await limitingOnce({ "retry-after": new Date(Date.now() + 15_000).toUTCString() });
      expect(await provider([seconds.url, date.url]).send("eth_gasPrice", [])).to.equal("0x1");
      expect(asked(seconds, "eth_gasPrice")).to.equal(1);
      expect(asked(date, "eth_gasPrice")).to.equal(2);
      expect(clock.pauses).to.have.length(1);
      expect(clock.pauses[0]).to.be.within(13_000, 15_001);
    });

    it("fails at once and clearly when all rest for too long", async () => {
      const limiting = await limitingOnce({ "retry-after": "31" });
      const failover = provider([limiting.url]);
      const failure = await failureOf(failover.send("eth_gasPrice", []));
      expect(failure).to.be.instanceOf(RpcRateLimitedError);
      expect(failure.message).to.match(/eth_gasPrice cannot wait so long: http:\/\/127.0.0.1:\d+: HTTP 429, rests for another 31 s/);
      expect(failure.remedy).to.contain("add an RPC endpoint");
      expect(clock.pauses).to.deep.equal([]);
      expect((await failureOf(failover.send("eth_gasPrice", []))).name).to.equal("RpcRateLimitedError");
      expect(asked(limiting, "eth_gasPrice")).to.equal(1);
    });

    it("rests for longer each time when nobody says how long", async () => {
      let answers = 0;
      const limiting = await answering("eth_gasPrice", () => (answers++ < 3 ? { status: 429 } : { result: "0x1" }));
      expect(await provider([limiting.url]).send("eth_gasPrice", [])).to.equal("0x1");
      expect(clock.pauses.map((pause) => Math.round(pause / 100) * 100)).to.deep.equal([500, 1000, 2000]);
    });

    it("keeps to the configured requests a second, of which others take what is too much", async () => {
      const limited = await answering("eth_gasPrice", () => ({ result: "0x1" }));
      const other = await answering("eth_gasPrice", () => ({ result: "0x2" }));
      const requestsPerSecond = { [new URL(limited.url).host]: 0.1 };
      const alone = provider([limited.url], { requestsPerSecond });
      await alone.send("eth_gasPrice", []);
      await alone.send("eth_gasPrice", []);
      // The first request follows the question for the chain.
      for (const pause of clock.pauses) expect(pause).to.be.within(9_000, 10_001);
      expect(clock.pauses).to.have.length(2);
      const both = provider([limited.url, other.url], { requestsPerSecond });
      await both.connect();
      expect(await both.send("eth_gasPrice", [])).to.equal("0x2");
    });
  });

  describe("and endpoints that lack the data", () => {
    const call = [{ to: "0x0000000000000000000000000000000000000001" }, "0x10"];
    const noBlock: Answer = { error: { code: -32000, message: "header not found" } };
    const noState: Answer = { error: { code: -32000, message: "missing trie node 28ab (path )" } };

    for (const [what, lack] of Object.entries({ "has not seen a block": noBlock, "has pruned a state": noState })) {
      it(`asks another when one ${what}`, async () => {
        const lacking = await answering("eth_call", () => lack);
        const having = await answering("eth_call", () => ({ result: "0x01" }));
        expect(await provider([lacking.url, having.url]).send("eth_call", call)).to.equal("0x01");
        expect(clock.pauses).to.deep.equal([]);
      });
    }

    it("remembers which states one has pruned, and keeps to it for newer ones", async () => {
      const pruned = await server((method, params) =>
        method !== "eth_call" ? undefined : params[1] === "0x20" ? { result: "0x02" } : noState,
      );
      const archive = await answering("eth_call", () => ({ result: "0x01" }));
      const failover = provider([pruned.url, archive.url]);
      expect(await failover.send("eth_call", [call[0], "0x20"])).to.equal("0x02");
      expect(await failover.send("eth_call", call)).to.equal("0x01");
      expect(await failover.send("eth_call", [call[0], "0xf"])).to.equal("0x01");
      expect(asked(pruned, "eth_call")).to.equal(2);
      expect(await failover.send("eth_call", [call[0], "0x20"])).to.equal("0x02");
    });

    it("believes that a state is gone once all have said so, without asking again", async () => {
      const lacking = [await answering("eth_call", () => noState), await answering("eth_call", () => noState)];
      const failure = await failureOf(provider(lacking.map(({ url }) => url)).send("eth_call", call));
      expect(JSON.stringify(failure)).to.contain("missing trie node");
      expect(lacking.map((one) => asked(one, "eth_call"))).to.deep.equal([1, 1]);
    });

    it("waits a moment for a block that nobody has yet", async () => {
      let asks = 0;
      const late = await answering("eth_call", () => (asks++ < 2 ? noBlock : { result: "0x01" }));
      expect(await provider([late.url]).send("eth_call", call)).to.equal("0x01");
      expect(clock.pauses).to.have.length(2);
    });

    it("hears one that rests before it believes that the data is nowhere", async () => {
      let limited = false;
      const lacking = await answering("eth_call", () => noState);
      const resting = await answering("eth_call", () => {
        if (limited) return { result: "0x01" };
        limited = true;
        return { status: 429, headers: { "retry-after": "5" } };
      });
      expect(await provider([lacking.url, resting.url]).send("eth_call", call)).to.equal("0x01");
      expect(asked(lacking, "eth_call")).to.equal(1);
    });

    it("asks another for a method that one does not offer", async () => {
      const without = await server(() => undefined);
      const having = await answering("eth_feeHistory", () => ({ result: {} }));
      expect(await provider([without.url, having.url]).send("eth_feeHistory", [])).to.deep.equal({});
    });

    it("takes no head that is behind what another has seen, and leaves such an endpoint", async () => {
      let stuck = false;
      const first = await answering("eth_blockNumber", () => head(stuck ? 100 : 200));
      const second = await answering("eth_blockNumber", () => head(stuck ? 225 : 200));
      const failover = provider([first.url, second.url]);
      expect(await failover.send("eth_blockNumber", [])).to.equal("0xc8");
      stuck = true;
      clock.skip(300_000);
      // Nobody has told yet that the first has fallen back; whoever is told the head makes the others tell theirs.
      await failover.send("eth_blockNumber", []);
      await waitUntil(() => asked(second, "eth_blockNumber") > 0 && failover.endpointReports()[1]?.head === 225);
      expect(await failover.send("eth_blockNumber", [])).to.equal("0xe1");
      expect(failover.endpointReports().map(({ state }) => state)).to.deep.equal(["behind", "healthy"]);
      const before = asked(first, "eth_blockNumber");
      await failover.send("eth_blockNumber", []);
      expect(asked(first, "eth_blockNumber")).to.equal(before);
    });
  });

  describe("and the circuit of an endpoint", () => {
    it("leaves alone what fails again and again, probes it after a while beside real requests, and takes it back", async () => {
      let broken = true;
      const first = await server((method) => (broken ? { status: 503 } : method === "eth_gasPrice" ? { result: "0x1" } : head(1)));
      let alsoBroken = true;
      const second = await answering("eth_gasPrice", () => (alsoBroken ? { status: 503 } : { result: "0x2" }));
      const failover = provider([first.url, second.url]);
      await failureOf(failover.send("eth_gasPrice", []));
      expect(first.methods).to.have.length(3);
      alsoBroken = false;
      for (let i = 0; i < 5; i++) expect(await failover.send("eth_gasPrice", [])).to.equal("0x2");
      expect(first.methods).to.have.length(3);

      clock.skip(60_000);
      broken = false;
      expect(await failover.send("eth_gasPrice", [])).to.equal("0x2");
      await waitUntil(() => failover.endpointReports()[0]?.head === 1);
      expect(first.methods.slice(3)).to.deep.equal(["eth_chainId", "eth_blockNumber"]);
      alsoBroken = true;
      expect(await failover.send("eth_gasPrice", [])).to.equal("0x1");
    });

    it("does not keep a request from the only endpoint there is", async () => {
      let broken = true;
      const only = await answering("eth_gasPrice", () => (broken ? { status: 503 } : { result: "0x1" }));
      const failover = provider([only.url]);
      for (let i = 0; i < 3; i++) await failureOf(failover.send("eth_gasPrice", []));
      broken = false;
      expect(await failover.send("eth_gasPrice", [])).to.equal("0x1");
    });
  });

  describe("and transactions", () => {
    const RAW = "0x02";
    const ROW = { ...sampleTransaction(1, "d"), rawTransaction: RAW, id: "1", status: "signed", submitter: null } as const;
    const HEAD = { number: 1, timestampSeconds: 1 };
    /** keccak256 of it. */
    const HASH = "0xf2ee15ea639b73fa3db9b34a245bdfa015c260c598b211bf05a1ecc4b3e3b4f2";
    const sending = (answer: Answer) => answering("eth_sendRawTransaction", () => answer);
    const refusal = (message: string): Answer => ({ error: { code: -32000, message } });

    it('takes "already known" for success, since the bytes are the same', async () => {
      const [hanging, knowing] = [await sending("hang"), await sending(refusal("already known"))];
      const failover = provider([hanging.url, knowing.url]);
      expect(await failover.send("eth_sendRawTransaction", [RAW])).to.equal(HASH);
      expect(await publicSubmitter(provider([knowing.url]), 5_000).submit(ROW, HEAD)).to.deep.equal({
        via: "public-mempool",
        offeredNow: true,
      });
    });

    it("does not believe a refusal once another endpoint may have taken it", async () => {
      for (const message of ["nonce too low", "insufficient funds for gas * price + value"]) {
        const [hanging, refusing] = [await sending("hang"), await sending(refusal(message))];
        const failure = await failureOf(publicSubmitter(provider([hanging.url, refusing.url]), 5_000).submit(ROW, HEAD));
        // Which says that it may have happened; SubmissionRejectedError would say that it certainly has not.
        expect(failure).to.be.instanceOf(RpcUnavailableError);
        expect(asked(hanging, "eth_sendRawTransaction")).to.equal(1);
      }
    });

    it("believes a refusal when nobody else can have it", async () => {
      const [limiting, refusing] = [await sending({ status: 429 }), await sending(refusal("nonce too low"))];
      const failover = provider([closedUrl, limiting.url, refusing.url]);
      expect((await failureOf(publicSubmitter(failover, 5_000).submit(ROW, HEAD))).name).to.equal("SubmissionRejectedError");
    });

    it("sends nothing to an endpoint of another chain", async () => {
      const other = await server((method) => (method === "eth_chainId" ? { result: "0x2105" } : { result: HASH }));
      const right = await sending({ result: HASH });
      expect(await provider([other.url, right.url]).send("eth_sendRawTransaction", [RAW])).to.equal(HASH);
      expect(other.methods).to.deep.equal(["eth_chainId"]);
    });
  });

  it("says when a request is too large for all endpoints", async () => {
    const small = await answering("eth_call", () => ({ status: 413 }));
    expect(await failureOf(provider([small.url]).send("eth_call", [{}, "latest"]))).to.be.instanceOf(RequestTooLargeError);
  });

  it("tells on one line how the endpoints do, without their keys", async () => {
    const healthy = await answering("eth_blockNumber", () => head(7));
    const other = await server(() => ({ result: "0x2105" }));
    const failover = provider([`${healthy.url}/v2/secret-key`, other.url, closedUrl]);
    const reports = await failover.examineEndpoints();
    expect(reports.map(({ state, head }) => [state, head])).to.deep.equal([
      ["healthy", 7],
      ["wrong-chain", null],
      ["failing", null],
    ]);
    expect(reportLine(reports)).to.match(
      /^http:\/\/127.0.0.1:\d+\/… healthy \(score [01]\.\d\d, \d+ ms\); http:\/\/127.0.0.1:\d+ serves chain 8453 \(.*\); http:\/\/127.0.0.1:\d+ fails: connection refused$/,
    );
  });

  describe("connect", () => {
    const options = { chainId: 1, timeoutMilliseconds: TIMEOUT_MILLISECONDS };

    it("refuses nodes that all serve another chain", async () => {
      const other = await server(() => ({ result: "0x2105" }));
      const failure = await failureOf(connect({ ...options, urls: [other.url] }));
      expect(failure).to.be.instanceOf(WrongChainError);
      expect((failure as WrongChainError).actualChainId).to.equal(8453);
      expect(await failureOf(connect({ ...options, urls: [other.url, `${other.url}/2`] }))).to.be.instanceOf(WrongChainError);
    });

    it("leaves out an endpoint of another chain, and warns", async () => {
      const other = await server(() => ({ result: "0x2105" }));
      const right = await answering("eth_gasPrice", () => ({ result: "0x1" }));
      const failover = await connect({
        ...options,
        urls: [`${other.url}/secret-key`, right.url],
        clock,
        onWarning: (one) => warnings.push(one),
      });
      providers.push(failover);
      expect(await failover.send("eth_gasPrice", [])).to.equal("0x1");
      await waitUntil(() => warnings.length > 0);
      expect(warnings).to.deep.equal([`The RPC endpoint ${other.url}/… serves chain 8453, not 1: it is not used`]);
    });

    it("does not wait for an endpoint that hangs, and asks it for its chain before it is trusted", async () => {
      const hanging = await server(() => "hang");
      const right = await answering("eth_gasPrice", () => ({ result: "0x1" }));
      const failover = await connect({ ...options, urls: [hanging.url, right.url], clock });
      providers.push(failover);
      expect(await failover.send("eth_gasPrice", [])).to.equal("0x1");
      expect(hanging.methods).to.deep.equal(["eth_chainId"]);
    });

    it("says of each endpoint why none will do", async () => {
      const other = await server(() => ({ result: "0x2105" }));
      const failure = await failureOf(connect({ ...options, urls: [other.url, closedUrl], clock }));
      expect(failure).to.be.instanceOf(RpcUnreachableError);
      expect(failure.message).to.contain("serves chain 8453").and.to.contain("connection refused");
    });
  });
});

describe("redactUrl", () => {
  it("keeps the host and hides path, query and user", () => {
    expect(redactUrl("https://user:pw@rpc.example/v3/key?x=1")).to.equal("https://rpc.example/…");
    expect(redactUrl("http://127.0.0.1:8545")).to.equal("http://127.0.0.1:8545");
    expect(redactUrl("nonsense")).to.equal("an invalid URL");
  });
});

/** What goes on in the background is soon over; mocha's time limit ends this otherwise. */
async function waitUntil(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
