import { expect } from "chai";
import { boundedRpc } from "../../bot/execute/rpc.ts";
import { estimateGas, simulate } from "../../bot/execute/simulate.ts";
import type { UnsignedTransaction } from "../../bot/execute/transaction.ts";
import { encodeRebalance, vaultInterface } from "../../bot/execute/vaultAbi.ts";
import { type Chain, FAULTS, startChain } from "./support/chain.ts";
import { CHAIN_ID, TOTAL_ASSETS } from "./support/constants.ts";
import { FaultyRpc, refuseWith } from "./support/faultyRpc.ts";
import { ethersProvider, type RpcServer, serveRpc } from "./support/rpcServer.ts";
import { ADAPTER_A } from "./support/scenario.ts";

const FAR = 4_000_000_000n;

describe("execute: simulation", () => {
  let chain: Chain;
  let server: RpcServer;
  let provider: ReturnType<typeof ethersProvider>;
  before(async () => {
    chain = await startChain();
    server = await serveRpc(chain.rpc);
    provider = ethersProvider(server.url);
  });
  after(async () => {
    provider.destroy();
    await server.close();
    await chain.close();
  });
  afterEach(() => chain.configure("setFault", [FAULTS.none]));

  const deps = () => ({ rpc: boundedRpc(provider, 5_000), errors: vaultInterface });

  function transaction(guard: Partial<{ deadlineSeconds: bigint; stateNonce: bigint; minTotalAssets: bigint }> = {}): UnsignedTransaction {
    return {
      chainId: CHAIN_ID,
      from: chain.keeper.address,
      to: chain.recorder,
      nonce: 0,
      data: encodeRebalance([{ adapter: ADAPTER_A, assets: -5n }], { deadlineSeconds: FAR, stateNonce: 0n, minTotalAssets: 1n, ...guard }),
      valueWei: 0n,
      gasLimit: 300_000n,
      maxFeePerGasWei: 10n ** 10n,
      maxPriorityFeePerGasWei: 10n ** 8n,
    };
  }

  it("estimates gas with the margin on top, rounded up", async () => {
    const bare = await estimateGas(deps(), transaction(), 0);
    const withMargin = await estimateGas(deps(), transaction(), 2_001);
    if (!bare.ok || !withMargin.ok) throw new Error("it should run");
    expect(bare.gasLimit).to.equal(bare.gasUsed);
    expect(withMargin.gasUsed).to.equal(bare.gasUsed);
    expect((withMargin.gasLimit - bare.gasUsed) * 10_000n >= bare.gasUsed * 2_001n).to.equal(true);
    expect((withMargin.gasLimit - bare.gasUsed - 1n) * 10_000n < bare.gasUsed * 2_001n).to.equal(true);
  });

  it("sends exactly the transaction, from the keeper, on the pending block", async () => {
    const node = new FaultyRpc(chain.rpc);
    const result = await simulate({ rpc: boundedRpc(node, 5_000), errors: vaultInterface }, transaction());
    expect(result).to.deep.equal({ ok: true, blockTag: "pending", fallbackReason: null });
    expect(node.calls).to.deep.equal([
      {
        method: "eth_call",
        params: [
          {
            chainId: "0x7a69",
            from: chain.keeper.address,
            to: chain.recorder,
            nonce: "0x0",
            data: transaction().data,
            value: "0x0",
            gas: "0x493e0",
            maxFeePerGas: "0x2540be400",
            maxPriorityFeePerGas: "0x5f5e100",
          },
          "pending",
        ],
      },
    ]);
  });

  it("sees what waits in the pending block", async () => {
    await chain.rpc.send("eth_sendTransaction", [
      {
        from: ((await chain.rpc.send("eth_accounts", [])) as string[])[0],
        to: chain.recorder,
        data: chain.recorderInterface.encodeFunctionData("setTotalAssets", [7n]),
        gas: "0x40000",
      },
    ]);
    const result = await simulate(deps(), transaction({ minTotalAssets: 8n }));
    expect(result).to.include({
      ok: false,
      errorName: "TotalAssetsBelowMinimum",
      reason: "TotalAssetsBelowMinimum (totalAssets 7, minTotalAssets 8)",
    });
    await chain.configure("setTotalAssets", [TOTAL_ASSETS]);
  });

  const guards: [string, Parameters<typeof transaction>[0], string, RegExp][] = [
    ["a passed deadline", { deadlineSeconds: 5n }, "DeadlinePassed", /^DeadlinePassed \(deadline 5, timestamp \d{10}\)$/],
    ["a stale nonce", { stateNonce: 9n }, "StaleStateNonce", /^StaleStateNonce \(planned 9, current 0\)$/],
    [
      "too few assets",
      { minTotalAssets: TOTAL_ASSETS + 1n },
      "TotalAssetsBelowMinimum",
      /^TotalAssetsBelowMinimum \(totalAssets 1000000000000, minTotalAssets 1000000000001\)$/,
    ],
  ];
  for (const [what, guard, errorName, reason] of guards) {
    it(`explains ${what}: ${errorName}`, async () => {
      for (const result of [await simulate(deps(), transaction(guard)), await estimateGas(deps(), transaction(guard), 0)]) {
        if (result.ok) throw new Error("it should fail");
        expect(result.errorName).to.equal(errorName);
        expect(result.reason).to.match(reason);
      }
    });
  }

  it("explains a missing role", async () => {
    const result = await simulate(deps(), { ...transaction(), from: ADAPTER_A });
    expect(result).to.include({ ok: false, errorName: "AccessControlUnauthorizedAccount" });
    expect(result).to.have.property("reason").that.includes(`account ${ADAPTER_A}`);
  });

  const faults: [keyof typeof FAULTS, string | null, RegExp][] = [
    ["unhealthy", "AdapterUnhealthy", new RegExp(`^AdapterUnhealthy \\(adapter ${ADAPTER_A}, reason frozen\\)$`)],
    ["text", "Error", /^reverted: supply cap exceeded$/],
    ["panic", "Panic", /^panicked: an arithmetic operation overflowed \(code 17\)$/],
    ["silent", null, /without a reason/],
    ["unknown", null, /^reverted with an unknown error 0x21e6d92e \(data 0x21e6d92e0{62}2a\)$/],
    ["gasHungry", null, /out of gas/],
  ];
  for (const [fault, errorName, reason] of faults) {
    it(`explains a vault that is ${fault}`, async () => {
      await chain.configure("setFault", [FAULTS[fault]]);
      const result = await simulate(deps(), transaction());
      if (result.ok) throw new Error("it should fail");
      expect(result.errorName).to.equal(errorName);
      expect(result.reason).to.match(reason);
    });
  }

  it("falls back to the latest block on a node without a pending one, and says why", async () => {
    const node = new FaultyRpc(chain.rpc).next("eth_call", refuseWith(-32602, "pending block is not available"));
    const result = await simulate({ rpc: boundedRpc(node, 5_000), errors: vaultInterface }, transaction());
    expect(result).to.deep.equal({ ok: true, blockTag: "latest", fallbackReason: "pending block is not available" });
    expect(node.calls.map(({ params }) => params[1])).to.deep.equal(["pending", "latest"]);
  });

  it("does not give a revert a second chance", async () => {
    const node = new FaultyRpc(chain.rpc);
    const result = await simulate({ rpc: boundedRpc(node, 5_000), errors: vaultInterface }, transaction({ stateNonce: 9n }));
    expect(result).to.include({ ok: false, blockTag: "pending" });
    expect(node.calls).to.have.length(1);
  });
});
