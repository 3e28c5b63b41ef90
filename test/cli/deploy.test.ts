import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import { Wallet } from "ethers";
import { developmentAccounts } from "../../scripts/local-mainnet/accounts.ts";
import type { Fork } from "../../scripts/local-mainnet/forkOf.ts";
import { type RpcServer, serveRpc } from "../../scripts/local-mainnet/rpcServer.ts";
import { scryptKeystore } from "../execute/signers/keystores.ts";
import { createTestDatabase, createTestFolder } from "../store/testStore.ts";
import { type CommandOptions, PROJECT_ROOT, runCommand } from "./support/command.ts";
import { expectJsonFailure, itFails } from "./support/failure.ts";
import { MARKETS, transactionCount, useKeptVault } from "./support/keptVault.ts";
import { compileCopy, copyProject } from "./support/projectCopy.ts";

const ADDRESSES = ["0x1111111111111111111111111111111111111111", "0x2222222222222222222222222222222222222222"];

/** A data folder with a record of each vault, as of a development chain. */
async function dataFolderWith(...vaults: readonly string[]): Promise<string> {
  const dataFolder = await createTestFolder();
  const records = path.join(dataFolder, "deployments/1");
  await mkdir(records, { recursive: true });
  for (const address of vaults) {
    await writeFile(path.join(records, `ykUSDC-${address}.json`), JSON.stringify({ vault: { address } }));
  }
  return dataFolder;
}

describe("cli: keeper deploy", () => {
  const [deployer] = developmentAccounts(1) as [{ address: string; privateKey: string }];
  const penniless = Wallet.createRandom();
  const keptVault = useKeptVault();
  let fork: Fork;
  /** The same fork, not to be told from a real node. */
  let realNode: RpcServer;

  before(async () => {
    fork = keptVault().fork;
    realNode = await serveRpc({
      async request(call) {
        if (call.method === "web3_clientVersion") return "Geth/v1.16.4-stable/linux-amd64/go1.24";
        // Its blocks come whether there are transactions or not.
        if (call.method === "eth_getBlockByNumber") await fork.provider.request({ method: "evm_mine" });
        return fork.provider.request(call);
      },
    });
  });
  after(() => realNode.close());

  const environment = (more: Record<string, string> = {}) => ({
    MAINNET_RPC_URL: fork.rpcUrl,
    DEPLOYER_PRIVATE_KEY: deployer.privateKey,
    KEEPER_DATA_FOLDER: "/dev/null/never-used",
    ...more,
  });
  /** A home folder that holds nothing of Hardhat's but these files. */
  async function atHome(more: Record<string, string>, files: Record<string, unknown> = {}) {
    const home = await createTestFolder();
    await mkdir(path.join(home, "hardhat-nodejs"));
    for (const [name, content] of Object.entries(files)) {
      await writeFile(path.join(home, "hardhat-nodejs", name), JSON.stringify(content));
    }
    return { home, environment: environment({ HOME: home, XDG_CONFIG_HOME: home, ...more }) };
  }
  const givenAtHome = (...home: Parameters<typeof atHome>) => ({ options: () => atHome(...home) });
  const given = (more: Record<string, string> = {}) => ({ options: () => ({ environment: environment(more) }) });

  describe("with a key that is kept elsewhere", () => {
    /** Deploys nothing, since there is no such token; a malformed key is told before. */
    const source = async (options: CommandOptions) => (await runCommand(["deploy", "--asset", "XAU"], options)).stderr;

    it("opens an encrypted file", async () => {
      const { environment: without, home } = await atHome({ DEPLOYER_PRIVATE_KEY: "" });
      const file = path.join(home, "deployer.json");
      await writeFile(file, scryptKeystore(deployer.privateKey, "hunter2222"));
      const withFile = { ...without, DEPLOYER_KEYSTORE: file };
      expect(await source({ environment: { ...withFile, DEPLOYER_KEYSTORE_PASSWORD: "hunter2222" } })).to.match(
        /XAU is not in the address book/,
      );
      expect(await source({ environment: { ...withFile, DEPLOYER_KEYSTORE_PASSWORD: "hunter2223" } })).to.match(/password does not open/);
    });

    it("opens Hardhat's development keystore, unless the environment has a key", async () => {
      const { environment: without } = await atHome({ DEPLOYER_PRIVATE_KEY: "" });
      const hardhat = spawn(path.join(PROJECT_ROOT, "node_modules/.bin/hardhat"), ["keystore", "set", "--dev", "DEPLOYER_PRIVATE_KEY"], {
        cwd: PROJECT_ROOT,
        env: { ...process.env, CI: "", ...without },
        stdio: ["pipe", "ignore", "ignore"],
      });
      hardhat.stdin.end("0xc0ffee\n");
      expect(await once(hardhat, "close")).to.deep.equal([0, null]);
      const line = await source({ environment: without });
      expect(line).to.match(/DEPLOYER_PRIVATE_KEY of Hardhat's keystore is not usable: it has 6 hexadecimal digits/);
      expect(line).not.to.include("c0ffee");
      expect(await source({ environment: { ...without, DEPLOYER_PRIVATE_KEY: deployer.privateKey } })).to.match(/XAU is not in/);
    });
  });

  describe("with wrong input", () => {
    let countBefore: number;
    before(async () => {
      countBefore = await transactionCount(fork.provider, deployer.address);
    });
    const wrong = { exitCode: 2, name: "MissingSettingError" };
    itFails([
      {
        ...wrong,
        ...givenAtHome({ DEPLOYER_PRIVATE_KEY: "" }),
        what: "no key",
        args: ["deploy"],
        message: /No key to deploy with/,
        remedy: /Set DEPLOYER_PRIVATE_KEY/,
      },
      // Elsewhere Hardhat keeps its files in other places.
      ...(process.platform === "linux"
        ? [
            {
              ...wrong,
              ...givenAtHome({ DEPLOYER_PRIVATE_KEY: "" }, { "keystore.json": { secrets: { DEPLOYER_PRIVATE_KEY: {} } } }),
              what: "a key in Hardhat's keystore, and no terminal to ask for its password on",
              args: ["deploy"],
              name: "KeystoreLockedError",
              message: /DEPLOYER_PRIVATE_KEY is in Hardhat's keystore and cannot be read: there is no terminal/,
              remedy: /Run the command on a terminal, or set DEPLOYER_PRIVATE_KEY, or DEPLOYER_KEYSTORE/,
            },
          ]
        : []),
      {
        ...wrong,
        ...givenAtHome({ DEPLOYER_PRIVATE_KEY: "", DEPLOYER_KEYSTORE: "/dev/null/deployer.json", DEPLOYER_KEYSTORE_PASSWORD: "hunter22" }),
        what: "an encrypted file that is not there",
        args: ["deploy"],
        name: "KeystoreError",
        message: /The keystore \/dev\/null\/deployer\.json cannot be read: ENOTDIR/,
        remedy: /./,
        secrets: ["hunter22"],
      },
      {
        ...wrong,
        ...givenAtHome({ DEPLOYER_PRIVATE_KEY: "", DEPLOYER_KEYSTORE: "/dev/null/deployer.json" }),
        what: "an encrypted file without its password",
        args: ["deploy"],
        message: /No password for the keystore/,
        remedy: /DEPLOYER_KEYSTORE_PASSWORD_FILE/,
      },
      {
        ...given({ DEPLOYER_PRIVATE_KEY: "0xc0ffee" }),
        what: "a malformed key, named by its variable",
        args: ["deploy"],
        exitCode: 2,
        name: "InvalidPrivateKeyError",
        message: /^(error: )?DEPLOYER_PRIVATE_KEY is not usable: it has 6 hexadecimal digits/,
        remedy: /64 hexadecimal digits/,
        secrets: ["c0ffee"],
      },
      {
        ...wrong,
        ...given(),
        what: "an idle floor above everything",
        args: ["deploy", "--limit", "idleFloorBps=10001"],
        message: /--limit idleFloorBps 10001 is out of range/,
        remedy: /whole number from 0 to 10000/,
      },
      {
        ...wrong,
        ...given(),
        what: "a limit that does not exist",
        args: ["deploy", "--limit", "idleFlorBps=100"],
        message: /--limit idleFlorBps is not known/,
        remedy: /Choose of idleFloorBps, /,
      },
      {
        ...wrong,
        ...given(),
        what: "a limit without a value",
        args: ["deploy", "--limit", "idleFloorBps"],
        message: /--limit idleFloorBps has no name and value/,
        remedy: /Write --limit name=value/,
      },
      {
        ...wrong,
        ...given(),
        what: "a cap of a risk that no adapter has",
        args: ["deploy", "--risk-cap", "protocol:pyramid=100"],
        message: /No adapter has the risk protocol:pyramid/,
        remedy: /Choose of protocol:aave-v3, /,
      },
      {
        ...given(),
        what: "a development node in mainnet's place",
        args: ["deploy", "--network", "mainnet"],
        exitCode: 2,
        name: "UnexpectedNetworkError",
        message: /--network mainnet was given, but the endpoint serves a development node/,
        remedy: /Correct --network, or the endpoint/,
      },
      {
        what: "mainnet in a development node's place",
        options: () => ({ environment: environment({ MAINNET_RPC_URL: realNode.rpcUrl }) }),
        args: ["deploy", "--network", "local"],
        exitCode: 2,
        name: "UnexpectedNetworkError",
        message: /--network local was given, but the endpoint serves mainnet/,
        remedy: /Correct --network, or the endpoint/,
      },
      {
        ...given(),
        what: "a network that does not exist",
        args: ["deploy", "--network", "moon"],
        exitCode: 2,
        name: "UsageError",
        message: /Allowed choices are mainnet, local/,
        remedy: /--help/,
      },
      {
        ...wrong,
        ...given(),
        what: "a cap that is no number",
        args: ["deploy", "--relative-cap-bps", "half"],
        message: /--relative-cap-bps half is out of range/,
        remedy: /whole number/,
      },
      {
        ...wrong,
        ...given(),
        what: "an owner that is no address",
        args: ["deploy", "--owner", "alice.eth"],
        message: /--owner alice.eth is no address/,
        remedy: /0x and 40/,
      },
      {
        ...wrong,
        ...given(),
        what: "an owner whose address is mistyped",
        args: ["deploy", "--owner", "0x4E1Cb5e045f730052eBA724C1c81ee3150e79e8C"],
        message: /--owner 0x\w{40} has a wrong checksum/,
        remedy: /a digit or a capital is mistyped/,
      },
      {
        ...wrong,
        ...given(),
        what: "an owner that nobody is",
        args: ["deploy", "--owner", `0x${"0".repeat(40)}`],
        message: /--owner is the zero address/,
        remedy: /address of an account/,
      },
      {
        ...wrong,
        ...given(),
        what: "a symbol that would be a path",
        args: ["deploy", "--symbol", "yk/USDC"],
        message: /--symbol "yk\/USDC" cannot be a symbol/,
        remedy: /up to 32 letters/,
      },
      {
        ...wrong,
        ...given(),
        what: "an empty symbol",
        args: ["deploy", "--symbol", ""],
        message: /--symbol "" cannot be a symbol/,
        remedy: /up to 32 letters/,
      },
      {
        ...wrong,
        ...given(),
        what: "an unknown token",
        args: ["deploy", "--asset", "XAU"],
        message: /token XAU is not in the address book/,
        remedy: /Choose of USDC/,
      },
      {
        ...given(),
        what: "a place for the record that is no folder",
        args: ["deploy", "--out", "/dev/null"],
        exitCode: 2,
        name: "RecordsFolderUnusableError",
        message: /Records cannot be written into \/dev\/null\/1/,
        remedy: /--out/,
      },
      {
        what: "an account without ETH",
        options: async () => ({
          environment: environment({ DEPLOYER_PRIVATE_KEY: penniless.privateKey, KEEPER_DATA_FOLDER: await createTestFolder() }),
        }),
        args: ["deploy"],
        exitCode: 1,
        name: "DeploymentFailedError",
        message: /stopped at "[^"]+": .*funds/i,
        remedy: /Correct the cause and give the same command again/,
      },
      {
        what: "contracts that are not compiled",
        options: async () => ({ project: await copyProject(), environment: environment({ KEEPER_DATA_FOLDER: await createTestFolder() }) }),
        args: ["deploy"],
        exitCode: 2,
        name: "NotCompiledError",
        message: /contract VaultSettings is not compiled/,
        remedy: /npm run compile/,
      },
    ]);

    it("has sent nothing in any of these cases", async () => {
      expect(await transactionCount(fork.provider, deployer.address)).to.equal(countBefore);
    });
  });

  it("sends nothing when one adapter of several is not compiled", async () => {
    const project = await copyProject();
    const contracts = path.join(project, "artifacts/contracts");
    for (const name of ["VaultSettings", "YieldVault", "VaultFactory"]) {
      await cp(path.join(import.meta.dirname, `../../artifacts/contracts/${name}.sol`), path.join(contracts, `${name}.sol`), {
        recursive: true,
      });
    }
    const countBefore = await transactionCount(fork.provider, deployer.address);
    const result = await runCommand(["deploy", "--json"], {
      project,
      environment: environment({ KEEPER_DATA_FOLDER: await createTestFolder() }),
    });
    expectJsonFailure(result, {
      exitCode: 2,
      name: "NotCompiledError",
      message: /AaveV3Adapter is not compiled/,
      remedy: /npm run compile/,
    });
    expect(await transactionCount(fork.provider, deployer.address)).to.equal(countBefore);
  });

  it("rehearses on a fork with --dry-run: says what it costs, sends nothing and writes nothing", async function () {
    this.timeout(120_000);
    const dataFolder = await createTestFolder();
    const options = { environment: environment({ KEEPER_DATA_FOLDER: dataFolder }) };
    const balanceWei = await fork.provider.request({ method: "eth_getBalance", params: [deployer.address, "latest"] });
    const countBefore = await transactionCount(fork.provider, deployer.address);
    const block = await fork.provider.request({ method: "eth_blockNumber" });

    const dry = await runCommand(["deploy", "--dry-run", "--network", "local", "--json"], options);
    expect(dry).to.include({ exitCode: 0, stderr: "" });
    const rehearsal = JSON.parse(dry.stdout);
    expect(rehearsal.dryRun).to.equal(true);
    expect(BigInt(rehearsal.balanceWei)).to.equal(BigInt(balanceWei as string));
    expect(BigInt(rehearsal.costWei)).to.equal(BigInt(rehearsal.gasUsed) * BigInt(rehearsal.baseFeeWei));
    expect(await transactionCount(fork.provider, deployer.address)).to.equal(countBefore);
    expect(await fork.provider.request({ method: "eth_blockNumber" })).to.equal(block);
    expect(await readdir(dataFolder)).to.deep.equal([]);

    // What it foretold is what happens.
    const deployed = await runCommand(["deploy", "--network", "local", "--json"], options);
    expect(deployed).to.include({ exitCode: 0, stderr: "" });
    const { vault } = JSON.parse(deployed.stdout);
    expect(vault.address).to.equal(rehearsal.deployment.vault.address);
    expect(await transactionCount(fork.provider, deployer.address)).to.equal(countBefore + rehearsal.steps.length);

    const again = await runCommand(["deploy", "--dry-run"], options);
    expect(again).to.include({ exitCode: 0, stderr: "" });
    expect(again.stdout).to.match(/^Dry run on a fork of block \d+; nothing was sent\.\n0 transactions with 0 gas cost 0\.0 ether/);

    const changed = await runCommand(["deploy", "--dry-run", "--no-monitor", "--relative-cap-bps", "1000", "--json"], options);
    expectJsonFailure(changed, {
      exitCode: 2,
      name: "DeploymentChangedError",
      message: /The vault ykUSDC was begun differently before/,
      remedy: new RegExp(`another --symbol; or move ${dataFolder}/deployments/1/journal away`),
    });
  });

  it("records what stands on a real chain in deployments/, and that vault is kept from then on", async function () {
    // Waits for two blocks on each transaction, and asks for them once a second.
    this.timeout(180_000);
    const project = await copyProject();
    await compileCopy(project);
    const folder = await createTestFolder();
    await writeFile(path.join(folder, "yield-keeper.json"), JSON.stringify({ markets: MARKETS }));
    // A development vault of the same chain id is in the data folder: it must not be taken for a real one.
    const dataFolder = await dataFolderWith(ADDRESSES[0] as string);
    const options = {
      project,
      folder,
      environment: environment({
        MAINNET_RPC_URL: realNode.rpcUrl,
        KEEPER_DATA_FOLDER: dataFolder,
        KEEPER_PRIVATE_KEY: deployer.privateKey,
        DATABASE_URL: await createTestDatabase(),
      }),
    };

    const unrecorded = await runCommand(["tick", "--json"], options);
    expectJsonFailure(unrecorded, {
      exitCode: 2,
      name: "MissingSettingError",
      message: /No vault is configured, and none is recorded for chain 1/,
      remedy: /`keeper deploy` creates one/,
    });

    const deployed = await runCommand(["deploy"], options);
    expect(deployed).to.include({ exitCode: 0 });
    expect(deployed.stderr).to.match(/^… VaultSettings\n(… .+\n)+$/);
    const [journal, file, ...others] = (await readdir(path.join(project, "deployments/1"))).sort();
    expect({ journal, others }).to.deep.equal({ journal: "journal", others: [] });
    const { vault } = JSON.parse(await readFile(path.join(project, "deployments/1", file as string), "utf8"));
    expect(deployed.stdout).to.include(`KEEPER_VAULT=${vault.address} npx keeper doctor`);

    const kept = await runCommand(["tick", "--json"], options);
    expect(kept).to.include({ exitCode: 0, stderr: "" });
    const { vault: state, decision } = JSON.parse(kept.stdout);
    expect(state.address).to.equal(vault.address);
    expect(decision).to.include({ action: "hold", reason: "no-assets" });
  });
});

describe("cli: the vault that is kept when none is configured", () => {
  const keptVault = useKeptVault();
  const [first, second] = ADDRESSES as [string, string];
  const withRecords = (...vaults: string[]) => ({
    options: async () => ({
      environment: { MAINNET_RPC_URL: keptVault().fork.rpcUrl, KEEPER_DATA_FOLDER: await dataFolderWith(...vaults) },
    }),
  });

  itFails([
    {
      ...withRecords(),
      what: "none is recorded",
      args: ["tick", "--dry-run"],
      exitCode: 2,
      name: "MissingSettingError",
      message: /No vault is configured, and none is recorded for chain 1/,
      remedy: /Set KEEPER_VAULT/,
    },
    {
      ...withRecords(second, first),
      what: "several are recorded",
      args: ["tick", "--dry-run"],
      exitCode: 2,
      name: "MissingSettingError",
      message: new RegExp(`several are recorded for chain 1: ${first}, ${second}`),
      remedy: /Choose one: set KEEPER_VAULT/,
    },
    {
      ...withRecords(first, second),
      what: "several are recorded, and only the database is asked",
      args: ["status"],
      exitCode: 2,
      name: "MissingSettingError",
      message: /several are recorded/,
      remedy: /Choose one/,
    },
    {
      ...withRecords("0x12"),
      what: "a record is broken",
      args: ["status"],
      exitCode: 2,
      name: "ConfigurationError",
      message: /ykUSDC-0x12.json: it is not a deployment record/,
      remedy: /Restore the file/,
    },
  ]);

  it("is the only recorded one; status needs no node to find it", async () => {
    const KEEPER_DATA_FOLDER = await dataFolderWith(first);
    const environment = { KEEPER_DATA_FOLDER, DATABASE_URL: await createTestDatabase() };
    const result = await runCommand(["status"], { environment });
    expect(result).to.include({ exitCode: 0, stderr: "" });
    expect(result.stdout).to.include(`no tick of ${first} on chain 1 yet`);
  });

  it("is not needed by doctor, which says how to name one of several", async () => {
    const { environment } = await withRecords(first, second).options();
    const { stdout, exitCode } = await runCommand(["doctor", "--json"], {
      environment: { ...environment, DATABASE_URL: await createTestDatabase() },
    });
    expect(exitCode).to.equal(1);
    const check = JSON.parse(stdout).checks.find(({ name }: { name: string }) => name === "vault");
    expect(check.status).to.equal("failed");
    expect(check.detail).to.include(first).and.to.include(second);
    expect(check.remedy).to.match(/Choose one/);
    expect(existsSync(path.join(environment.KEEPER_DATA_FOLDER, "server")), "DATABASE_URL is used").to.equal(false);
  });
});
