import { expect } from "chai";
import { execute, settlementDeps } from "../../bot/execute/execute.ts";
import type { ExecutionOutcome } from "../../bot/execute/outcome.ts";
import { reconcile } from "../../bot/execute/reconcile.ts";
import { RpcError } from "../../bot/execute/rpc.ts";
import { MemoryOutbox } from "./memoryOutbox.ts";
import { type Chain, startChain } from "./support/chain.ts";
import { CHAIN_ID } from "./support/constants.ts";
import { answerWith, disconnect, type Fault, FaultyRpc, hang, hangAfter, refuseWith } from "./support/faultyRpc.ts";
import { ADAPTER_A, decisionFor, keeper, ManualClock, POLICY, vaultStateAtHead } from "./support/scenario.ts";

/** Short, because a hang costs all of it; the chain is in this process and answers within a few milliseconds. */
const IMPATIENT = { rpcTimeoutMilliseconds: 400 };

describe("execute: with a node that fails", () => {
  let chain: Chain;
  let node: FaultyRpc;
  let outbox: MemoryOutbox;
  beforeEach(async () => {
    chain = await startChain();
    node = new FaultyRpc(chain.rpc);
    outbox = new MemoryOutbox();
  });
  afterEach(() => chain.close());

  const makeKeeper = (clock = new ManualClock(() => chain.mine())) =>
    keeper({ provider: node, privateKey: chain.keeper.privateKey, vault: chain.recorder, outbox, clock, policy: IMPATIENT });
  const account = () => ({ chainId: CHAIN_ID, sender: chain.keeper.address });
  const sentBytes = () => new Set(node.calls.filter(({ method }) => method === "eth_sendRawTransaction").map(({ params }) => params[0]));

  async function executeNow(made = makeKeeper()): Promise<ExecutionOutcome> {
    const vault = await vaultStateAtHead(chain.rpc, chain.recorder, { stateNonce: (await chain.read("stateNonce")) as bigint });
    return execute(made.deps, decisionFor(vault), vault);
  }

  const sending: [string, Fault[]][] = [
    ["takes the transaction and loses the answer", [hangAfter]],
    ["never gets the transaction", [hang]],
    ["drops the connection, twice", [disconnect, disconnect]],
    ["is over its rate limit, twice", [refuseWith(-32005, "rate limit exceeded"), refuseWith(-32005, "rate limit exceeded")]],
    ["has it from elsewhere", [async (forward) => forward().then(forward)]],
    [
      "mined it before it answers that the nonce is used",
      [
        async (forward) => {
          await forward();
          await chain.mine();
          return forward();
        },
      ],
    ],
  ];
  for (const [what, faults] of sending) {
    it(`sends once when the node ${what}`, async () => {
      node.next("eth_sendRawTransaction", ...faults);
      expect(await executeNow()).to.include({ kind: "mined" });
      expect(sentBytes().size).to.equal(1);
      expect(await chain.transactionCount()).to.equal(1);
      expect(await chain.read("rebalances")).to.equal(1n);
      expect(outbox.rows.map(({ status }) => status)).to.deep.equal(["mined"]);
    });
  }

  it("asks again when the node fails while it waits for the receipt", async () => {
    const made = makeKeeper();
    node.next("eth_getTransactionReceipt", disconnect, hang, refuseWith(-32603, "internal error"), answerWith({ status: "0x1" }));
    expect(await executeNow(made)).to.include({ kind: "mined" });
    expect(made.events.filter(({ type }) => type === "inspection-failed")).to.have.length(4);
  });

  it("ends a transaction the node certainly did not take, and gives its nonce to the next", async () => {
    node.next("eth_sendRawTransaction", refuseWith(-32000, "transaction underpriced"));
    expect(await executeNow()).to.include({ kind: "refused", reason: "submission-rejected" });
    expect(outbox.rows.map(({ status, nonce }) => [status, nonce])).to.deep.equal([["dropped", 0]]);
    await chain.mine();
    expect(await executeNow()).to.include({ kind: "mined", nonce: 0 });
    expect(await chain.transactionCount()).to.equal(1);
  });

  it("sends the same bytes again when the node forgot them", async () => {
    let forgotten = false;
    const clock = new ManualClock(async () => {
      if (forgotten) return chain.mine();
      forgotten = true;
      expect(await chain.rpc.send("hardhat_dropTransaction", [outbox.rows[0]?.hash])).to.equal(true);
    });
    const made = makeKeeper(clock);
    expect(await executeNow(made)).to.include({ kind: "mined" });
    expect(made.events.map(({ type }) => type)).to.include("rebroadcast");
    expect(sentBytes().size).to.equal(1);
  });

  it("gives up on a lost transaction once its deadline has passed on chain", async () => {
    // The node takes nothing, while time passes on the chain.
    const refuse = refuseWith(-32005, "rate limit exceeded");
    node.next("eth_sendRawTransaction", ...Array.from({ length: 50 }, () => refuse));
    const start = (await vaultStateAtHead(chain.rpc, chain.recorder)).blockTimeSeconds;
    const deadline = start + POLICY.plan.deadlineSeconds;
    const clock = new ManualClock(async (sleeps) => chain.mineAt(sleeps === 1 ? deadline - 1 : deadline + sleeps));
    expect(await executeNow(makeKeeper(clock))).to.include({ kind: "dropped" });
    expect(await chain.transactionCount()).to.equal(0);
    expect(outbox.rows[0]).to.include({ status: "dropped" });
    expect(node.count("eth_sendRawTransaction"), "once, and once more while it could still work twice").to.equal(3);
  });

  it("tells a replaced transaction from a pending one, when it is certain", async () => {
    const clock = new ManualClock(async (sleeps) => {
      if (sleeps === 1) {
        await chain.sendForeign({ to: ADAPTER_A, nonce: 0, maxFeePerGas: 50n * 10n ** 9n, maxPriorityFeePerGas: 10n ** 10n });
      }
      await chain.mine();
      if (sleeps <= POLICY.finalAfterBlocks) expect(outbox.rows[0]?.status).to.equal("submitted");
    });
    expect(await executeNow(makeKeeper(clock))).to.include({ kind: "replaced", nonce: 0 });
    expect(outbox.rows.map(({ status }) => status)).to.deep.equal(["replaced"]);
    expect(await chain.read("rebalances")).to.equal(0n);
  });

  it("does not call a transaction replaced because a lagging node lacks its receipt", async () => {
    const made = makeKeeper();
    node.next("eth_getTransactionReceipt", answerWith(null), answerWith(null), answerWith(null));
    expect(await executeNow(made)).to.include({ kind: "mined" });
    expect(outbox.rows.map(({ status }) => status)).to.deep.equal(["mined"]);
  });

  it("does not call a transaction lost because a stale node has not heard of it", async () => {
    const made = makeKeeper(new ManualClock());
    expect(await executeNow(made)).to.include({ kind: "pending" });
    node.next("eth_getTransactionByHash", answerWith(null));
    const { unresolved } = await reconcile(settlementDeps(made.deps), account());
    expect(unresolved.map(({ status }) => status)).to.deep.equal(["submitted"]);
    expect(sentBytes().size).to.equal(1);
  });

  for (const [how, fault] of [
    ["hangs", hang],
    ["hangs after doing what it was asked", hangAfter],
    ["breaks the connection", disconnect],
    ["answers with an error", refuseWith(-32603, "internal error")],
  ] as const) {
    it(`executes at most once, and in the end once, whichever of its calls ${how}`, async () => {
      const calls = await countCalls();
      expect(calls).to.be.greaterThan(10);
      const started = (await chain.read("rebalances")) as bigint;
      for (let failing = 0; failing < calls; failing++) await executeWithFaultAt(failing, fault);
      expect(await chain.read("rebalances")).to.equal(started + BigInt(calls));
      expect(outbox.rows.filter(({ status }) => status !== "mined")).to.deep.equal([]);
      expect(await chain.transactionCount()).to.equal(outbox.rows.length);
    });
  }

  async function countCalls(): Promise<number> {
    const before = node.calls.length;
    expect(await executeNow()).to.include({ kind: "mined" });
    return node.calls.length - before;
  }

  /** One execution whose n-th call fails, and then, as the next ticks would, further ones of the same decision. */
  async function executeWithFaultAt(failing: number, fault: Fault): Promise<void> {
    await chain.mine();
    const vault = await vaultStateAtHead(chain.rpc, chain.recorder, { stateNonce: (await chain.read("stateNonce")) as bigint });
    const decision = decisionFor(vault);
    const transactionsBefore = await chain.transactionCount();
    let call = 0;
    const flaky = new FaultyRpc({
      send: (method, params) => (call++ === failing ? fault(() => node.send(method, params), params) : node.send(method, params)),
    });
    const clock = new ManualClock(() => chain.mine());
    const options = { privateKey: chain.keeper.privateKey, vault: chain.recorder, outbox, clock };
    const first = await execute(keeper({ provider: flaky, policy: IMPATIENT, ...options }).deps, decision, vault).catch((error) => error);
    if (first instanceof Error) {
      expect(first).to.be.instanceOf(RpcError);
      expect(await outbox.hasDecision(decision.id), "it throws only before it signs").to.equal(false);
    }
    const second = await execute(keeper({ provider: node, ...options }).deps, decision, vault);
    expect(second.kind).to.equal(first instanceof Error || first.kind === "refused" ? "mined" : "refused");
    expect((await chain.transactionCount()) - transactionsBefore).to.equal(1);
  }
});
