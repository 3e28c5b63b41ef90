import { expect } from "chai";
import {
  type DiscoveredWallet,
  discoverWallets,
  LEGACY_WAIT_MILLISECONDS,
} from "../../../../../bot/watch/web/pages/deposit/wallet/discovery.ts";
import { createWalletSession, type Memory } from "../../../../../bot/watch/web/pages/deposit/wallet/walletSession.ts";
import { fakeWallet, walletError } from "./fakeWallet.ts";

const ACCOUNT = "0x5B38Da6a701c568545dCfcB03FcB875f56beddC4";
const OTHER = "0xAb8483F64d9C6d1EcF9b849Ae677dD3315835cb2";

function announce(place: EventTarget, rdns: string, provider: unknown, icon = "data:image/png;base64,AA=="): void {
  const detail = { info: { uuid: crypto.randomUUID(), name: rdns.toUpperCase(), icon, rdns }, provider };
  place.dispatchEvent(Object.assign(new Event("eip6963:announceProvider"), { detail }));
}

describe("wallets in the browser", () => {
  it("are found when they announce themselves, at once and later, each once", () => {
    const place = new EventTarget();
    const [first, second] = [fakeWallet({}), fakeWallet({})];
    place.addEventListener("eip6963:requestProvider", () => announce(place, "org.first", first));
    let found: readonly DiscoveredWallet[] = [];
    const end = discoverWallets(place, (wallets) => {
      found = wallets;
    });
    expect(found.map(({ id }) => id)).to.deep.equal(["org.first"]);
    announce(place, "org.first", first);
    announce(place, "org.second", second, "https://elsewhere.example/icon.png");
    expect(found.map(({ id, icon }) => [id, icon])).to.deep.equal([
      ["org.first", "data:image/png;base64,AA=="],
      ["org.second", null],
    ]);
    end();
    announce(place, "org.third", fakeWallet({}));
    expect(found).to.have.lengthOf(2);
  });

  it("are not what says too little of itself", () => {
    const place = new EventTarget();
    const end = discoverWallets(place, () => expect.fail("none is a wallet"));
    announce(place, "", fakeWallet({}));
    announce(place, "org.none", {});
    place.dispatchEvent(Object.assign(new Event("eip6963:announceProvider"), { detail: null }));
    place.dispatchEvent(new Event("eip6963:announceProvider"));
    end();
  });

  it("may be an old one in window.ethereum, where no other is", async () => {
    const provider = fakeWallet({});
    const place = Object.assign(new EventTarget(), { ethereum: provider });
    const found = await new Promise<readonly DiscoveredWallet[]>((resolve) => discoverWallets(place, resolve));
    expect(found.map(({ id, name }) => [id, name])).to.deep.equal([["window.ethereum", "Browser wallet"]]);
    expect(found[0]?.provider).to.equal(provider);
    const modern = Object.assign(new EventTarget(), { ethereum: provider });
    let wallets: readonly DiscoveredWallet[] = [];
    const end = discoverWallets(modern, (known) => {
      wallets = known;
    });
    announce(modern, "org.modern", provider);
    await new Promise((resolve) => setTimeout(resolve, LEGACY_WAIT_MILLISECONDS + 50));
    expect(wallets.map(({ id }) => id)).to.deep.equal(["org.modern"]);
    end();
  });
});

describe("a wallet that is connected", () => {
  const answers = { eth_requestAccounts: [ACCOUNT.toLowerCase()], eth_accounts: [ACCOUNT.toLowerCase()], eth_chainId: "0x1" };
  const walletOf = (provider: ReturnType<typeof fakeWallet>, id = "org.wallet"): DiscoveredWallet => ({
    id,
    name: "Wallet",
    icon: null,
    provider,
  });

  function memory(): Memory & { readonly kept: Map<string, string> } {
    const kept = new Map<string, string>();
    return {
      kept,
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
    };
  }

  it("tells its account and its chain, and when they change", async () => {
    const provider = fakeWallet(answers);
    const session = createWalletSession(memory());
    await session.connect(walletOf(provider));
    expect(session.state().connection).to.include({ account: ACCOUNT, chainId: 1 });
    provider.emit("accountsChanged", [OTHER.toLowerCase()]);
    provider.emit("chainChanged", "0xa");
    expect(session.state().connection).to.include({ account: OTHER, chainId: 10 });
    provider.emit("accountsChanged", []);
    expect(session.state().connection).to.equal(null);
    expect(provider.listeners()).to.equal(0);
  });

  it("is connected again without being asked, if it still lets the page in", async () => {
    const kept = memory();
    await createWalletSession(kept).connect(walletOf(fakeWallet(answers)));
    const provider = fakeWallet(answers);
    const again = createWalletSession(kept);
    await again.resume([walletOf(fakeWallet(answers), "org.other"), walletOf(provider)]);
    expect(again.state().connection?.account).to.equal(ACCOUNT);
    expect(provider.asked.map(({ method }) => method)).not.to.include("eth_requestAccounts");

    const locked = createWalletSession(kept);
    await locked.resume([walletOf(fakeWallet({ ...answers, eth_accounts: [] }))]);
    expect(locked.state()).to.deep.equal({ connection: null, asking: null, notice: null });

    again.disconnect();
    const forgotten = createWalletSession(kept);
    await forgotten.resume([walletOf(fakeWallet(answers))]);
    expect(forgotten.state().connection).to.equal(null);
  });

  it("may be refused by its person, or be asking already", async () => {
    const refusing = (code: number) =>
      fakeWallet({
        eth_requestAccounts: () => {
          throw walletError(code);
        },
      });
    const session = createWalletSession(memory());
    await session.connect(walletOf(refusing(4001)));
    expect(session.state())
      .to.include({ connection: null, asking: null })
      .and.have.property("notice")
      .that.matches(/^You declined/);
    await session.connect(walletOf(refusing(-32002)));
    expect(session.state().notice).to.match(/asking you already/);
    await session.connect(walletOf(refusing(-1)));
    expect(session.state().notice).to.match(/does not answer/);
  });

  it("is asked to switch, and says what it says in words", async () => {
    let chainId = "0xa";
    let refusal: Error | null = null;
    const provider = fakeWallet({
      ...answers,
      eth_chainId: () => chainId,
      wallet_switchEthereumChain: () => {
        if (refusal !== null) throw refusal;
        chainId = "0x1";
        return null;
      },
    });
    const session = createWalletSession(memory());
    await session.connect(walletOf(provider));
    for (const [error, words] of [
      [walletError(4902), /does not know Ethereum\. Add the network with chain id 1/],
      // As MetaMask's mobile half has it.
      [walletError(-32603, "", { originalError: { code: 4902 } }), /does not know Ethereum/],
      [walletError(4001), /^You declined/],
      [walletError(4200), /cannot switch by itself/],
    ] as const) {
      refusal = error;
      await session.switchChain(1, "Ethereum");
      expect(session.state().notice).to.match(words);
      expect(session.state().connection?.chainId).to.equal(10);
    }
    refusal = null;
    await session.switchChain(1, "Ethereum");
    expect(session.state()).to.have.property("notice", null);
    expect(session.state().connection?.chainId).to.equal(1);
  });
});
