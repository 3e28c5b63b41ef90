import { cp } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import { type BrowserProvider, Wallet } from "ethers";
import type { VaultDeployment } from "../../scripts/deploy/record.ts";
import type { Eip1193Provider } from "../../scripts/local-mainnet/provider.ts";
import { transactionCount, useKeptVault } from "../cli/support/keptVault.ts";
import { createTestFolder } from "../store/testStore.ts";
import { deploy, deployer, owner, providerOf, read, rolesOf, vaultOf } from "./support/deployment.ts";

/** The node until its connection breaks for good: before the k-th transaction arrives there, or when the node has it already. */
function breakingAt(node: Eip1193Provider, k: number, arrives: boolean): Eip1193Provider {
  let sent = 0;
  return {
    async request(call) {
      if (sent > k) throw new Error("socket hang up");
      if (call.method === "eth_sendRawTransaction" && sent++ === k) {
        sent = k + 1;
        if (arrives) await node.request(call);
        throw new Error("socket hang up");
      }
      return node.request(call);
    },
  };
}

describe("deploy: the journal", () => {
  const keptVault = useKeptVault();
  let node: Eip1193Provider;
  let provider: BrowserProvider;
  let journalFolder: string;
  let snapshot: unknown;

  beforeEach(async () => {
    node = keptVault().fork.provider;
    provider = providerOf(node);
    snapshot = await node.request({ method: "evm_snapshot" });
    journalFolder = path.join(await createTestFolder(), "journal");
  });
  afterEach(async () => {
    provider.destroy();
    await node.request({ method: "evm_revert", params: [snapshot] });
  });

  const sentSoFar = () => transactionCount(node, deployer.address);
  const failureOf = (run: Promise<unknown>) =>
    run.then(
      () => expect.fail("the deployment succeeded"),
      (error: unknown) => error as Error & { readonly remedy: string; readonly exitCode: number },
    );

  it("makes a second run send nothing and return the same", async () => {
    const first = await deploy(provider, { sweepRecipient: owner.address }, { journalFolder });
    const before = await sentSoFar();
    expect(await deploy(provider, { sweepRecipient: owner.address }, { journalFolder })).to.deep.equal(first);
    expect(await sentSoFar()).to.equal(before);
  });

  /** Everything about a vault but what differs from chain to chain or from run to run. */
  async function essence(deployment: VaultDeployment) {
    const vault = vaultOf(deployment, provider);
    const ask = (name: string, ...args: unknown[]) => vault.getFunction(name).staticCall(...args);
    const marketOf = new Map(deployment.adapters.map(({ address, marketId }) => [address, marketId]));
    return {
      roles: await rolesOf(vault),
      limits: [...(await ask("limits"))],
      risks: (await ask("risks")).map((risk: readonly unknown[]) => [...risk]),
      queue: (await ask("adapters")).map((address: string) => marketOf.get(address)),
      caps: await Promise.all(deployment.adapters.map(async ({ address }) => [...(await ask("adapterState", address))])),
      monitored: (await ask("breakerMonitor")) === deployment.breakerMonitor?.address,
      isVault: await read(provider, "VaultFactory", deployment.factory.address, "isVault", deployment.vault.address),
    };
  }

  /** What a run that nothing disturbed ends with. */
  let undisturbed: Promise<{ readonly essence: unknown; readonly transactions: number }> | undefined;
  async function runUndisturbed() {
    const before = await sentSoFar();
    const whole = await deploy(provider);
    const outcome = { essence: await essence(whole), transactions: (await sentSoFar()) - before };
    await node.request({ method: "evm_revert", params: [snapshot] });
    snapshot = await node.request({ method: "evm_snapshot" });
    return outcome;
  }

  for (const arrives of [false, true]) {
    for (const k of [0, 4, 12, 21]) {
      it(`continues after the connection broke when transaction ${k} had ${arrives ? "just" : "not"} arrived`, async () => {
        undisturbed ??= runUndisturbed();
        const wanted = await undisturbed;
        const started = await sentSoFar();
        const broken = providerOf(breakingAt(node, k, arrives));
        await failureOf(deploy(broken, {}, { journalFolder }));
        broken.destroy();
        expect((await sentSoFar()) - started).to.equal(arrives ? k + 1 : k);

        const continued = await deploy(provider, {}, { journalFolder });
        expect(await essence(continued)).to.deep.equal(wanted.essence);
        expect((await sentSoFar()) - started, "transactions in all").to.equal(wanted.transactions);
        for (const { transactionHash, blockNumber } of [continued.vault, continued.factory, continued.settings, ...continued.adapters]) {
          expect((await provider.getTransactionReceipt(transactionHash ?? ""))?.blockNumber).to.equal(blockNumber);
        }
      });
    }
  }

  it("sends the step again whose nonce another transaction has taken meanwhile", async () => {
    const broken = providerOf(breakingAt(node, 5, false));
    await failureOf(deploy(broken, {}, { journalFolder }));
    broken.destroy();
    await (await new Wallet(deployer.privateKey, provider).sendTransaction({ to: owner.address, value: 1n })).wait();
    const continued = await deploy(provider, {}, { journalFolder });
    expect((await rolesOf(vaultOf(continued, provider))).DEFAULT_ADMIN_ROLE).to.deep.equal(["owner"]);
  });

  it("tries a step again that failed for a reason that is gone", async () => {
    const poor = new Wallet(Wallet.createRandom().privateKey, provider);
    const options = { journalFolder, deployer: poor };
    await keptVault().funding.ether(poor.address, 8n * 10n ** 15n);
    const failure = await failureOf(deploy(provider, {}, options));
    expect(failure.message).to.match(/funds/);
    expect(failure.remedy).to.match(/same command again/);
    await keptVault().funding.ether(poor.address, 10n ** 20n);
    const continued = await deploy(provider, {}, options);
    expect((await rolesOf(vaultOf(continued, provider))).DEFAULT_ADMIN_ROLE).to.deep.equal(["owner"]);
  });

  it("refuses a changed specification and says what to do", async () => {
    await deploy(provider, {}, { journalFolder });
    const before = await sentSoFar();
    const failure = await failureOf(deploy(provider, { relativeCapBps: 4_400 }, { journalFolder }));
    expect(failure).to.include({ name: "DeploymentChangedError", exitCode: 2 });
    expect(failure.message).to.match(/^The vault ykUSDC was begun differently before: .*Argument at index 2/i);
    expect(failure.remedy)
      .to.match(/--symbol/)
      .and.to.include(journalFolder);
    expect(await sentSoFar()).to.equal(before);
  });

  it("lets two vaults of different symbols share one factory", async () => {
    const first = await deploy(provider, {}, { journalFolder });
    const second = await deploy(provider, { symbol: "ykUSDC2", relativeCapBps: 4_400 }, { journalFolder });
    expect(second.factory).to.deep.equal(first.factory);
    expect(second.settings).to.deep.equal(first.settings);
    expect(second.vault.address).not.to.equal(first.vault.address);
    expect(second.adapters.map(({ address }) => address)).not.to.have.members(first.adapters.map(({ address }) => address));
    expect(await read(provider, "VaultFactory", first.factory.address, "vaultCount")).to.equal(2n);
    expect(await vaultOf(second, provider).getFunction("symbol").staticCall()).to.equal("ykUSDC2");
    // Neither hides the other from its own next run.
    expect(await deploy(provider, {}, { journalFolder })).to.deep.equal(first);
  });

  it("refuses the journal of a chain that was started anew and says what to do", async () => {
    const first = await deploy(provider, {}, { journalFolder });
    await node.request({ method: "evm_revert", params: [snapshot] });
    snapshot = await node.request({ method: "evm_snapshot" });
    const before = await sentSoFar();
    const failure = await failureOf(deploy(provider, {}, { journalFolder }));
    expect(failure).to.include({ name: "JournalOfAnotherChainError", exitCode: 2 });
    expect(failure.message)
      .to.include(journalFolder)
      .and.to.match(/no contract at 0x/);
    expect(failure.remedy).to.match(/delete that folder/);
    expect(await sentSoFar()).to.equal(before);
    expect(await provider.getCode(first.vault.address)).to.equal("0x");
  });

  it("can be copied to another place and continued there", async () => {
    const first = await deploy(provider, {}, { journalFolder });
    await cp(journalFolder, `${journalFolder}-copy`, { recursive: true });
    expect(await deploy(provider, {}, { journalFolder: `${journalFolder}-copy` })).to.deep.equal(first);
  });
});
