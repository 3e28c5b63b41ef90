import { writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import type { Store } from "../../bot/store/connection.ts";
import { recentTransactions } from "../../bot/store/outbox.ts";
import { recentTicks } from "../../bot/store/ticks.ts";
import { createTestFolder, createTestStore } from "../store/testStore.ts";
import { type CommandOptions, type RunningCommand, runCommand, startCommand } from "./support/command.ts";
import { expectOneLine } from "./support/failure.ts";
import { type KeptVault, MARKETS, rebalancedNonces, useKeptVault } from "./support/keptVault.ts";

const NOBODY = "http://127.0.0.1:9/v2/5ec4e7-rpc-key";
const ELSEWHERE = "0x8617E340B3D01FA5F11F306F4090FD50E238070D";

type Line = Readonly<Record<string, unknown>>;

/** The log of a daemon, line by line as it comes. */
function logOf({ child }: RunningCommand): { readonly text: () => string; find(matches: (line: Line) => boolean): Promise<Line> } {
  let text = "";
  let looked = () => {};
  child.stderr?.on("data", (chunk: Buffer) => {
    text += chunk;
    looked();
  });
  child.once("close", () => looked());
  const lines = (): readonly Line[] =>
    text
      .split("\n")
      .slice(0, -1)
      .map((line) => JSON.parse(line));
  return {
    text: () => text,
    async find(matches) {
      for (;;) {
        const found = lines().find(matches);
        if (found !== undefined) return found;
        if (child.exitCode !== null) throw new Error(`keeper ended before it said so: ${text}`);
        await new Promise<void>((resolve) => {
          looked = resolve;
        });
      }
    },
  };
}

describe("cli: keeper run as a daemon of several vaults", () => {
  const keptVault = useKeptVault();
  let vault: KeptVault;
  let store: Store;
  let options: CommandOptions;
  let configure: (kept: object) => Promise<void>;
  let first: RunningCommand;
  let log: ReturnType<typeof logOf>;
  const started: RunningCommand[] = [];

  const start = () => {
    const running = startCommand(["run", "--log-format", "json", "--log-level", "debug"], options);
    started.push(running);
    return running;
  };

  before(async () => {
    vault = keptVault();
    store = await createTestStore();
    const folder = await createTestFolder();
    const { KEEPER_VAULT: _vault, KEEPER_PRIVATE_KEY: key = "", ...environment } = vault.environment;
    options = {
      folder,
      environment: {
        ...environment,
        KEEPER_PRIVATE_KEY_KEPT: key,
        KEEPER_PRIVATE_KEY: `0x${"11".repeat(32)}`,
        DATABASE_URL: store.databaseUrl,
      },
    };
    configure = (kept) => {
      const vaults = [
        { name: "kept", vault: vault.address, markets: MARKETS, tickSeconds: 5, ...kept },
        { name: "elsewhere", vault: ELSEWHERE, rpcUrls: [NOBODY] },
      ];
      return writeFile(path.join(folder, "yield-keeper.json"), JSON.stringify({ rpcTimeoutSeconds: 5, health: { port: 0 }, vaults }));
    };
    await configure({});
    first = start();
    log = logOf(first);
  });
  after(async () => {
    for (const { child } of started) child.kill("SIGKILL");
    await Promise.all(started.map(({ result }) => result));
  });

  const ofKept = (event: string) => (line: Line) => line.vault === "kept" && line.event === event;

  it("keeps one vault while the other's node is dead, and tells both in its log", async () => {
    const ticked = await log.find(ofKept("ticked"));
    expect(ticked).to.have.nested.property("outcome.kind", "mined");
    const settled = await log.find((line) => line.step === "settled");
    expect(settled).to.include({ vault: "kept", status: "mined", decisionId: ticked.decisionId });
    expect(await log.find((line) => line.vault === "elsewhere" && line.event === "restarting")).to.include({
      error: "RpcUnreachableError",
    });
  });

  it("answers how it is", async () => {
    const { address } = await log.find((line) => line.event === "listening");
    expect((await fetch(`${address}/health`)).status).to.equal(200);
    const ready = await fetch(`${address}/ready`);
    expect(ready.status).to.equal(503);
    const { vaults } = (await ready.json()) as { vaults: readonly Line[] };
    expect(vaults.map(({ name, role }) => [name, role])).to.have.deep.members([
      ["kept", "leader"],
      ["elsewhere", "restarting"],
    ]);
    const metrics = await (await fetch(`${address}/metrics`)).text();
    expect(metrics).to.include('yield_keeper_transactions_total{vault="kept",status="mined",route="public"} 1');
    expect(metrics).to.match(new RegExp(`^yield_keeper_key_balance_wei\\{vault="kept",address="${vault.keeper.address}"\\} [1-9]`, "m"));
    expect(metrics).to.match(/^yield_rpc_requests_total\{vault="kept",endpoint="http:[^"]+",result="answered"\} [1-9]/m);
    expect(metrics).to.match(/^yield_database_size_bytes [1-9]/m);
    expect(metrics).to.match(/^yield_pool_apr_ratio\{market="[^"]+",kind="supply"\} 0\.0/m);
  });

  it("reads its configuration again when it is told, and keeps the old one when that cannot be used", async () => {
    await configure({ tickSeconds: 4 });
    first.child.kill("SIGHUP");
    expect(await log.find((line) => line.event === "reload-failed"))
      .to.have.property("msg")
      .that.includes("vaults.0.tickSeconds");
    await configure({ tickSeconds: 6 });
    first.child.kill("SIGHUP");
    expect(await log.find((line) => line.event === "reloaded")).to.deep.include({ changes: ["kept: tickSeconds"] });
    await log.find((line) => ofKept("leading")(line) && line.tickSeconds === 6);
  });

  it("is followed by one that stood by when it is killed, which sends nothing twice and ends its tick when asked to stop", async () => {
    const second = start();
    const its = logOf(second);
    await its.find(ofKept("standing-by"));
    first.child.kill("SIGKILL");
    await its.find(ofKept("leading"));
    second.child.kill("SIGTERM");
    const { exitCode, signal } = await second.result;
    expect({ exitCode, signal }).to.deep.equal({ exitCode: 0, signal: null });
    await its.find(ofKept("stopped"));
    expect(await rebalancedNonces(vault)).to.have.length(1);
    const ticks = await recentTicks(store.db, { chainId: 1, vault: vault.address }, 100);
    expect(ticks.map(({ status }) => status)).to.not.include("running");
  });

  it("has told no secret and no signed bytes to anyone", async () => {
    const [transaction] = await recentTransactions(store.db, { chainId: 1, vault: vault.address }, 1);
    expect(transaction?.status).to.equal("mined");
    const all = await Promise.all(started.map(({ result }) => result));
    for (const { stdout, stderr } of all) {
      expect(stdout).to.equal("");
      for (const secret of [
        vault.keeper.privateKey.slice(2),
        transaction?.rawTransaction.slice(2, 60) ?? "?",
        "5ec4e7-rpc-key",
        "11".repeat(32),
      ]) {
        expect(stderr).to.not.include(secret);
      }
      const { password } = new URL(store.databaseUrl);
      if (password !== "") expect(stderr).to.not.include(password);
    }
  });

  it("is for all vaults: a command for one has to be told which", async () => {
    expectOneLine(await runCommand(["status"], options), {
      exitCode: 2,
      message: /Several vaults are configured/,
      remedy: new RegExp(`--vault-name: kept \\(${vault.address}\\), elsewhere`),
    });
    const { exitCode, stdout } = await runCommand(["status", "--vault-name", "kept", "--json"], options);
    expect(exitCode).to.equal(0);
    expect(JSON.parse(stdout)).to.include({ vault: vault.address });
    expectOneLine(await runCommand(["status", "--vault-name", "nothing"], options), {
      exitCode: 2,
      message: /"nothing" is none of the configured vaults/,
      remedy: /Choose of kept/,
    });
  });
});
