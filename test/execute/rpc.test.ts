import { inspect } from "node:util";
import { expect } from "chai";
import { boundedRpc, RpcResponseError, RpcTimeoutError, RpcUnavailableError } from "../../bot/execute/rpc.ts";
import { disconnect, type Fault, FaultyRpc, hang, refuseWith } from "./support/faultyRpc.ts";
import { ethersProvider, type RpcServer, serveRpc } from "./support/rpcServer.ts";

async function failureOf(fault: Fault): Promise<Error> {
  const rpc = boundedRpc(new FaultyRpc({ send: async () => "0x1" }).next("eth_call", fault), 50);
  return rpc.send("eth_call", []).then(
    () => {
      throw new Error("it did not fail");
    },
    (error) => error,
  );
}

describe("execute: bounded RPC", () => {
  it("passes answers on", async () => {
    expect(await boundedRpc({ send: async () => "0x1" }, 50).send("eth_chainId", [])).to.equal("0x1");
  });

  it("gives up on a node that never answers", async () => {
    expect(await failureOf(hang)).to.be.instanceOf(RpcTimeoutError);
  });

  it("names a broken connection", async () => {
    const error = await failureOf(disconnect);
    expect(error).to.be.instanceOf(RpcUnavailableError);
    expect(error.message).to.include("ECONNRESET");
  });

  const revertData = `0x08c379a0${"00".repeat(64)}`;
  for (const [client, data] of [
    ["geth", revertData],
    ["Hardhat", { data: revertData, transactionHash: null }],
    ["Parity", `Reverted ${revertData}`],
  ] as const) {
    it(`finds revert data where ${client} puts it`, async () => {
      const error = await failureOf(refuseWith(3, "execution reverted", data));
      expect(error).to.be.instanceOf(RpcResponseError).and.to.include({ code: 3, nodeMessage: "execution reverted", revertData });
    });
  }

  it("has no revert data where there is none", async () => {
    expect(await failureOf(refuseWith(-32005, "rate limit exceeded"))).to.include({ code: -32005, revertData: null });
  });

  describe("through ethers over HTTP", () => {
    let server: RpcServer;
    const node = new FaultyRpc({ send: async () => "0x1" });
    before(async () => {
      server = await serveRpc(node);
    });
    after(() => server.close());

    it("finds the node's error inside the library's", async () => {
      const provider = ethersProvider(server.url);
      const rpc = boundedRpc(provider, 2_000);
      for (const method of ["eth_call", "eth_estimateGas", "eth_sendRawTransaction", "eth_getBalance"]) {
        node.next(method, refuseWith(-32000, "execution reverted", revertData));
        const error = await rpc.send(method, [{ to: `0x${"00".repeat(20)}` }]).catch((thrown) => thrown);
        expect(error, method)
          .to.be.instanceOf(RpcResponseError)
          .and.to.include({ code: -32000, nodeMessage: "execution reverted", revertData });
      }
      provider.destroy();
    });

    it("does not repeat the URL of an unreachable node, which may contain an API key", async () => {
      const provider = ethersProvider("http://127.0.0.1:9/v3/secretApiKey");
      const error = await boundedRpc(provider, 2_000)
        .send("eth_chainId", [])
        .catch((thrown) => thrown);
      expect(error).to.be.instanceOf(RpcUnavailableError);
      expect(inspect(error, { depth: 10 })).to.not.include("secretApiKey");
      provider.destroy();
    });
  });
});
