import { expect } from "chai";
import { RpcUnreachableError, WrongChainError } from "../../bot/chain/errors.ts";
import { connect, FailoverProvider, redactUrl } from "../../bot/chain/failoverProvider.ts";
import { type Answer, type JsonRpcServer, serveJsonRpc } from "./jsonRpcServer.ts";

const CLOSED_PORT_URL = "http://127.0.0.1:9";

describe("FailoverProvider", () => {
  const servers: JsonRpcServer[] = [];
  const providers: FailoverProvider[] = [];

  async function server(answer: (method: string, params: unknown[]) => Answer): Promise<JsonRpcServer> {
    const one = await serveJsonRpc(answer);
    servers.push(one);
    return one;
  }

  function provider(...urls: string[]): FailoverProvider {
    const one = new FailoverProvider({ urls, chainId: 1, timeoutMilliseconds: 300 });
    providers.push(one);
    return one;
  }

  afterEach(async () => {
    for (const one of providers.splice(0)) one.destroy();
    await Promise.all(servers.splice(0).map((one) => one.close()));
  });

  const faults: Record<string, Answer> = {
    "answers HTTP 429": { status: 429 },
    "answers HTTP 503": { status: 503 },
    "answers HTML": { text: "<html>down for maintenance</html>" },
    hangs: "hang",
  };
  for (const [fault, answer] of Object.entries(faults)) {
    it(`goes to the next endpoint when one ${fault}, and stays there`, async () => {
      const broken = await server(() => answer);
      const healthy = await server(() => ({ result: "0x10" }));
      const failover = provider(broken.url, healthy.url);
      expect(await failover.send("eth_blockNumber", [])).to.equal("0x10");
      expect(await failover.send("eth_blockNumber", [])).to.equal("0x10");
      expect(broken.methods).to.have.length(1);
      expect(healthy.methods).to.have.length(2);
      expect(failover.requestCount).to.equal(3);
    });
  }

  it("goes to the next endpoint when a connection is refused", async () => {
    const healthy = await server(() => ({ result: "0x1" }));
    expect(await provider(CLOSED_PORT_URL, healthy.url).send("eth_chainId", [])).to.equal("0x1");
  });

  it("does not ask another endpoint when the answer is an error of the call itself", async () => {
    const first = await server(() => ({ error: { code: 3, message: "execution reverted", data: "0x" } }));
    const second = await server(() => ({ result: "0x" }));
    let failure: unknown;
    try {
      await provider(first.url, second.url).send("eth_call", [{ to: "0x0000000000000000000000000000000000000001" }, "latest"]);
    } catch (error) {
      failure = error;
    }
    expect(String(failure)).to.contain("execution reverted");
    expect(second.methods).to.have.length(0);
  });

  it("names every endpoint and its fault when none answers, without their keys", async () => {
    const broken = await server(() => ({ status: 500 }));
    const failure = await provider(`${broken.url}/v2/secret-key`, CLOSED_PORT_URL)
      .send("eth_blockNumber", [])
      .then(
        () => null,
        (error) => error,
      );
    expect(failure).to.be.instanceOf(RpcUnreachableError);
    expect(failure.message).to.contain("HTTP 500").and.to.contain("eth_blockNumber").and.not.to.contain("secret-key");
    expect(failure.remedy).to.contain("MAINNET_RPC_URL");
  });

  it("tries a second round before it gives up", async () => {
    let requests = 0;
    const flaky = await server(() => (requests++ === 0 ? { status: 502 } : { result: "0x2a" }));
    expect(await provider(flaky.url).send("eth_blockNumber", [])).to.equal("0x2a");
  });
});

describe("connect", () => {
  it("refuses a node of another chain", async () => {
    const other = await serveJsonRpc(() => ({ result: "0x2105" }));
    const failure = await connect({ urls: [other.url], chainId: 1, timeoutMilliseconds: 500 }).then(
      () => null,
      (error) => error,
    );
    await other.close();
    expect(failure).to.be.instanceOf(WrongChainError);
    expect(failure.actualChainId).to.equal(8453);
  });
});

describe("redactUrl", () => {
  it("keeps the host and hides path, query and user", () => {
    expect(redactUrl("https://user:pw@rpc.example/v3/key?x=1")).to.equal("https://rpc.example/…");
    expect(redactUrl("http://127.0.0.1:8545")).to.equal("http://127.0.0.1:8545");
    expect(redactUrl("nonsense")).to.equal("an invalid URL");
  });
});
