import { expect } from "chai";
import fc from "fast-check";
import { errorsAbi, vaultAbi } from "../../../../../bot/watch/web/pages/deposit/chain/abi.ts";
import type { PlainError } from "../../../../../bot/watch/web/pages/deposit/errors/plainError.ts";
import { depositSteps } from "../../../../../bot/watch/web/pages/deposit/transaction/depositSteps.ts";
import { type Progress, runSteps } from "../../../../../bot/watch/web/pages/deposit/transaction/runSteps.ts";
import { sendCall, signTypedData } from "../../../../../bot/watch/web/pages/deposit/transaction/sendCall.ts";
import {
  FIRST_STATE,
  isDone,
  isOver,
  nextState,
  type TransactionEvent,
  type TransactionState,
} from "../../../../../bot/watch/web/pages/deposit/transaction/transactionState.ts";
import { fakeWallet, walletError } from "./fakeWallet.ts";

const ACCOUNT = "0x5B38Da6a701c568545dCfcB03FcB875f56beddC4";
const VAULT = "0xAb8483F64d9C6d1EcF9b849Ae677dD3315835cb2";
const tokens = {
  asset: { address: VAULT, symbol: "USDC", decimals: 6 },
  share: { address: VAULT, symbol: "ykUSDC", decimals: 18 },
};
const call = { to: VAULT, abi: vaultAbi, name: "deposit", args: [5n, ACCOUNT] };
const data = vaultAbi.encodeFunctionData("deposit", [5n, ACCOUNT]);
const error: PlainError = { name: null, message: "", remedy: "" };

const events: readonly TransactionEvent[] = [
  { kind: "checked" },
  { kind: "signed" },
  { kind: "sent", hash: "0x1" },
  { kind: "repriced", hash: "0x2" },
  { kind: "mined", blockNumber: 1 },
  { kind: "reverted", error },
  { kind: "replaced", by: null },
  { kind: "refused", error },
  { kind: "declined" },
];

describe("the states of a transaction", () => {
  const reach = (...kinds: readonly TransactionEvent["kind"][]) =>
    kinds.reduce<TransactionState>(
      (state, kind) => nextState(state, events.find((event) => event.kind === kind) ?? { kind: "checked" }),
      FIRST_STATE,
    );

  it("go from checking to a block", () => {
    expect(reach()).to.deep.equal({ kind: "checking" });
    expect(reach("checked")).to.deep.equal({ kind: "asking" });
    expect(reach("checked", "sent")).to.deep.equal({ kind: "sent", hash: "0x1" });
    expect(reach("checked", "sent", "mined")).to.deep.equal({ kind: "mined", hash: "0x1", blockNumber: 1 });
    expect(reach("checked", "sent", "repriced", "mined")).to.deep.equal({ kind: "mined", hash: "0x2", blockNumber: 1 });
    expect(reach("checked", "signed")).to.deep.equal({ kind: "signed" });
  });

  it("end where they end, whatever is told afterwards", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...events)), fc.constantFrom(...events), (told, late) => {
        const state = told.reduce(nextState, FIRST_STATE);
        if (isOver(state)) expect(nextState(state, late)).to.equal(state);
        if (isDone(state)) expect(isOver(state)).to.equal(true);
      }),
    );
  });

  it("have no way from nothing sent into a block, nor from sent back to declined", () => {
    expect(reach("mined").kind).to.equal("checking");
    expect(reach("checked", "mined").kind).to.equal("asking");
    expect(reach("checked", "sent", "declined").kind).to.equal("sent");
  });
});

describe("what a deposit takes", () => {
  it("is no more than it must be", () => {
    const steps = (allowance: bigint, way: "approve" | "permit", mustReset = false) =>
      depositSteps({ amount: 10n, allowance, way, mustReset });
    expect(steps(10n, "permit")).to.deep.equal(["deposit"]);
    expect(steps(0n, "approve")).to.deep.equal(["approve", "deposit"]);
    expect(steps(9n, "approve", true)).to.deep.equal(["reset", "approve", "deposit"]);
    expect(steps(9n, "approve")).to.deep.equal(["approve", "deposit"]);
    expect(steps(0n, "permit")).to.deep.equal(["sign-permit", "send-permit", "deposit"]);
  });

  it("is taken in order, and stops at what was not done", async () => {
    const shown: Progress[] = [];
    const step = (label: string, ...told: readonly TransactionEvent[]) => ({
      label,
      run: async (tell: (event: TransactionEvent) => void) => told.forEach(tell),
    });
    const mined = [{ kind: "checked" }, { kind: "sent", hash: "0x1" }, { kind: "mined", blockNumber: 1 }] as const;
    const explain = (thrown: unknown) => ({ ...error, message: String(thrown) });
    const keep = (progress: Progress) => shown.push(progress);
    expect(await runSteps([step("a", ...mined), step("b", ...mined)], explain, keep)).to.equal(true);
    expect(shown.at(-1)?.map(({ state }) => state?.kind)).to.deep.equal(["mined", "mined"]);
    expect(await runSteps([step("a", { kind: "checked" }, { kind: "declined" }), step("b", ...mined)], explain, keep)).to.equal(false);
    expect(shown.at(-1)?.map(({ state }) => state?.kind ?? null)).to.deep.equal(["declined", null]);
    const broken = { label: "a", run: () => Promise.reject(new Error("the node is away")) };
    expect(await runSteps([broken], explain, keep)).to.equal(false);
    expect(shown.at(-1)?.[0]?.state).to.deep.equal({ kind: "refused", error: { ...error, message: "Error: the node is away" } });
  });
});

describe("a transaction that is sent by a wallet", () => {
  const answers = {
    eth_chainId: "0x1",
    eth_accounts: [ACCOUNT.toLowerCase()],
    eth_estimateGas: "0x64",
    eth_sendTransaction: "0xaa",
    eth_getTransactionReceipt: null as unknown,
    eth_getTransactionByHash: { hash: "0xaa", from: ACCOUNT, to: VAULT, input: data, nonce: "0x7" },
    eth_blockNumber: "0x10",
    eth_getTransactionCount: "0x7",
  };

  async function told(change: Readonly<Record<string, unknown>>) {
    const provider = fakeWallet({ ...answers, ...change });
    const seen: TransactionEvent[] = [];
    await sendCall({ provider, account: ACCOUNT, chainId: 1, tokens, pause: async () => {} }, call, (event) => seen.push(event));
    return { seen, provider };
  }

  it("is simulated, given more gas than it took, and followed into its block", async () => {
    let looks = 0;
    const { seen, provider } = await told({
      eth_getTransactionReceipt: () => (++looks < 3 ? null : { status: "0x1", blockNumber: "0x12" }),
    });
    expect(seen).to.deep.equal([{ kind: "checked" }, { kind: "sent", hash: "0xaa" }, { kind: "mined", blockNumber: 18 }]);
    const sent = provider.asked.find(({ method }) => method === "eth_sendTransaction");
    expect(sent?.params).to.deep.equal([{ from: ACCOUNT, to: VAULT, data, gas: "0x7d" }]);
  });

  it("is not asked for where the contract would refuse it", async () => {
    const refusal = errorsAbi.encodeErrorResult("ERC4626ExceededMaxDeposit", [ACCOUNT, 5n, 0n]);
    const { seen, provider } = await told({
      eth_estimateGas: () => {
        throw walletError(3, "execution reverted", refusal);
      },
    });
    expect(seen.map(({ kind }) => kind)).to.deep.equal(["refused"]);
    expect(seen[0]).to.have.nested.property("error.name", "ERC4626ExceededMaxDeposit");
    expect(provider.asked.map(({ method }) => method)).not.to.include("eth_sendTransaction");
  });

  it("may be declined, which is no error", async () => {
    for (const rejection of [walletError(4001), Object.assign(new Error(), { code: "ACTION_REJECTED" })]) {
      const { seen } = await told({
        eth_sendTransaction: () => {
          throw rejection;
        },
      });
      expect(seen).to.deep.equal([{ kind: "checked" }, { kind: "declined" }]);
    }
  });

  it("is not sent by another account, nor on another chain, than was looked at", async () => {
    for (const change of [{ eth_chainId: "0xa" }, { eth_accounts: [VAULT] }]) {
      const { seen, provider } = await told(change);
      expect(seen.map(({ kind }) => kind)).to.deep.equal(["refused"]);
      expect(provider.asked.map(({ method }) => method)).not.to.include("eth_sendTransaction");
    }
  });

  it("says why it failed in its block", async () => {
    const { seen } = await told({
      eth_getTransactionReceipt: { status: "0x0", blockNumber: "0x12" },
      eth_call: () => {
        throw walletError(3, "", errorsAbi.encodeErrorResult("InsufficientLiquidity", [10_000_000n, 4_000_000n]));
      },
    });
    expect(seen.at(-1)).to.have.nested.property("error.message").that.includes("Of 10.000000 USDC the vault can pay 4.000000 USDC now");
  });

  it("is the same after the wallet has paid more for it, and lost after another took its place", async () => {
    const inBlock = (transaction: object) => ({
      eth_getTransactionCount: "0x8",
      eth_getBlockByNumber: { transactions: [{ hash: "0x01", from: VAULT, nonce: "0x7" }, transaction] },
    });
    const same = { hash: "0xbb", from: ACCOUNT.toLowerCase(), to: VAULT.toLowerCase(), input: data, nonce: "0x7" };
    const repriced = await told({
      ...inBlock(same),
      eth_getTransactionReceipt: (hash: string) => (hash === "0xbb" ? { status: "0x1", blockNumber: "0x10" } : null),
    });
    expect(repriced.seen.slice(1)).to.deep.equal([
      { kind: "sent", hash: "0xaa" },
      { kind: "repriced", hash: "0xbb" },
      { kind: "mined", blockNumber: 16 },
    ]);
    const cancelled = await told(inBlock({ ...same, to: ACCOUNT, input: "0x" }));
    expect(cancelled.seen.at(-1)).to.deep.equal({ kind: "replaced", by: "0xbb" });
    const nowhere = await told({ eth_getTransactionCount: "0x8", eth_getBlockByNumber: { transactions: [] } });
    expect(nowhere.seen.at(-1)).to.deep.equal({ kind: "replaced", by: null });
  });

  it("has typed data signed without sending anything", async () => {
    const provider = fakeWallet({ ...answers, eth_signTypedData_v4: "0x12" });
    const seen: TransactionEvent[] = [];
    const sender = { provider, account: ACCOUNT, chainId: 1, tokens, pause: async () => {} };
    expect(await signTypedData(sender, { a: 1 }, (event) => seen.push(event))).to.equal("0x12");
    expect(provider.asked.at(-1)?.params).to.deep.equal([ACCOUNT, '{"a":1}']);
    expect(seen).to.deep.equal([{ kind: "checked" }, { kind: "signed" }]);
  });
});
