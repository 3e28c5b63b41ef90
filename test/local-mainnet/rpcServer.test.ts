import { Agent, request } from "node:http";
import { expect } from "chai";
import { PortInUseError } from "../../scripts/local-mainnet/errors.ts";
import type { Eip1193Provider } from "../../scripts/local-mainnet/provider.ts";
import { type RpcServer, serveRpc } from "../../scripts/local-mainnet/rpcServer.ts";
import { useLocalMainnet } from "./fixture.ts";

describe("the JSON-RPC server", () => {
  const chain = useLocalMainnet();
  const post = async (body: string) => (await fetch(chain().rpcUrl, { method: "POST", body })).json();
  const rpc = (id: number, method: string, params: readonly unknown[] = []) => ({ jsonrpc: "2.0", id, method, params });

  it("answers a request, and a batch in order", async () => {
    expect(await post(JSON.stringify(rpc(1, "eth_chainId")))).to.deep.equal({ jsonrpc: "2.0", id: 1, result: "0x1" });
    const batch = (await post(JSON.stringify([rpc(5, "eth_chainId"), rpc(6, "no_such_method"), rpc(7, "net_version")]))) as {
      readonly id: number;
      readonly error?: unknown;
    }[];
    expect(batch.map(({ id, error }) => [id, error === undefined])).to.deep.equal([
      [5, true],
      [6, false],
      [7, true],
    ]);
  });

  it("passes on why a call reverts", async () => {
    const { usdc, comet } = chain().addresses;
    const mint = `0x40c10f19${comet.slice(2).toLowerCase().padStart(64, "0")}${"1".padStart(64, "0")}`;
    const reply = (await post(JSON.stringify(rpc(1, "eth_call", [{ to: usdc, data: mint }, "latest"])))) as {
      readonly error: { readonly code: number; readonly message: string; readonly data: string };
    };
    expect(reply.error.code).to.equal(3);
    expect(reply.error.message).to.include("caller is not a minter");
    expect(reply.error.data.slice(0, 10)).to.equal("0x08c379a0");
  });

  it("says what is wrong with a malformed request", async () => {
    expect(await post("{")).to.have.nested.property("error.code", -32_700);
    expect(await post("[1]")).to.have.nested.property("[0].error.code", -32_600);
  });

  it("names the port that is taken", async () => {
    const port = Number(new URL(chain().rpcUrl).port);
    const error = await serveRpc(chain().provider, port).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(PortInUseError);
    expect((error as PortInUseError).remedy).to.include("--port");
  });

  it("closes although a client keeps its connection alive", async () => {
    const silent: Eip1193Provider = { request: async () => "0x1" };
    const server: RpcServer = await serveRpc(silent);
    const agent = new Agent({ keepAlive: true });
    await new Promise<void>((resolve, reject) => {
      const sent = request(server.rpcUrl, { method: "POST", agent }, (response) => response.resume().on("end", resolve));
      sent.on("error", reject).end(JSON.stringify(rpc(1, "eth_chainId")));
    });
    await server.close();
    agent.destroy();
    expect(
      await fetch(server.rpcUrl).then(
        () => "open",
        () => "closed",
      ),
    ).to.equal("closed");
  });
});
