import { expect } from "chai";
import { concat, Interface, Wallet } from "ethers";
import type { Locator, Page } from "playwright-core";
import { LIMIT_NAMES } from "../../bot/core/vaultLimits.ts";
import type { ServedVault } from "../../scripts/demo/servedVault.ts";
import { startStory } from "../../scripts/demo/story.ts";
import { mainnetAddresses } from "../../scripts/local-mainnet/addresses.ts";
import { readContract } from "../../scripts/local-mainnet/calls.ts";
import { expectAccessible, expectNoSidewaysScroll } from "./checks.ts";
import { visit } from "./visit.ts";
import { createTestWallet, type TestWallet } from "./wallet/testWallet.ts";

const WIDE = { width: 1280, scheme: "light" } as const;
const PHONE = { width: 390, scheme: "dark" } as const;
const USDC = 10n ** 6n;
const FAILED_CALL = /Failed to load resource/;

/** The tests tell one story, in order: each finds the vault as the one before left it. */
describe("the page where users deposit", () => {
  const failures: Error[] = [];
  let story: ServedVault;
  const { privateKey, address } = Wallet.createRandom();
  let wallet: TestWallet;

  before(async function () {
    this.timeout(600_000);
    story = await startStory({ onFailure: (error) => failures.push(error) });
    wallet = createTestWallet({ rpcUrl: story.live.fork.rpcUrl, privateKey });
    await story.live.contracts.funding.ether(address, 10n ** 18n);
    await story.live.contracts.funding.usdc(address, 60_000n * USDC);
    await charge(story);
  });

  after(async () => {
    wallet?.close();
    await story?.close();
    expect(failures).to.deep.equal([]);
  });

  const url = () => `${story.apiUrl}/deposit`;
  const balanceOf = (account: string) =>
    readContract<bigint>(story.live.fork.provider, {
      to: mainnetAddresses.usdc,
      fragment: "function balanceOf(address) view returns (uint256)",
      args: [account],
    });
  const sharesOf = (account: string) => vaultAmount("function balanceOf(address) view returns (uint256)", [account]);
  const worthOf = async (account: string) =>
    vaultAmount("function convertToAssets(uint256) view returns (uint256)", [await sharesOf(account)]);

  function vaultAmount(fragment: string, args: readonly unknown[]): Promise<bigint> {
    return readContract<bigint>(story.live.fork.provider, { to: story.live.address, fragment, args });
  }

  it("tells what the vault offers before a wallet is there", async function () {
    await visit(this, { url: url(), look: WIDE }, async (page) => {
      await page.getByText("No wallet is found in this browser").waitFor();
      await page.getByText("Share price").waitFor();
      await page.getByText("It can lose money.").waitFor();
      await expectAccessible(page);
    });
  });

  it("connects a wallet that announces itself, and remembers it", async function () {
    await visit(this, { url: url(), look: WIDE, wallet }, async (page) => {
      wallet.rejects = true;
      await page.getByRole("button", { name: "Connect Test Wallet" }).click();
      await page.getByText("You declined in the wallet. Nothing is connected.").waitFor();
      wallet.rejects = false;
      await connect(page);
      await figure(page, "In your wallet", "60,000.00");
      await page.reload();
      await figure(page, "In your wallet", "60,000.00");
      await expectAccessible(page);
      const [first, other] = [wallet.address, story.live.contracts.owner];
      await wallet.switchAccount(other.privateKey);
      await page.getByTitle(other.address).first().waitFor();
      await figure(page, "In your wallet", "0.00");
      await wallet.switchAccount(privateKey);
      await page.getByTitle(first).first().waitFor();
      await wallet.disconnect();
      await page.getByRole("button", { name: "Connect Test Wallet" }).waitFor();
    });
  });

  it("lets nothing happen on another network, and asks for the right one", async function () {
    const elsewhere = createTestWallet({ rpcUrl: story.live.fork.rpcUrl, privateKey: Wallet.createRandom().privateKey, chainId: 10 });
    try {
      elsewhere.lacksMainnet = true;
      await visit(this, { url: url(), look: PHONE, wallet: elsewhere }, async (page) => {
        await connect(page);
        await page.getByText("This vault is on Ethereum, your wallet on OP Mainnet").waitFor();
        expect(await page.getByRole("heading", { name: "Your position" }).count()).to.equal(0);
        const switching = page.getByRole("button", { name: "Switch to Ethereum" });
        await switching.click();
        await page.getByText("does not know Ethereum. Add the network with chain id 1").waitFor();
        elsewhere.lacksMainnet = false;
        await switching.click();
        await page.getByRole("heading", { name: "Your position" }).waitFor();
        await elsewhere.switchChain(10);
        await switching.waitFor();
        await expectNoSidewaysScroll(page);
        await expectAccessible(page);
      });
    } finally {
      elsewhere.close();
    }
  });

  it("says at the field what is wrong with an amount", async function () {
    await visit(this, { url: url(), look: WIDE, wallet }, async (page) => {
      await connect(page);
      const amount = page.getByLabel("Amount of USDC to deposit", { exact: true });
      for (const [text, problem] of [
        ["1.0000001", "USDC has at most 6 decimals."],
        ["-5", "An amount cannot be negative."],
        ["1,5", "Write it without commas"],
        ["60000.000001", "You have 60000 USDC."],
        ["0", "It must be more than zero."],
      ] as const) {
        await amount.fill(text);
        await page.getByText(problem).waitFor();
        expect(await page.getByRole("button", { name: "Deposit", exact: true }).isDisabled()).to.equal(true);
        expect(await amount.getAttribute("aria-invalid")).to.equal("true");
      }
    });
  });

  it("takes a person's no for an answer, not for an error", async function () {
    await visit(this, { url: url(), look: WIDE, wallet }, async (page) => {
      await connect(page);
      await page.getByLabel("Amount of USDC to deposit", { exact: true }).fill("100");
      wallet.rejects = true;
      await page.getByRole("button", { name: "Approve and deposit 100 USDC" }).click();
      await page.getByText("You declined", { exact: true }).waitFor();
      await page.getByText("Nothing was sent.").waitFor();
      wallet.rejects = false;
      expect(await balanceOf(wallet.address)).to.equal(60_000n * USDC);
    });
  });

  it("deposits with a permit, and shows what became of it", async function () {
    await visit(this, { url: url(), look: WIDE, wallet }, async (page) => {
      await connect(page);
      await page.getByLabel("Amount of USDC to deposit", { exact: true }).fill("20000");
      await page.getByText("Sign a permit").click();
      await page.getByText("Worth at once").waitFor();
      await page.getByText("1.00 % a year of what the shares are worth").waitFor();
      await page.getByText("10.00 % of gains above the highest share price so far").waitFor();
      const decide = wallet.hesitate();
      await page.getByRole("button", { name: "Permit and deposit 20000 USDC" }).click();
      await page.getByText("Confirm it in your wallet").waitFor();
      decide();
      await figure(page, "In your wallet", "40,000.00");
      expect(await balanceOf(wallet.address)).to.equal(40_000n * USDC);
      expect(await worthOf(wallet.address)).to.be.within(20_000n * USDC - 2n, 20_000n * USDC);
      const history = page.getByRole("table", { name: "Your deposits and withdrawals" });
      await history.getByRole("row", { name: /Deposit 20,000\.00/ }).waitFor();
      expect(wallet.requests.map(({ method }) => method)).to.include("eth_signTypedData_v4");
      await expectAccessible(page);
    });
  });

  it("deposits with an approval of exactly the amount", async function () {
    await visit(this, { url: url(), look: PHONE, wallet }, async (page) => {
      await connect(page);
      await page.getByRole("button", { name: "Max: Amount of USDC to deposit" }).click();
      await page.getByRole("button", { name: "Approve and deposit 40000 USDC" }).click();
      await figure(page, "In your wallet", "0.00");
      expect(await balanceOf(wallet.address)).to.equal(0n);
      const approvals = await readContract<bigint>(story.live.fork.provider, {
        to: mainnetAddresses.usdc,
        fragment: "function allowance(address, address) view returns (uint256)",
        args: [wallet.address, story.live.address],
      });
      expect(approvals).to.equal(0n);
      await expectNoSidewaysScroll(page);
      await expectAccessible(page);
    });
  });

  it("withdraws what was asked after the keeper has moved the money", async function () {
    await story.advance();
    await visit(this, { url: url(), look: WIDE, wallet }, async (page) => {
      await connect(page);
      await page.getByLabel("Amount of USDC to withdraw", { exact: true }).fill("10000.5");
      await page.getByText("Burned").waitFor();
      await page.getByRole("button", { name: "Withdraw 10,000.50 USDC" }).click();
      await figure(page, "In your wallet", "10,000.50");
      expect(await balanceOf(wallet.address)).to.equal(10_000_500_000n);
      await page
        .getByRole("table", { name: "Your deposits and withdrawals" })
        .getByRole("row", { name: /Withdrawal 10,000\.50/ })
        .waitFor();
    });
  });

  it("says why the vault takes no deposits while a breaker is tripped, and lets people leave", async function () {
    await story.trip();
    try {
      await visit(this, { url: url(), look: WIDE, wallet }, async (page) => {
        await connect(page);
        await page.getByText("no deposits until its owner opens it again. Withdrawals stay open.").waitFor();
        expect(await page.getByLabel("Amount of USDC to deposit", { exact: true }).isDisabled()).to.equal(true);
        await page.getByLabel("Amount of USDC to withdraw", { exact: true }).fill("1");
        await page.getByRole("button", { name: "Withdraw 1.00 USDC" }).click();
        await figure(page, "In your wallet", "10,001.50");
      });
    } finally {
      await story.reset();
    }
  });

  it("puts the contract's error in plain words when the vault closes in the last moment", async function () {
    await visit(this, { url: url(), look: WIDE, wallet }, async (page, watched) => {
      watched.allow(FAILED_CALL);
      await connect(page);
      await page.getByLabel("Amount of USDC to deposit", { exact: true }).fill("5");
      const decide = wallet.hesitate();
      await page.getByRole("button", { name: "Approve and deposit 5 USDC" }).click();
      await page.getByText("Confirm it in your wallet").waitFor();
      await story.trip();
      decide();
      await page.getByText("The vault takes no deposits now.").first().waitFor();
      await page.getByText("ERC4626ExceededMaxDeposit").waitFor();
    });
    await story.reset();
  });

  it("guides a depositor to make a market pay where liquidity is short", async function () {
    // Markets whose liquidity cannot be read are passed over by withdrawals, though they would pay.
    for (const adapter of await adaptersOf(story)) await muteWithdrawable(story, adapter);
    await visit(this, { url: url(), look: WIDE, wallet }, async (page, watched) => {
      watched.allow(FAILED_CALL);
      await connect(page);
      const sharesBefore = await sharesOf(wallet.address);
      await page.getByRole("heading", { name: "Liquidity is short" }).waitFor();
      await page.getByText("That costs 0.50 % of what it pays").waitFor();
      await page.getByText("It costs you").waitFor();
      await page.getByText("Pays").first().waitFor();
      await expectAccessible(page);
      await page.getByRole("button", { name: "Max: Amount of USDC to withdraw" }).click();
      await page.getByRole("button", { name: "Make it pay" }).click();
      await page.getByRole("heading", { name: "Liquidity is short" }).waitFor({ state: "detached" });
      expect(await sharesOf(wallet.address)).to.be.below(sharesBefore);
      await page
        .getByRole("table", { name: "Your deposits and withdrawals" })
        .getByRole("row", { name: /Made a market pay/ })
        .waitFor();
    });
  });

  it("redeems everything, and leaves nothing behind", async function () {
    await visit(this, { url: url(), look: PHONE, wallet }, async (page) => {
      await connect(page);
      await page
        .getByText(/^Redeem /)
        .first()
        .click();
      await page.getByRole("button", { name: /^Max: Amount of .* to redeem$/ }).click();
      await page.getByText("All your shares: nothing is left behind.").waitFor();
      await page.getByRole("button", { name: /^Redeem / }).click();
      await page.getByText("You have no shares of this vault.").waitFor();
      expect(await sharesOf(wallet.address)).to.equal(0n);
      expect(await balanceOf(wallet.address)).to.be.within(59_500n * USDC, 60_000n * USDC);
      await expectNoSidewaysScroll(page);
    });
  });
});

async function connect(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Connect Test Wallet" }).click();
  await page.getByRole("button", { name: "Disconnect" }).waitFor();
}

/** Waits until a figure of the position is so. */
async function figure(page: Page, name: string, value: string): Promise<void> {
  const stat: Locator = page.locator(".stat", { has: page.getByText(name, { exact: true }) });
  await stat.getByText(value, { exact: true }).waitFor();
}

/** Gives the vault fees, and a penalty for making a market pay. */
async function charge({ live: { contracts } }: ServedVault): Promise<void> {
  const curator = contracts.as(contracts.owner);
  const set = async (name: string, ...args: readonly unknown[]) => (await curator.getFunction(name).send(...args)).wait();
  await set("setLimit", LIMIT_NAMES.indexOf("managementFeeBps"), 100);
  await set("setLimit", LIMIT_NAMES.indexOf("performanceFeeBps"), 1_000);
  await set("setLimit", LIMIT_NAMES.indexOf("forceDeallocatePenaltyBps"), 50);
  await set("setFeeRecipient", contracts.owner.address);
}

async function adaptersOf({ live }: ServedVault): Promise<readonly string[]> {
  const fragment = "function adapters() view returns (address[])";
  return [...(await readContract<readonly string[]>(live.fork.provider, { to: live.address, fragment }))];
}

/** Puts code before an adapter's that refuses `withdrawable` and hands everything else on. */
async function muteWithdrawable({ live: { fork } }: ServedVault, adapter: string): Promise<void> {
  const { provider } = fork;
  const code = (await provider.request({ method: "eth_getCode", params: [adapter, "latest"] })) as string;
  const { address: moved } = Wallet.createRandom();
  await provider.request({ method: "hardhat_setCode", params: [moved, code] });
  const selector = new Interface(["function withdrawable(uint256)"]).getFunction("withdrawable")?.selector ?? "0x";
  const shim = concat([
    "0x5f3560e01c63",
    selector,
    // EQ, jump to the end, where it reverts.
    "0x14603b57",
    // Everything else: DELEGATECALL of the code that was here.
    "0x365f5f375f5f365f73",
    moved,
    "0x5af43d5f5f3e603757",
    "0x3d5ffd",
    "0x5b3d5ff3",
    "0x5b5f5ffd",
  ]);
  await provider.request({ method: "hardhat_setCode", params: [adapter, shim] });
}
