import { expect } from "chai";
import { Transaction } from "ethers";
import { WrongChainError } from "../../bot/chain/errors.ts";
import { LeadershipLostError } from "../../bot/core/outbox.ts";
import { execute, settlementDeps } from "../../bot/execute/execute.ts";
import { permitUnlessPaused } from "../../bot/execute/permit.ts";
import { reconcile } from "../../bot/execute/reconcile.ts";
import type { RefusalReason } from "../../bot/execute/refusal.ts";
import { MemoryOutbox } from "./memoryOutbox.ts";
import { type Chain, FAULTS, startChain } from "./support/chain.ts";
import { CHAIN_ID } from "./support/constants.ts";
import { answerWith, FaultyRpc } from "./support/faultyRpc.ts";
import { toJson } from "./support/json.ts";
import { ADAPTER_A, ADAPTER_B, decisionFor, keeper, ManualClock, POLICY, vaultStateAtHead } from "./support/scenario.ts";

type KeeperOptions = Partial<Parameters<typeof keeper>[0]>;

describe("execute", () => {
  let chain: Chain;
  let node: FaultyRpc;
  let outbox: MemoryOutbox;
  beforeEach(async () => {
    chain = await startChain();
    node = new FaultyRpc(chain.rpc);
    outbox = new MemoryOutbox();
  });
  afterEach(() => chain.close());

  const makeKeeper = (options: KeeperOptions = {}) =>
    keeper({ provider: node, privateKey: chain.keeper.privateKey, vault: chain.recorder, outbox, clock: mining(), ...options });
  const mining = () => new ManualClock(() => chain.mine());

  it("plans, simulates, prices, signs, sends, waits, and records what it cost to the wei", async () => {
    const { deps, events } = makeKeeper();
    const vault = await vaultStateAtHead(node, chain.recorder);
    const balanceBefore = BigInt((await node.send("eth_getBalance", [chain.keeper.address, "latest"])) as string);
    const outcome = await execute(deps, decisionFor(vault), vault);
    if (outcome.kind !== "mined") throw new Error(toJson(outcome));

    const balanceAfter = BigInt((await node.send("eth_getBalance", [chain.keeper.address, "latest"])) as string);
    expect(outcome.inclusion.costWei).to.equal(balanceBefore - balanceAfter);
    expect(outcome.inclusion.costWei).to.equal(outcome.inclusion.gasUsed * outcome.inclusion.effectiveGasPriceWei);
    expect(await chain.read("rebalances")).to.equal(1n);
    expect(await chain.read("lastMoves")).to.deep.equal([
      [ADAPTER_A, -250_000_000_000n],
      [ADAPTER_B, 250_000_000_000n],
    ]);
    expect(events.map((event) => event.type)).to.deep.equal([
      "planned",
      "unmeasured",
      "priced",
      "simulated",
      "signed",
      "submitted",
      "settled",
    ]);
    expect(outbox.rows).to.have.length(1);
    expect(outbox.rows[0]).to.deep.include({
      decisionId: decisionFor(vault).id,
      status: "mined",
      nonce: 0,
      hash: outcome.hash,
      inclusion: outcome.inclusion,
      reason: null,
    });
    expect(outbox.rows[0]?.submission?.submitter).to.equal("public-mempool");
  });

  describe("while an operator has paused the vault", () => {
    const PAUSE = { by: "ada", comment: "oracle upgrade", sinceSeconds: 0 };
    /** Paused from the n-th time on that it is asked. */
    const pausedFrom = (first: number) => {
      let asked = 0;
      return permitUnlessPaused(async () => (++asked >= first ? PAUSE : null));
    };

    it("signs nothing, also if it was paused on the way, and acts again afterwards", async () => {
      const vault = await vaultStateAtHead(node, chain.recorder);
      for (const first of [1, 2]) {
        const { deps, events } = makeKeeper({ permit: pausedFrom(first) });
        expect(await execute(deps, decisionFor(vault), vault)).to.deep.equal({
          kind: "refused",
          reason: "paused-by-operator",
          explanation: "Paused by ada: oracle upgrade",
        });
        expect(events.at(-1)).to.include({ type: "refused", reason: "paused-by-operator" });
      }
      expect(node.count("eth_sendRawTransaction")).to.equal(0);
      expect(outbox.rows).to.deep.equal([]);
      const resumed = makeKeeper({ permit: pausedFrom(3) });
      expect(await execute(resumed.deps, decisionFor(vault), vault)).to.include({ kind: "mined" });
    });

    it("follows what was signed before to its end", async () => {
      const clock = new ManualClock();
      const vault = await vaultStateAtHead(node, chain.recorder);
      expect(await execute(makeKeeper({ clock }).deps, decisionFor(vault), vault)).to.include({ kind: "pending" });
      await chain.mine();
      const { deps } = makeKeeper({ permit: pausedFrom(1) });
      await reconcile(settlementDeps(deps), { chainId: CHAIN_ID, sender: chain.keeper.address });
      expect(outbox.rows.map(({ status }) => status)).to.deep.equal(["mined"]);
    });
  });

  it("sends nothing once another keeper leads, and leaves what it recorded to that one", async () => {
    let checks = 0;
    const fence = {
      check: async () => {
        checks++;
        throw new LeadershipLostError(chain.recorder);
      },
    };
    const vault = await vaultStateAtHead(node, chain.recorder);
    expect(await execute(makeKeeper({ fence }).deps, decisionFor(vault), vault)).to.include({ kind: "refused", reason: "not-leader" });
    expect(checks).to.equal(1);
    expect(node.count("eth_sendRawTransaction")).to.equal(0);
    expect(outbox.rows.map(({ status }) => status)).to.deep.equal(["signed"]);
    const { settlements } = await reconcile(settlementDeps(makeKeeper().deps), { chainId: CHAIN_ID, sender: chain.keeper.address });
    expect(settlements.map(({ status }) => status)).to.deep.equal(["submitted"]);
  });

  it("signs nothing that could cost more than what is left of the day's budget", async () => {
    const vault = await vaultStateAtHead(node, chain.recorder);
    const perDay = (maxWeiPerDay: bigint) => ({ policy: { budget: { maxUsdPerDay: 1e9, maxWeiPerDay } } });
    const outcome = await execute(makeKeeper(perDay(10n ** 12n)).deps, decisionFor(vault), vault);
    expect(outcome).to.include({ kind: "refused", reason: "gas-budget" });
    expect(outbox.rows).to.deep.equal([]);
    const first = await execute(makeKeeper(perDay(10n ** 15n)).deps, decisionFor(vault), vault);
    if (first.kind !== "mined") throw new Error(toJson(first));
    const later = await vaultStateAtHead(node, chain.recorder, { stateNonce: 1n });
    const left = makeKeeper(perDay(first.inclusion.costWei + 10n ** 12n));
    expect(await execute(left.deps, decisionFor(later), later)).to.include({ kind: "refused", reason: "gas-budget" });
  });

  it("records the signed bytes before the node sees them, and lets no event carry them", async () => {
    const { deps, events } = makeKeeper();
    let recorded: unknown;
    node.next("eth_sendRawTransaction", async (forward, params) => {
      recorded = outbox.rows.map(({ status, rawTransaction }) => ({ status, sent: rawTransaction === params[0] }));
      return forward();
    });
    const vault = await vaultStateAtHead(node, chain.recorder);
    await execute(deps, decisionFor(vault), vault);
    expect(recorded).to.deep.equal([{ status: "signed", sent: true }]);
    expect(toJson(events)).to.not.include(outbox.rows[0]?.rawTransaction.slice(-64));
  });

  it("signs exactly what it simulated", async () => {
    const { deps } = makeKeeper();
    const vault = await vaultStateAtHead(node, chain.recorder);
    await execute(deps, decisionFor(vault), vault);
    const calls = node.calls.flatMap(({ method, params }) => (method === "eth_call" ? [params[0] as Record<string, string>] : []));
    const simulated = calls.find(({ to }) => to === chain.recorder);
    const sent = Transaction.from(node.calls.find(({ method }) => method === "eth_sendRawTransaction")?.params[0] as string);
    expect(simulated).to.deep.equal({
      chainId: hex(sent.chainId),
      from: sent.from,
      to: sent.to,
      nonce: hex(sent.nonce),
      data: sent.data,
      value: hex(sent.value),
      gas: hex(sent.gasLimit),
      maxFeePerGas: hex(sent.maxFeePerGas),
      maxPriorityFeePerGas: hex(sent.maxPriorityFeePerGas),
    });
  });

  it("dry run: does everything but record and send, and the bytes it reports would have worked", async () => {
    const { deps, events } = makeKeeper({ policy: { dryRun: true } });
    const vault = await vaultStateAtHead(node, chain.recorder);
    const outcome = await execute(deps, decisionFor(vault), vault);
    if (outcome.kind !== "dry-run") throw new Error(toJson(outcome));
    expect(node.count("eth_sendRawTransaction")).to.equal(0);
    expect(outbox.rows).to.deep.equal([]);
    expect(events.at(-1)).to.include({ type: "dry-run", hash: outcome.hash });

    await node.send("eth_sendRawTransaction", [outcome.rawTransaction]);
    await chain.mine();
    expect(await chain.read("rebalances")).to.equal(1n);
  });

  it("dry run: does not send what an earlier run left unsent either", async () => {
    const lost = makeKeeper({ clock: new ManualClock() });
    const vault = await vaultStateAtHead(node, chain.recorder);
    await execute(lost.deps, decisionFor(vault), vault);
    await node.send("hardhat_dropTransaction", [outbox.rows[0]?.hash]);
    const sentBefore = node.count("eth_sendRawTransaction");

    const dry = makeKeeper({ policy: { dryRun: true } });
    expect(await execute(dry.deps, decisionFor(vault, { id: "next" }), vault)).to.include({
      kind: "refused",
      reason: "unresolved-transaction",
    });
    expect(node.count("eth_sendRawTransaction")).to.equal(sentBefore);
    expect(outbox.rows.map(({ status }) => status)).to.deep.equal(["submitted"]);
  });

  it("executes one decision after another", async () => {
    const { deps } = makeKeeper();
    for (const stateNonce of [0n, 1n, 2n]) {
      const vault = await vaultStateAtHead(node, chain.recorder, { stateNonce });
      expect(await execute(deps, decisionFor(vault), vault)).to.include({ kind: "mined", nonce: Number(stateNonce) });
    }
    expect(await chain.read("rebalances")).to.equal(3n);
  });

  it("never executes a decision twice", async () => {
    const { deps } = makeKeeper();
    const vault = await vaultStateAtHead(node, chain.recorder);
    await execute(deps, decisionFor(vault), vault);
    expect(await execute(deps, decisionFor(vault), vault)).to.include({ kind: "refused", reason: "already-executed" });
    expect(await chain.transactionCount()).to.equal(1);
  });

  it("sends one transaction when two keepers execute at the same time", async () => {
    const [one, two] = [makeKeeper(), makeKeeper()];
    const vault = await vaultStateAtHead(node, chain.recorder);
    const outcomes = await Promise.all([
      execute(one.deps, decisionFor(vault, { id: "one" }), vault),
      execute(two.deps, decisionFor(vault, { id: "two" }), vault),
    ]);
    expect(outcomes.map(({ kind }) => kind).toSorted()).to.deep.equal(["mined", "refused"]);
    expect(new Set(sentBytes(node)).size).to.equal(1);
    expect(await chain.transactionCount()).to.equal(1);
  });

  it("signs nothing while an earlier transaction is unresolved, and goes on once it is", async () => {
    const waiting = makeKeeper({ clock: new ManualClock() });
    const vault = await vaultStateAtHead(node, chain.recorder);
    expect(await execute(waiting.deps, decisionFor(vault), vault)).to.include({ kind: "pending", nonce: 0 });

    const refused = await execute(waiting.deps, decisionFor(vault, { id: "next" }), vault);
    expect(refused).to.include({ kind: "refused", reason: "unresolved-transaction" });
    expect(refused).to.have.property("explanation").that.includes(outbox.rows[0]?.hash);
    expect(outbox.rows).to.have.length(1);

    await chain.mine();
    const later = await vaultStateAtHead(node, chain.recorder, { stateNonce: 1n });
    expect(await execute(makeKeeper().deps, decisionFor(later), later)).to.include({ kind: "mined", nonce: 1 });
    expect(outbox.rows.map(({ status }) => status)).to.deep.equal(["mined", "mined"]);
  });

  it("throws on a node of another chain before it looks at anything else", async () => {
    const { deps } = makeKeeper();
    const vault = await vaultStateAtHead(node, chain.recorder);
    node.next("eth_chainId", answerWith("0x1"));
    const error = await execute(deps, decisionFor(vault), vault).catch((thrown) => thrown);
    expect(error).to.be.instanceOf(WrongChainError);
    expect(error.message).to.include(`chain ${CHAIN_ID}`);
  });

  describe("refuses, and neither records nor sends,", () => {
    async function expectRefusal(reason: RefusalReason, options: KeeperOptions = {}, says = /./): Promise<void> {
      const { deps, events } = makeKeeper(options);
      const vault = await vaultStateAtHead(node, chain.recorder);
      const outcome = await execute(deps, decisionFor(vault), vault);
      expect(outcome).to.include({ kind: "refused", reason });
      expect(outcome).to.have.property("explanation").that.matches(says);
      expect(events.at(-1)).to.include({ type: "refused", reason });
      expect(outbox.rows).to.deep.equal([]);
      expect(node.count("eth_sendRawTransaction")).to.equal(0);
    }

    it("what the vault would revert", async () => {
      await chain.configure("setFault", [FAULTS.unhealthy]);
      await expectRefusal("simulation-failed", {}, /AdapterUnhealthy \(adapter 0x0+A1, reason frozen\)/);
    });

    it("with a key that is not the vault's keeper", async () => {
      const stranger = `0x${"42".repeat(32)}`;
      await expectRefusal("simulation-failed", { privateKey: stranger }, /AccessControlUnauthorizedAccount/);
    });

    it("above the fee ceiling", () =>
      expectRefusal("gas-above-ceiling", { policy: { fees: { ...POLICY.fees, maxFeePerGasWei: 10n ** 6n } } }, /gwei/));

    it("above the cost ceiling", () =>
      expectRefusal("gas-above-ceiling", { policy: { fees: { ...POLICY.fees, maxGasCostUsd: 0.001 } } }, /USD/));

    it("without a price of ETH", () => expectRefusal("eth-price-unknown", { ethPriceUsd: Number.NaN }));

    it("when the keeper cannot pay for the gas", async () => {
      await node.send("hardhat_setBalance", [chain.keeper.address, "0x1"]);
      await expectRefusal("insufficient-funds", {}, /has 1 wei and may need \d+ wei/);
    });

    it("what the signing policy does not allow", () =>
      expectRefusal("signing-denied", { signingPolicy: { vaults: [ADAPTER_A] } }, /not a configured vault/));

    it("on a node that is behind the block decided on", async () => {
      const { deps } = makeKeeper();
      const vault = await vaultStateAtHead(node, chain.recorder);
      const ahead = { ...vault, blockNumber: vault.blockNumber + 1 };
      expect(await execute(deps, decisionFor(ahead), ahead)).to.include({ kind: "refused", reason: "node-behind" });
      expect(outbox.rows).to.deep.equal([]);
    });

    it("once the chain's time has passed the deadline", async () => {
      const { deps } = makeKeeper();
      const vault = await vaultStateAtHead(node, chain.recorder);
      await chain.mineAt(vault.blockTimeSeconds + POLICY.plan.deadlineSeconds);
      expect(await execute(deps, decisionFor(vault), vault)).to.include({ kind: "refused", reason: "deadline-passed" });
      expect(outbox.rows).to.deep.equal([]);
    });

    it("while a transaction it has no record of waits with its nonce", async () => {
      await chain.sendForeign({ to: ADAPTER_A, nonce: 0, maxFeePerGas: 3n * 10n ** 9n, maxPriorityFeePerGas: 1n });
      await expectRefusal("foreign-transaction", {}, /used by nothing else/);
    });

    it("a plan that cannot be made", async () => {
      const { deps } = makeKeeper();
      const vault = await vaultStateAtHead(node, chain.recorder);
      expect(await execute(deps, decisionFor(vault, { moves: [] }), vault)).to.include({ kind: "refused", reason: "empty" });
    });
  });
});

function hex(value: bigint | number | null): string {
  return `0x${(value ?? 0).toString(16)}`;
}

function sentBytes(node: FaultyRpc): unknown[] {
  return node.calls.filter(({ method }) => method === "eth_sendRawTransaction").map(({ params }) => params[0]);
}
