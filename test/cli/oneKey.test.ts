import { writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { addressBookOf } from "../../bot/compose.ts";
import type { Store } from "../../bot/store/connection.ts";
import { recentTransactions } from "../../bot/store/outbox.ts";
import { type DevelopmentVault, deployDevelopmentVault } from "../../scripts/deploy/developmentVault.ts";
import { createTestFolder, createTestStore } from "../store/testStore.ts";
import { type RunningCommand, startCommand } from "./support/command.ts";
import { depositUsdc, type KeptVault, MARKETS, rebalancedNonces, transactionCount, useKeptVault } from "./support/keptVault.ts";

const POLL_MILLISECONDS = 50;

describe("cli: two vaults of one daemon with one key", () => {
  const keptVault = useKeptVault();
  let first: KeptVault;
  let second: DevelopmentVault;
  let store: Store;
  let daemon: RunningCommand;
  let firstNonce: number;

  before(async function () {
    this.timeout(120_000);
    first = keptVault();
    const markets = addressBookOf(1).markets.filter((market) => MARKETS.includes(market.id));
    second = await deployDevelopmentVault({ fork: first.fork, markets, users: 2 });
    await depositUsdc(second);
    store = await createTestStore();
    const folder = await createTestFolder();
    const vaults = [
      { name: "first", vault: first.address },
      { name: "second", vault: second.deployment.vault.address },
    ];
    await writeFile(path.join(folder, "yield-keeper.json"), JSON.stringify({ markets: MARKETS, tickSeconds: 5, vaults }));
    firstNonce = await transactionCount(first.fork.provider, first.keeper.address);
    const { KEEPER_VAULT: _vault, ...environment } = first.environment;
    daemon = startCommand(["run", "--json"], { folder, environment: { ...environment, DATABASE_URL: store.databaseUrl } });
  });
  after(async () => {
    daemon.child.kill("SIGKILL");
    await daemon.result;
    second.close();
    await store.close();
  });

  it("both rebalance, by turns, each with a nonce of its own, and neither signs over what the other waits for", async () => {
    const transactions = async () =>
      (
        await Promise.all(
          [first.address, second.deployment.vault.address].map((vault) => recentTransactions(store.db, { chainId: 1, vault }, 10)),
        )
      ).map((ofVault) => ofVault.map(({ nonce, status }) => ({ nonce, status })));
    const areBothMined = async () => (await transactions()).every((ofVault) => ofVault.some(({ status }) => status === "mined"));
    while (!(await areBothMined())) {
      if (daemon.child.exitCode !== null) throw new Error(`keeper ended: ${(await daemon.result).stderr}`);
      await sleep(POLL_MILLISECONDS);
    }
    daemon.child.kill("SIGTERM");
    expect((await daemon.result).exitCode).to.equal(0);
    const all = (await transactions()).flat();
    expect(all.map(({ status }) => status)).to.deep.equal(["mined", "mined"]);
    expect(all.map(({ nonce }) => nonce).sort()).to.deep.equal([firstNonce, firstNonce + 1]);
    expect(await transactionCount(first.fork.provider, first.keeper.address)).to.equal(firstNonce + 2);
    const address = second.deployment.vault.address;
    expect(await rebalancedNonces(first)).to.have.length(1);
    expect(await rebalancedNonces({ fork: first.fork, address, owner: second.owner, as: second.as })).to.have.length(1);
  });
});
