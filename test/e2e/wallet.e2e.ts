import { expect } from "chai";
import { Interface, Signature, verifyMessage, verifyTypedData, Wallet } from "ethers";
import type { Page } from "playwright-core";
import { sharedStory } from "./shared.ts";
import { visit } from "./visit.ts";
import { fundedWallet } from "./wallet/fundedWallet.ts";
import type { TestWallet } from "./wallet/testWallet.ts";

const LOOK = { width: 1280, scheme: "light" } as const;
const TYPES = {
  Greeting: [
    { name: "text", type: "string" },
    { name: "times", type: "uint256" },
  ],
};
const CALLS = new Interface([
  "function approve(address,uint256)",
  "function allowance(address,address)",
  "function deposit(uint256,address)",
]);
const DOMAIN = { name: "Test", version: "1", chainId: 1 };
const GREETING = { text: "hello", times: "2" };

/** What the page's own scripts would ask: finds the wallet by EIP-6963 and asks it. An error is returned as its code. */
function ask(page: Page, method: string, params: readonly unknown[] = []): Promise<unknown> {
  return page.evaluate(
    ([asked, given]) =>
      new Promise((resolve, reject) => {
        const found = globalThis as unknown as EventTarget;
        found.addEventListener(
          "eip6963:announceProvider",
          (event) => {
            const { provider } = (event as CustomEvent).detail;
            provider.request({ method: asked, params: given }).then(resolve, (error: { code?: number }) => {
              if (error.code === undefined) reject(error);
              else resolve({ code: error.code });
            });
          },
          { once: true },
        );
        found.dispatchEvent(new Event("eip6963:requestProvider"));
      }),
    [method, params] as const,
  );
}

describe("the wallet that browser tests use", () => {
  async function withWallet(context: Mocha.Context, work: (page: Page, wallet: TestWallet) => Promise<void>): Promise<void> {
    const story = await sharedStory();
    const wallet = await fundedWallet(story, 1_000);
    try {
      await visit(context, { url: `${story.apiUrl}/docs`, look: LOOK, wallet }, (page) => work(page, wallet));
    } finally {
      wallet.close();
    }
  }

  it("shows its accounts only to whom its person lets in", async function () {
    await withWallet(this, async (page, wallet) => {
      expect(await ask(page, "eth_accounts")).to.deep.equal([]);
      wallet.rejects = true;
      expect(await ask(page, "eth_requestAccounts")).to.deep.equal({ code: 4001 });
      expect(await ask(page, "personal_sign", ["0x68", wallet.address])).to.deep.equal({ code: 4100 });
      wallet.rejects = false;
      const accounts = [wallet.address.toLowerCase()];
      expect(await ask(page, "eth_requestAccounts")).to.deep.equal(accounts);
      expect(await ask(page, "eth_accounts")).to.deep.equal(accounts);
      expect(wallet.requests.map(({ method }) => method).filter((method) => method === "eth_requestAccounts")).to.have.lengthOf(2);
    });
  });

  it("signs messages and typed data as its account", async function () {
    await withWallet(this, async (page, wallet) => {
      await ask(page, "eth_requestAccounts");
      const message = String(await ask(page, "personal_sign", ["0x68656c6c6f", wallet.address]));
      expect(verifyMessage("hello", message)).to.equal(wallet.address);
      const typed = { domain: DOMAIN, types: { ...TYPES, EIP712Domain: [] }, primaryType: "Greeting", message: GREETING };
      const signature = String(await ask(page, "eth_signTypedData_v4", [wallet.address, JSON.stringify(typed)]));
      expect(verifyTypedData(DOMAIN, TYPES, GREETING, Signature.from(signature))).to.equal(wallet.address);
    });
  });

  it("sends transactions that the chain takes, hands on why one would fail, and none that its person refuses", async function () {
    await withWallet(this, async (page, wallet) => {
      const { live } = await sharedStory();
      const usdc = live.contracts.deployment.asset.address;

      const approve = { from: wallet.address, to: usdc, data: CALLS.encodeFunctionData("approve", [live.address, 7n]) };
      await ask(page, "eth_requestAccounts");
      const hash = await ask(page, "eth_sendTransaction", [approve]);
      expect(await ask(page, "eth_getTransactionReceipt", [hash])).to.include({ status: "0x1", from: wallet.address.toLowerCase() });
      const allowance = { to: usdc, data: CALLS.encodeFunctionData("allowance", [wallet.address, live.address]) };
      expect(Number(await ask(page, "eth_call", [allowance, "latest"]))).to.equal(7);
      wallet.rejects = true;
      expect(await ask(page, "eth_sendTransaction", [approve])).to.deep.equal({ code: 4001 });
      wallet.rejects = false;
      const tooMuch = CALLS.encodeFunctionData("deposit", [8n, wallet.address]);
      expect(await ask(page, "eth_sendTransaction", [{ from: wallet.address, to: live.address, data: tooMuch }])).to.deep.equal({
        code: 3,
      });
    });
  });

  it("may be on another chain, where nothing is of ours, and switches when its person agrees and it knows the chain", async function () {
    await withWallet(this, async (page, wallet) => {
      const { live } = await sharedStory();
      await ask(page, "eth_requestAccounts");
      await wallet.switchChain(10);
      expect(await ask(page, "eth_chainId")).to.equal("0xa");
      expect(await ask(page, "eth_getCode", [live.address, "latest"])).to.equal("0x");
      wallet.lacksMainnet = true;
      expect(await ask(page, "wallet_switchEthereumChain", [{ chainId: "0x1" }])).to.deep.equal({ code: 4902 });
      wallet.lacksMainnet = false;
      wallet.rejects = true;
      expect(await ask(page, "wallet_switchEthereumChain", [{ chainId: "0x1" }])).to.deep.equal({ code: 4001 });
      wallet.rejects = false;
      expect(await ask(page, "wallet_switchEthereumChain", [{ chainId: "0x1" }])).to.equal(null);
      expect(await ask(page, "eth_chainId")).to.equal("0x1");
    });
  });

  it("tells of other accounts and chains, and that it was disconnected", async function () {
    await withWallet(this, async (page, wallet) => {
      await ask(page, "eth_requestAccounts");
      await page.evaluate(() => {
        const seen = globalThis as unknown as EventTarget & { told: unknown[] };
        seen.told = [];
        seen.addEventListener(
          "eip6963:announceProvider",
          (event) => {
            const { provider } = (event as CustomEvent).detail;
            for (const name of ["accountsChanged", "chainChanged"]) provider.on(name, (payload: unknown) => seen.told.push(payload));
          },
          { once: true },
        );
        seen.dispatchEvent(new Event("eip6963:requestProvider"));
      });
      const other = Wallet.createRandom();
      await wallet.switchAccount(other.privateKey);
      await wallet.switchChain(10);
      await wallet.disconnect();
      const told = await page.evaluate(() => (globalThis as unknown as { told: unknown[] }).told);
      expect(told).to.deep.equal([[other.address.toLowerCase()], "0xa", []]);
    });
  });

  it("waits while its person thinks", async function () {
    await withWallet(this, async (page, wallet) => {
      const decide = wallet.hesitate();
      let done = false;
      const asked = ask(page, "eth_requestAccounts").then((accounts) => {
        done = true;
        return accounts;
      });
      expect(await ask(page, "eth_chainId")).to.equal("0x1");
      expect(done).to.equal(false);
      decide();
      expect(await asked).to.deep.equal([wallet.address.toLowerCase()]);
    });
  });
});
