import { writeFile } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import path from "node:path";
import { expect } from "chai";
import { Wallet } from "ethers";
import { measuredGas } from "../../bot/config/measuredGas.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import { type JsonRpcServer, serveJsonRpc } from "../chain/jsonRpcServer.ts";
import { createTestDatabase, createTestFolder } from "../store/testStore.ts";
import { runCommand } from "./support/command.ts";
import { expectOneLine, itFails } from "./support/failure.ts";
import { type KeptVault, MARKETS, transactionCount, useKeptVault } from "./support/keptVault.ts";

const ADDRESS_WITHOUT_CODE = "0x000000000000000000000000000000000000dEaD";
const USDC = "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48";
const BAD_KEY = "0x5eC4e75eC4e75eC4e75eC4e75eC4e75eC4e75eC4e75eC4e75eC4e75eC4e7bad";

/** A port of this machine where nothing listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe("cli: what a keeper needs and does not get", () => {
  const keptVault = useKeptVault();
  let vault: KeptVault;
  let otherChain: JsonRpcServer;
  let nobody: number;
  const penniless = Wallet.createRandom();
  const poor = Wallet.createRandom();

  before(async () => {
    vault = keptVault();
    otherChain = await serveJsonRpc(() => ({ result: "0x7a69" }));
    nobody = await closedPort();
    const contract = vault.as(vault.owner);
    const role: string = await contract.getFunction("KEEPER_ROLE").staticCall();
    for (const account of [penniless, poor]) await (await contract.getFunction("grantRole").send(role, account.address)).wait();
    const { baseFeeWei } = await readHead(vault.fork.provider);
    await vault.funding.ether(poor.address, baseFeeWei * BigInt(measuredGas.base));
  });
  after(() => otherChain.close());

  /** A tick that lacks nothing but what is given. A database of its own, since a vault has one keeper a database. */
  const tick = (environment: () => Record<string, string>, settings: Record<string, unknown> = {}) => ({
    args: ["tick"],
    options: async () => {
      const folder = await createTestFolder();
      await writeFile(path.join(folder, "yield-keeper.json"), JSON.stringify({ markets: MARKETS, ...settings }));
      return { folder, environment: { DATABASE_URL: await createTestDatabase(), ...vault.environment, ...environment() } };
    },
  });
  const asItIs = () => ({});

  itFails([
    {
      what: "an RPC endpoint where nothing answers",
      ...tick(() => ({ MAINNET_RPC_URL: `http://127.0.0.1:${nobody}/v2/secret-api-key` })),
      exitCode: 3,
      name: "RpcUnreachableError",
      message: /No RPC endpoint answered eth_chainId: http:\/\/127.0.0.1:\d+\/…: connection refused/,
      remedy: /Check that the node runs and that MAINNET_RPC_URL/,
      secrets: ["secret-api-key"],
    },
    {
      what: "an RPC endpoint of another chain",
      ...tick(() => ({ MAINNET_RPC_URL: otherChain.url })),
      exitCode: 2,
      name: "WrongChainError",
      message: /serves chain 31337, but the configuration says chain 1/,
      remedy: /Point the RPC URL to the right network/,
    },
    {
      what: "a malformed private key, which is not repeated",
      ...tick(() => ({ KEEPER_PRIVATE_KEY: BAD_KEY, KEEPER_DEBUG: "" })),
      exitCode: 2,
      name: "InvalidPrivateKeyError",
      message: /KEEPER_PRIVATE_KEY\) is not usable: it has 63 hexadecimal digits instead of 64/,
      remedy: /64 hexadecimal digits/,
      secrets: [BAD_KEY, BAD_KEY.slice(2, 12), BAD_KEY.slice(-10)],
    },
    {
      what: "no private key",
      ...tick(() => ({ KEEPER_PRIVATE_KEY: "" })),
      exitCode: 2,
      name: "MissingSettingError",
      message: /No key to rebalance with/,
      remedy: /Set KEEPER_PRIVATE_KEY .* --dry-run/,
    },
    {
      what: "a key without KEEPER_ROLE",
      ...tick(() => ({ KEEPER_PRIVATE_KEY: vault.users[1]?.privateKey ?? "" })),
      exitCode: 2,
      name: "MissingRoleError",
      message: /0x\w{40} has no KEEPER_ROLE on 0x\w{40}/,
      remedy: /owner grants it: grantRole\(0x\w{64}, 0x\w{40}\)/,
    },
    {
      what: "a key without KEEPER_ROLE where nothing is to be done",
      ...tick(() => ({ KEEPER_PRIVATE_KEY: vault.users[1]?.privateKey ?? "" }), { strategy: "idle" }),
      exitCode: 2,
      name: "MissingRoleError",
      message: /has no KEEPER_ROLE/,
      remedy: /grantRole/,
    },
    {
      what: "an account without ETH, for the keeper that runs",
      ...tick(() => ({ KEEPER_PRIVATE_KEY: penniless.privateKey })),
      args: ["run"],
      exitCode: 3,
      name: "InsufficientBalanceError",
      message: /0x\w{40} has 0.000000 ETH, a rebalance may need 0\.\d{6} ETH/,
      remedy: /Send ETH to the keeper's account/,
    },
    {
      what: "an account without ETH where nothing is to be done",
      ...tick(() => ({ KEEPER_PRIVATE_KEY: penniless.privateKey }), { strategy: "idle" }),
      exitCode: 3,
      name: "InsufficientBalanceError",
      message: /has 0.000000 ETH/,
      remedy: /Send ETH/,
    },
    {
      what: "a database that is down",
      ...tick(() => ({ DATABASE_URL: `postgresql://keeper:hunter22@127.0.0.1:${nobody}/keeper` })),
      exitCode: 3,
      name: "StoreUnreachable",
      message: /database keeper@127.0.0.1:\d+\/keeper cannot be reached: .*ECONNREFUSED/,
      remedy: /Check that the server runs/,
      secrets: ["hunter22"],
    },
    {
      what: "a data folder that cannot be one",
      ...tick(() => ({ DATABASE_URL: "", KEEPER_DATA_FOLDER: "/dev/null/keeper" })),
      exitCode: 3,
      name: "DataFolderUnusable",
      message: /data folder \/dev\/null\/keeper cannot be used/,
      remedy: /choose another data folder, or set DATABASE_URL/,
    },
    {
      what: "a vault where there is no contract",
      ...tick(() => ({ KEEPER_VAULT: ADDRESS_WITHOUT_CODE })),
      exitCode: 2,
      name: "NoContractError",
      message: /No contract at 0x0{36}dEaD on chain 1 answers as the vault/,
      remedy: /`keeper deploy` creates a vault/,
    },
    {
      what: "a vault that is another contract",
      ...tick(() => ({ KEEPER_VAULT: USDC })),
      args: ["tick", "--dry-run"],
      exitCode: 2,
      name: "NoContractError",
      message: /No contract at 0xA0b8\w+ on chain 1 answers as the vault/,
      remedy: /Check the address/,
    },
    {
      what: "an unknown strategy",
      ...tick(asItIs, { strategy: "best" }),
      exitCode: 2,
      name: "UnknownStrategyError",
      message: /no strategy is called "best"/,
      remedy: /Choose one of: maximise-net-yield/,
    },
    {
      what: "an unknown forecaster",
      ...tick(asItIs, { forecaster: "oracle" }),
      exitCode: 2,
      name: "UnknownForecasterError",
      message: /no forecaster is called "oracle"/,
      remedy: /Choose one of: persistence/,
    },
  ]);

  it("a wrong database password: StoreAuthenticationFailed, exit code 2", async function () {
    const url = new URL(await createTestDatabase());
    // A server of the tester's own may trust everyone.
    if (process.env.TEST_DATABASE_URL) this.skip();
    url.password = "hunter22";
    const result = await runCommand(["status", "--vault", vault.address], { environment: { DATABASE_URL: url.href } });
    const line = expectOneLine(result, {
      exitCode: 2,
      message: /refuses the login: password authentication failed/,
      remedy: /Check user and/,
    });
    expect(line).not.to.include("hunter22");
  });

  it("never prints a key, not even to those who debug", async () => {
    const { stdout, stderr, exitCode } = await runCommand(["tick"], {
      environment: { ...vault.environment, KEEPER_PRIVATE_KEY: BAD_KEY, KEEPER_DEBUG: "1" },
    });
    expect(exitCode).to.equal(2);
    expect(stderr, "the stack was asked for").to.match(/\n +at /);
    for (const part of [BAD_KEY.slice(2, 12), BAD_KEY.slice(-10)]) expect(stdout + stderr).not.to.include(part);
  });

  it("tells a rebalance that was refused, beside the tick, and exits with 1", async () => {
    const { options } = tick(() => ({ KEEPER_PRIVATE_KEY: poor.privateKey }));
    const refused = { exitCode: 1, message: /was not sent \(insufficient-funds\): .* wei/, remedy: /`keeper doctor` checks/ };
    const [forPrograms, forPeople] = await Promise.all([
      runCommand(["tick", "--json"], await options()),
      runCommand(["tick"], await options()),
    ]);

    expectOneLine(forPrograms, refused);
    expect(forPrograms.stdout).to.match(/^[^\n]+\n$/);
    const answer = JSON.parse(forPrograms.stdout);
    expect(answer.error).to.include({ name: "RebalanceNotSentError" });
    expect(answer.decision.action).to.equal("rebalance");
    expect(answer.outcome).to.include({ kind: "refused", reason: "insufficient-funds" });

    expectOneLine(forPeople, refused);
    expect(forPeople.stdout).to.match(/^Decision: rebalance/m);
    expect(await transactionCount(vault.fork.provider, poor.address)).to.equal(0);
  });

  it("decides without a key in a dry run, which is no failure", async () => {
    const { options } = tick(() => ({ KEEPER_PRIVATE_KEY: "" }));
    const { exitCode, stdout, stderr } = await runCommand(["tick", "--dry-run", "--json"], await options());
    expect({ exitCode, stderr }).to.deep.equal({ exitCode: 0, stderr: "" });
    expect(JSON.parse(stdout).decision.action).to.equal("rebalance");
    expect(JSON.parse(stdout).outcome).to.include({ kind: "refused", reason: "no-key" });
  });

  it("doctor finds all of it at once and exits with 1", async () => {
    const { exitCode, stdout } = await runCommand(["doctor", "--json"], {
      environment: {
        MAINNET_RPC_URL: `http://127.0.0.1:${nobody}`,
        DATABASE_URL: `postgresql://keeper@127.0.0.1:${nobody}/keeper`,
        KEEPER_PRIVATE_KEY: BAD_KEY,
      },
    });
    const { healthy, checks } = JSON.parse(stdout) as { healthy: boolean; checks: { name: string; status: string; remedy: string }[] };
    expect({ exitCode, healthy }).to.deep.equal({ exitCode: 1, healthy: false });
    const failed = checks.filter((check) => check.status === "failed");
    expect(failed.map((check) => check.name)).to.deep.equal(["database", "rpc", "key"]);
    for (const { remedy } of failed) expect(remedy).to.match(/\.$/);
    expect(stdout).not.to.include(BAD_KEY.slice(-10));
  });
});
