import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import type { Fork } from "../../scripts/local-mainnet/forkOf.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import { createTestFolder } from "../store/testStore.ts";
import { type CommandOptions, PROJECT_ROOT, runCommand } from "./support/command.ts";
import { depositUsdc, type KeptVault, MARKETS, rebalancedNonces, transactionCount, useKeptVault } from "./support/keptVault.ts";

/** Files of the project's own deployments/, which no development chain may touch. */
async function projectDeployments(): Promise<readonly string[]> {
  const folder = path.join(PROJECT_ROOT, "deployments");
  return existsSync(folder) ? readdir(folder, { recursive: true }) : [];
}

function headCommit(): string | null {
  try {
    return execFileSync("git", ["rev-parse", "HEAD"], { cwd: PROJECT_ROOT, encoding: "utf8", stdio: "pipe" }).trim();
  } catch {
    return null;
  }
}

// The tests are one story: each goes on where the one before it ended.
describe("cli: first use, with the database that comes along", function () {
  this.bail(true);
  const keptVault = useKeptVault();
  let fork: Fork;
  /** Accounts with money; its vault is not the one of this story. */
  let accounts: KeptVault;
  let options: Required<Pick<CommandOptions, "folder" | "environment">>;
  let dataFolder: string;
  let vault: string;
  let hash: string;
  let firstNonce: number;

  before(async () => {
    accounts = keptVault();
    fork = accounts.fork;
    firstNonce = await transactionCount(fork.provider, accounts.keeper.address);
    const folder = await createTestFolder();
    dataFolder = path.join(folder, "data");
    await writeFile(path.join(folder, "yield-keeper.json"), JSON.stringify({ markets: MARKETS, dataFolder: "data" }));
    options = {
      folder,
      environment: {
        MAINNET_RPC_URL: fork.rpcUrl,
        DEPLOYER_PRIVATE_KEY: accounts.owner.privateKey,
        KEEPER_PRIVATE_KEY: accounts.keeper.privateKey,
      },
    };
  });

  /** Runs a command that has to succeed; what it printed on standard output. */
  async function keeper(...args: readonly string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await runCommand(args, options);
    expect({ exitCode, stderr }).to.deep.equal({ exitCode: 0, stderr: "" });
    return stdout;
  }
  async function keeperJson(...args: readonly string[]) {
    const stdout = await keeper(...args, "--json");
    expect(stdout).to.match(/^[^\n]+\n$/);
    return JSON.parse(stdout);
  }

  it("deploy puts a vault on the chain and its record into the data folder", async () => {
    const deploymentsBefore = await projectDeployments();
    const printed = await keeperJson("deploy");
    vault = printed.vault.address;
    expect(printed.record).to.equal(path.join("data/deployments/1", `ykUSDC-${vault}.json`));
    expect(await readdir(path.join(dataFolder, "deployments/1"))).to.have.members(["journal", path.basename(printed.record)]);
    expect(await projectDeployments()).to.deep.equal(deploymentsBefore);

    const { gitCommit, ...record } = JSON.parse(await readFile(path.join(options.folder, printed.record), "utf8"));
    expect({ ...record, record: printed.record }).to.deep.equal(printed);
    const commit = headCommit();
    if (commit === null) expect(gitCommit).to.equal(null);
    else expect(gitCommit).to.be.oneOf([commit, `${commit}-dirty`]);
    expect(record.roles).to.deep.equal({
      owner: accounts.owner.address,
      curator: accounts.owner.address,
      keeper: accounts.keeper.address,
      guardian: accounts.owner.address,
    });
    expect(record.adapters.map((adapter: { marketId: string }) => adapter.marketId)).to.deep.equal(MARKETS);
    // The vault itself is created by the factory: its transaction creates no contract of the sender's.
    for (const contract of [record.settings, record.factory, ...record.adapters]) {
      const receipt = (await fork.provider.request({
        method: "eth_getTransactionReceipt",
        params: [contract.transactionHash],
      })) as Record<string, string>;
      expect(receipt.contractAddress?.toLowerCase()).to.equal(contract.address.toLowerCase());
      expect(Number(receipt.blockNumber)).to.equal(contract.blockNumber);
      expect(BigInt(receipt.gasUsed ?? 0)).to.equal(BigInt(contract.gasUsed));
      // Only the vault's other half is the same for every vault.
      if (contract === record.settings) expect(contract.constructorArguments).to.deep.equal([]);
      else expect(contract.constructorArguments).to.be.an("array").that.is.not.empty;
    }
    await depositUsdc(accounts, vault);
  });

  it("doctor is content, and knows that this chain's time stands still", async () => {
    const { healthy, checks } = await keeperJson("doctor");
    expect(healthy).to.equal(true);
    const statuses = Object.fromEntries(checks.map((check: { name: string; status: string }) => [check.name, check.status]));
    const ok = "ok";
    const { block, ...others } = statuses;
    expect(others).to.deep.equal({
      node: ok,
      database: ok,
      rpc: ok,
      key: ok,
      multicall: ok,
      vault: ok,
      role: ok,
      balance: ok,
      builders: ok,
    });
    expect(block).to.be.oneOf(["ok", "warning"]);
    expect(checks.find((check: { name: string }) => check.name === "vault").detail).to.include("1000000.00 USDC over 3 adapters");
  });

  it("observe shows and stores what markets pay, once a block", async () => {
    const { observations, stored, rejected } = await keeperJson("observe");
    expect(observations.map((one: { marketId: string }) => one.marketId)).to.deep.equal(MARKETS);
    expect({ stored, rejected }).to.deep.equal({ stored: 3, rejected: [] });
    expect(await keeper("observe"))
      .to.match(/^market +APR +utilization/)
      .and.to.match(/: 3 markets, 0 new observations stored\.\n$/);
  });

  it("tick --dry-run decides, sends nothing and prints nothing that could be sent", async () => {
    const before = await readHead(fork.provider);
    const stdout = await keeper("tick", "--dry-run", "--json");
    const { outcome, decision } = JSON.parse(stdout);
    expect(decision).to.include({ action: "rebalance", reason: "net-benefit", vault });
    expect(outcome.kind).to.equal("dry-run");
    expect(outcome).not.to.have.property("rawTransaction");
    // A signed EIP-1559 transaction begins with its type and the head of a long list.
    expect(stdout).not.to.match(/0x02f9/);
    expect(await transactionCount(fork.provider, accounts.keeper.address)).to.equal(firstNonce);
    expect((await readHead(fork.provider)).hash).to.equal(before.hash);
    const pending = (await fork.provider.request({ method: "eth_getBlockByNumber", params: ["pending", false] })) as {
      transactions: readonly string[];
    };
    expect(pending.transactions).to.deep.equal([]);
  });

  it("tick rebalances", async () => {
    const stdout = await keeper("tick");
    expect(stdout).to.match(/^Decision: rebalance \(net-benefit\)\. /m);
    hash = /^Execution: mined in block \d+, [\d,]+ gas, (0x[0-9a-f]{64})$/m.exec(stdout)?.[1] ?? "";
    const receipt = (await fork.provider.request({ method: "eth_getTransactionReceipt", params: [hash] })) as Record<string, string>;
    expect(receipt.status).to.equal("0x1");
    expect(receipt.to?.toLowerCase()).to.equal(vault.toLowerCase());
    expect(await transactionCount(fork.provider, accounts.keeper.address)).to.equal(firstNonce + 1);
    expect(await rebalancedNonces({ ...accounts, fork, address: vault })).to.have.length(1);
  });

  it("status tells both ticks and the transaction", async () => {
    const [{ ticks, transactions, lastDecision }, text] = await Promise.all([keeperJson("status"), keeper("status", "--last", "1")]);
    expect(ticks.map((tick: { status: string }) => tick.status)).to.deep.equal(["rebalanced", "dry-run"]);
    expect(transactions).to.have.length(1);
    expect(transactions[0]).to.include({ hash, status: "mined", nonce: firstNonce, decisionId: lastDecision.id });
    expect(ticks[0].decisionId).to.equal(lastDecision.id);
    expect(text)
      .to.match(/ rebalanced/)
      .and.to.include(hash);
    expect(text).not.to.match(/ dry-run/);
  });

  it("leaves no server behind", () => {
    expect(existsSync(path.join(dataFolder, "server/pgdata/PG_VERSION")), "the database is here").to.equal(true);
    expect(existsSync(path.join(dataFolder, "server/pgdata/postmaster.pid")), "and its server is not running").to.equal(false);
  });
});
