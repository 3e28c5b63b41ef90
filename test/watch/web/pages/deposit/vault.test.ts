import { readFileSync } from "node:fs";
import { expect } from "chai";
import { limitsOf } from "../../../../../bot/core/vaultLimits.ts";
import { adapterAbi, vaultAbi } from "../../../../../bot/watch/web/pages/deposit/chain/abi.ts";
import { quoteExit } from "../../../../../bot/watch/web/pages/deposit/chain/exitCalls.ts";
import { readVault, type VaultReading } from "../../../../../bot/watch/web/pages/deposit/chain/vaultReading.ts";
import { exitOf, mostOf } from "../../../../../bot/watch/web/pages/deposit/exitChoice.ts";
import { forceCandidates, shortfall } from "../../../../../bot/watch/web/pages/deposit/forcePlan.ts";
import { whyClosed } from "../../../../../bot/watch/web/pages/deposit/whyClosed.ts";
import { compiledProject } from "../../../../../scripts/local-mainnet/artifacts.ts";
import { DEPOSIT_ABI_FILE, depositAbiText } from "../../../../../scripts/web-abi/depositAbi.ts";
import { fakeWallet } from "./fakeWallet.ts";

const ACCOUNT = "0x5B38Da6a701c568545dCfcB03FcB875f56beddC4";
const VAULT = "0x4B20993Bc481177ec7E8f571ceCaE8A9e22C02db";
const ADAPTER = "0xAb8483F64d9C6d1EcF9b849Ae677dD3315835cb2";
const BROKEN = "0x78731D3Ca6b7E34aC0F824c42a7cC18A495cabaB";
const NOBODY = `0x${"0".repeat(40)}`;
const asset = { address: ADAPTER, symbol: "USDC", decimals: 6 };
const share = { address: VAULT, symbol: "ykUSDC", decimals: 18 };

const open: VaultReading = {
  vault: VAULT,
  account: ACCOUNT,
  asset,
  share,
  permit: null,
  wei: 1n,
  balance: 0n,
  allowance: 0n,
  shares: 100n,
  worth: 90n,
  totalShares: 200n,
  totalAssets: 180n,
  grossAssets: 181n,
  idle: 20n,
  maxDeposit: 1n,
  maxWithdraw: 90n,
  maxRedeem: 100n,
  status: 0,
  trippedAtSeconds: 0,
  limits: limitsOf([]),
  feeRecipient: null,
  depositCap: null,
  gate: null,
  adapters: [],
};

describe("the ABI of the deposit page", () => {
  it("is that of the compiled contracts", async function () {
    this.timeout(600_000);
    await compiledProject();
    expect(readFileSync(DEPOSIT_ABI_FILE, "utf8"), "made anew by `node scripts/web-abi/main.ts`").to.equal(depositAbiText());
  });
});

describe("a vault read through a wallet", () => {
  it("is everything the page shows, and an adapter that is broken hides nothing else", async () => {
    const answers: Readonly<Record<string, readonly unknown[]>> = {
      balanceOf: [7n],
      allowance: [6n],
      convertToAssets: [5n],
      totalSupply: [100n],
      totalAssets: [50n],
      grossAssets: [51n],
      idle: [3n],
      maxDeposit: [9n],
      maxWithdraw: [4n],
      maxRedeem: [2n],
      status: [1, 1_750_000_000n],
      limits: [Array.from({ length: 15 }, (_, index) => index)],
      fees: [NOBODY, 0n],
      deposits: [2n ** 96n - 1n, BROKEN],
      adapters: [[ADAPTER, BROKEN]],
    };
    const wallet = fakeWallet({
      eth_blockNumber: "0x64",
      eth_getBalance: (_account: string, block: string) => (block === "0x64" ? "0x5" : "0x0"),
      eth_call: ({ to, data }: { to: string; data: string }, block: string) => {
        expect(block).to.equal("0x64");
        if (to === BROKEN) throw new Error("execution reverted");
        if (to === ADAPTER && adapterAbi.getFunction(data.slice(0, 10))?.name === "withdrawable") {
          return adapterAbi.encodeFunctionResult("withdrawable", [8n]);
        }
        const fragment = vaultAbi.getFunction(data.slice(0, 10));
        return vaultAbi.encodeFunctionResult(fragment ?? "", answers[fragment?.name ?? ""] ?? []);
      },
    });
    const reading = await readVault(wallet, VAULT, ACCOUNT, { asset, share, permit: null });
    expect(reading).to.deep.include({ wei: 5n, balance: 7n, allowance: 6n, shares: 7n, worth: 5n, maxWithdraw: 4n, status: 1 });
    expect(reading).to.deep.include({ depositCap: null, feeRecipient: null, gate: { address: BROKEN, mayDeposit: false } });
    expect(reading.limits.managementFeeBps).to.equal(10);
    expect(reading.adapters).to.deep.equal([
      { address: ADAPTER, position: 50n, withdrawable: 8n },
      { address: BROKEN, position: null, withdrawable: 0n },
    ]);
  });
});

describe("why the vault takes no deposit", () => {
  it("is said only when it takes none", () => {
    expect(whyClosed(open)).to.equal(null);
    const closed = { ...open, maxDeposit: 0n };
    expect(whyClosed({ ...closed, status: 1, trippedAtSeconds: 1_750_000_000 })).to.match(/^A breaker has tripped since .*2025/);
    expect(whyClosed({ ...closed, status: 2 })).to.match(/^The vault is paused: no deposits/);
    expect(whyClosed({ ...closed, gate: { address: ADAPTER, mayDeposit: false } })).to.match(/not on it/);
    expect(whyClosed({ ...closed, adapters: [{ address: ADAPTER, position: null, withdrawable: 0n }] })).to.match(/cannot say/);
    expect(whyClosed({ ...closed, gate: { address: ADAPTER, mayDeposit: true }, depositCap: 181n })).to.match(/^The vault is full/);
    expect(whyClosed({ ...closed, depositCap: 182n })).to.match(/would trip a breaker/);
  });
});

describe("leaving", () => {
  const choice = { unit: "assets", text: "0.00005", isAll: false } as const;

  it("withdraws what was typed, redeems shares, and redeems all where all is meant", () => {
    expect(exitOf(choice, open, 3n).exit).to.deep.equal({ kind: "withdraw", assets: 50n, maxLossBps: 3n });
    expect(exitOf({ ...choice, text: "0.000091" }, open, 0n).problem).to.equal("Your shares are worth 0.00009 USDC.");
    expect(exitOf({ unit: "shares", text: "0.00000000000000005", isAll: false }, open, 0n).exit).to.deep.equal({
      kind: "redeem",
      shares: 50n,
      maxLossBps: 0n,
    });
    for (const unit of ["assets", "shares"] as const) {
      const most = mostOf(unit, open);
      expect(most.isAll).to.equal(true);
      expect(exitOf(most, { ...open, worth: 95n }, 0n).exit).to.deep.equal({ kind: "redeem", shares: 100n, maxLossBps: 0n });
    }
  });

  it("takes at most what can be paid, where that is less", () => {
    const short = { ...open, maxWithdraw: 40n, maxRedeem: 44n };
    expect(exitOf(mostOf("assets", short), short, 0n).exit).to.deep.equal({ kind: "withdraw", assets: 40n, maxLossBps: 0n });
    expect(exitOf(mostOf("shares", short), short, 0n).exit).to.deep.equal({ kind: "redeem", shares: 44n, maxLossBps: 0n });
  });

  it("is quoted by simulating the very call, with what it costs", async () => {
    const wallet = fakeWallet({
      eth_call: ({ from, data }: { from?: string; data: string }) => {
        const name = vaultAbi.getFunction(data.slice(0, 10))?.name ?? "";
        if (name !== "convertToAssets") expect(from).to.equal(ACCOUNT);
        const answer = { withdraw: 55n, redeem: 48n, convertToAssets: 51n }[name];
        return vaultAbi.encodeFunctionResult(data.slice(0, 10), [answer]);
      },
    });
    const place = { vault: VAULT, account: ACCOUNT };
    expect(await quoteExit(wallet, place, { kind: "withdraw", assets: 50n, maxLossBps: 600n })).to.deep.equal({
      shares: 55n,
      worth: 51n,
      received: 48n,
      loss: 3n,
    });
  });

  it("by making markets pay begins with those that have most of what is missing", () => {
    const reading = (position: bigint | null, withdrawable: bigint, address = ADAPTER) => ({ address, position, withdrawable });
    expect(shortfall({ worth: 90n, maxWithdraw: 30n })).to.equal(60n);
    expect(shortfall({ worth: 90n, maxWithdraw: 91n })).to.equal(0n);
    const adapters = [reading(10n, 0n), reading(500n, 500n), reading(70n, 0n), reading(null, 0n), reading(0n, 0n)];
    expect(forceCandidates(adapters, 60n).map(({ adapter: { position }, assets }) => [position, assets])).to.deep.equal([
      [70n, 60n],
      [null, 60n],
      [10n, 10n],
    ]);
    expect(forceCandidates(adapters, 0n)).to.deep.equal([]);
  });
});
