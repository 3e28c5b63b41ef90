import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import type { Store } from "../../bot/store/connection.ts";
import { recentTicks } from "../../bot/store/ticks.ts";
import { createTestFolder, createTestStore } from "../store/testStore.ts";
import { type CommandOptions, type RunningCommand, runCommand, startCommand } from "./support/command.ts";
import { expectJsonFailure } from "./support/failure.ts";
import { type KeptVault, MARKETS, rebalancedNonces, transactionCount, useKeptVault } from "./support/keptVault.ts";

describe("cli: keeper run", () => {
  const keptVault = useKeptVault();
  let vault: KeptVault;
  let store: Store;
  let unreadStore: Store;
  let options: CommandOptions;
  let running: RunningCommand;
  let unread: RunningCommand;
  let firstNonce: number;

  before(async () => {
    vault = keptVault();
    firstNonce = await transactionCount(vault.fork.provider, vault.keeper.address);
    store = await createTestStore();
    unreadStore = await createTestStore();
    const folder = await createTestFolder();
    await writeFile(path.join(folder, "yield-keeper.json"), JSON.stringify({ markets: MARKETS, tickSeconds: 5 }));
    const on = ({ databaseUrl }: Store) => ({ folder, environment: { ...vault.environment, DATABASE_URL: databaseUrl } });
    options = on(store);
    // Side by side, because both spend most of their time waiting for the next tick.
    running = startCommand(["run", "--json"], options);
    unread = startCommand(["run", "--dry-run"], on(unreadStore));
  });
  after(async () => {
    running.child.kill("SIGKILL");
    unread.child.kill("SIGKILL");
    await Promise.all([running.result, unread.result]);
  });

  const ticksOf = ({ db }: Store) => recentTicks(db, { chainId: 1, vault: vault.address }, 10);

  it("refuses to keep a vault that another one keeps on the same database", async () => {
    await running.lines(1);
    expectJsonFailure(await runCommand(["run", "--json", "--no-standby"], options), {
      exitCode: 1,
      name: "AnotherKeeperError",
      message: new RegExp(`Another keeper keeps ${vault.address} on the database`),
      remedy: /one vault has one keeper/,
    });
  });

  it("ticks until it is interrupted, then ends in good order", async () => {
    await running.lines(2);
    running.child.kill("SIGINT");
    const { exitCode, signal, stdout, stderr } = await running.result;
    expect({ exitCode, signal, stderr }).to.deep.equal({ exitCode: 0, signal: null, stderr: "" });
    const [first, second] = stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(first.outcome.kind).to.equal("mined");
    expect(second.decision.action).to.equal("hold");
    expect(second.tickId).to.be.greaterThan(first.tickId);
    expect(await transactionCount(vault.fork.provider, vault.keeper.address)).to.equal(firstNonce + 1);
    expect(await rebalancedNonces(vault)).to.have.length(1);
    expect((await ticksOf(store)).map(({ status }) => status)).to.not.include("running");
  });

  it("ends in good order when nobody reads its ticks any more", async () => {
    await unread.lines(1);
    unread.child.stdout?.destroy();
    const { exitCode, signal, stderr } = await unread.result;
    expect({ exitCode, signal }).to.deep.equal({ exitCode: 0, signal: null });
    expect(stderr).to.match(/^Keeping 0x\w{40} with maximise-net-yield, a tick every 5 s\. Ctrl-C stops\.\n$/);
    expect((await ticksOf(unreadStore)).map(({ status }) => status)).to.not.include("running");
  });
});
