import { expect } from "chai";
import { limitsOf } from "../../../../../bot/core/vaultLimits.ts";
import { tokenAbi } from "../../../../../bot/watch/web/pages/deposit/chain/abi.ts";
import type { PermitDomain } from "../../../../../bot/watch/web/pages/deposit/chain/permit.ts";
import { runSteps } from "../../../../../bot/watch/web/pages/deposit/transaction/runSteps.ts";
import { stepsOfDeposit } from "../../../../../bot/watch/web/pages/deposit/transaction/stepsOfDeposit.ts";
import { fakeWallet } from "./fakeWallet.ts";

const ACCOUNT = "0x5B38Da6a701c568545dCfcB03FcB875f56beddC4";
const VAULT = "0x4B20993Bc481177ec7E8f571ceCaE8A9e22C02db";
const TOKEN = "0xAb8483F64d9C6d1EcF9b849Ae677dD3315835cb2";
const asset = { address: TOKEN, symbol: "USDT", decimals: 6 };
const share = { address: VAULT, symbol: "ykUSDT", decimals: 18 };
const domain: PermitDomain = { name: "T", version: "1", chainId: 1, verifyingContract: TOKEN };

/** A wallet on a token with this allowance, which may refuse to change an allowance there is; everything sent is in a block at once. */
function walletOn({ allowance, signature = "0x" }: { allowance: bigint; signature?: string }) {
  return fakeWallet({
    eth_chainId: "0x1",
    eth_accounts: [ACCOUNT],
    eth_estimateGas: "0x64",
    eth_sendTransaction: "0xaa",
    eth_getTransactionReceipt: { status: "0x1", blockNumber: "0x1" },
    eth_getBlockByNumber: { timestamp: "0x3e8" },
    eth_signTypedData_v4: signature,
    eth_call: ({ data }: { data: string }) => {
      const { name, args } = tokenAbi.parseTransaction({ data }) ?? { name: "", args: [] };
      if (name === "approve" && args[1] !== 0n && allowance !== 0n) throw new Error("execution reverted");
      return tokenAbi.encodeFunctionResult(name, [name === "allowance" ? allowance : name === "nonces" ? 3n : true]);
    },
  });
}

function planOn(provider: ReturnType<typeof fakeWallet>, way: "approve" | "permit") {
  const none = {
    wei: 1n,
    balance: 10n,
    shares: 0n,
    worth: 0n,
    totalShares: 0n,
    totalAssets: 0n,
    grossAssets: 0n,
    idle: 0n,
    maxWithdraw: 0n,
  };
  const reading = {
    ...{ vault: VAULT, account: ACCOUNT, asset, share, permit: domain, ...none, allowance: 0n, maxDeposit: 10n, maxRedeem: 0n },
    ...{ status: 0, trippedAtSeconds: 0, limits: limitsOf([]), feeRecipient: null, depositCap: null, gate: null, adapters: [] },
  };
  const sender = { provider, account: ACCOUNT, chainId: 1, tokens: { asset, share }, pause: async () => {} };
  return stepsOfDeposit({ reading, sender, amount: 10n, way });
}

/** What was sent, in order: names and arguments. */
function sentBy({ asked }: ReturnType<typeof fakeWallet>) {
  return asked
    .filter(({ method }) => method === "eth_sendTransaction")
    .map(({ params }) => {
      const call = tokenAbi.parseTransaction({ data: (params[0] as { data: string }).data });
      return [call?.name, ...(call?.args ?? [])];
    });
}

const explain = (error: unknown) => ({ name: null, message: String(error), remedy: "" });

describe("a deposit, step by step", () => {
  it("takes back an old allowance first where the token, as USDT does, wants that", async () => {
    const wallet = walletOn({ allowance: 4n });
    expect(await runSteps(await planOn(wallet, "approve"), explain, () => {})).to.equal(true);
    expect(sentBy(wallet)).to.deep.equal([
      ["approve", VAULT, 0n],
      ["approve", VAULT, 10n],
      ["deposit", 10n, ACCOUNT],
    ]);
  });

  it("is one step where the vault may take so much already", async () => {
    const wallet = walletOn({ allowance: 10n });
    expect(await runSteps(await planOn(wallet, "permit"), explain, () => {})).to.equal(true);
    expect(sentBy(wallet)).to.deep.equal([["deposit", 10n, ACCOUNT]]);
  });

  it("sends the permit that was signed, good for twenty minutes of the chain's time", async () => {
    const [r, s] = [`0x${"11".repeat(32)}`, `0x${"22".repeat(32)}`];
    const wallet = walletOn({ allowance: 0n, signature: `${r}${s.slice(2)}1c` });
    expect(await runSteps(await planOn(wallet, "permit"), explain, () => {})).to.equal(true);
    const signed = wallet.asked.find(({ method }) => method === "eth_signTypedData_v4");
    expect(JSON.parse(String(signed?.params[1])).message).to.deep.equal({
      owner: ACCOUNT,
      spender: VAULT,
      value: "10",
      nonce: "3",
      deadline: "2200",
    });
    expect(sentBy(wallet)).to.deep.equal([
      ["permit", ACCOUNT, VAULT, 10n, 2200n, 28n, r, s],
      ["deposit", 10n, ACCOUNT],
    ]);
  });

  it("ends with words where a wallet signs what no token takes", async () => {
    const wallet = walletOn({ allowance: 0n, signature: `0x${"33".repeat(200)}` });
    let last = "";
    const isDone = await runSteps(await planOn(wallet, "permit"), explain, (progress) => {
      const state = progress[1]?.state;
      if (state?.kind === "refused") last = state.error.message;
    });
    expect(isDone).to.equal(false);
    expect(last).to.match(/choose approval instead/);
    expect(sentBy(wallet)).to.deep.equal([]);
  });
});
