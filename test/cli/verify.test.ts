import { readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import { writeDeploymentRecord } from "../../scripts/deploy/record.ts";
import { createTestFolder } from "../store/testStore.ts";
import { type ExplorerServer, job, notOk, ok, serveExplorer } from "../verify/support/explorerServer.ts";
import { runCommand } from "./support/command.ts";
import { expectJsonFailure, itFails } from "./support/failure.ts";
import { MARKETS, transactionCount, useKeptVault } from "./support/keptVault.ts";
import { copyProject } from "./support/projectCopy.ts";

const KEY = "SECRETETHERSCANKEY";
const ELSEWHERE = "0x1111111111111111111111111111111111111111";

describe("cli: keeper verify", () => {
  const keptVault = useKeptVault();
  let server: ExplorerServer;
  let dataFolder: string;

  before(async () => {
    server = await serveExplorer();
    dataFolder = await createTestFolder();
    writeDeploymentRecord(path.join(dataFolder, "deployments"), keptVault().deployment);
  });
  after(() => server.close());

  const environment = (more: Record<string, string> = {}) => ({
    MAINNET_RPC_URL: keptVault().fork.rpcUrl,
    KEEPER_DATA_FOLDER: dataFolder,
    ETHERSCAN_API_KEY: KEY,
    ...more,
  });
  const given = (more: Record<string, string> = {}) => ({ options: () => ({ environment: environment(more) }) });

  it("publishes every contract and tells where to read it; the key is nowhere", async () => {
    server.answerWith(({ query }) => ok(query.get("action") === "verifysourcecode" ? "ticket" : "Pass - Verified"));
    const named = ["--explorer", `etherscan:${server.url}/v2/api`];
    const { exitCode, stdout, stderr } = await runCommand(["verify", ...named], { environment: environment() });
    expect(exitCode, stderr).to.equal(0);
    const lines = stdout.trimEnd().split("\n");
    expect(lines).to.have.length(3 + MARKETS.length + 2);
    for (const line of lines.slice(0, -2)) expect(line).to.match(/^✓ \w+( of \S+)? +0x\w{40} verified, http\S+\/address\/0x\w{40}#code$/);
    expect(lines.at(-2)).to.match(/^– blueprint +0x\w{40} has no source form of its own/);
    expect(lines.at(-1)).to.match(/^All sources are verified on /);
    expect(stderr).to.include("… submit VaultSettings\n").and.to.include("… wait for YieldVault\n");
    expect(stdout + stderr).not.to.include(KEY);
    expect(server.requests.every(({ query }) => query.get("apikey") === KEY)).to.equal(true);
  });

  it("says what is verified already and what is refused, and then exits with 1", async () => {
    server.answerWith((request) => {
      if (request.method === "GET") return job(null, { customCode: "no_match", message: `bytecodes differ, ${KEY}` });
      const name = String(request.json?.contractIdentifier);
      if (!name.endsWith(":YieldVault")) return { httpStatus: 409, json: { customCode: "already_verified", message: "…", errorId: "e" } };
      return { httpStatus: 202, json: { verificationId: "a-job" } };
    });
    const result = await runCommand(["verify", "--explorer", `sourcify:${server.url}/server`, "--json"], { environment: environment() });
    expect(result).to.include({ exitCode: 1, stderr: "" });
    const { verified, vault, blueprint, contracts } = JSON.parse(result.stdout);
    const { deployment } = keptVault();
    expect({ verified, vault, blueprint }).to.deep.equal({
      verified: false,
      vault: deployment.vault.address,
      blueprint: deployment.factory.constructorArguments[0],
    });
    const statuses = contracts.map(({ name, status }: { name: string; status: string }) => [name.split(" ")[0], status]);
    expect(statuses).to.deep.equal([
      ["VaultSettings", "already-verified"],
      ["VaultFactory", "already-verified"],
      ["YieldVault", "failed"],
      ["AaveV3Adapter", "already-verified"],
      ["CompoundV3Adapter", "already-verified"],
      ["SkySavingsAdapter", "already-verified"],
    ]);
    expect(contracts[2].reason).to.match(/^bytecodes differ/);
  });

  describe("with wrong input", () => {
    const explorer = () => ["--explorer", "http://127.0.0.1:9/never-asked"];
    itFails([
      {
        ...given(),
        what: "a public explorer for what is on a development node",
        args: ["verify"],
        exitCode: 2,
        name: "UnknownToExplorersError",
        message: /development node, whose contracts Etherscan does not know/,
        remedy: /--explorer <url>, or check with `keeper verify --dry-run`/,
      },
      {
        ...given({ ETHERSCAN_API_KEY: "" }),
        what: "no key for Etherscan",
        args: ["verify", "--explorer", "etherscan"],
        exitCode: 2,
        name: "MissingSettingError",
        message: /No API key for Etherscan/,
        remedy: /Set ETHERSCAN_API_KEY, or choose --explorer sourcify/,
      },
      {
        ...given(),
        what: "an explorer that is none",
        args: ["verify", "--explorer", "https://user:secret@"],
        exitCode: 2,
        name: "MissingSettingError",
        message: /neither an explorer's name nor the URL of one/,
        remedy: /Give etherscan, blockscout, sourcify/,
        secrets: ["secret"],
      },
      {
        ...given(),
        what: "a wait that is no number",
        args: ["verify", "--wait", "soon"],
        exitCode: 2,
        name: "MissingSettingError",
        message: /--wait soon is out of range/,
        remedy: /1 to 3600/,
      },
      {
        ...given(),
        what: "a vault that is not recorded",
        args: ["verify", ...explorer(), "--vault", ELSEWHERE],
        exitCode: 2,
        name: "MissingSettingError",
        message: new RegExp(`has no record of the vault ${ELSEWHERE}`),
        remedy: /--from/,
      },
      {
        ...given(),
        what: "a folder without records",
        args: ["verify", ...explorer(), "--from", "/dev/null"],
        exitCode: 2,
        name: "MissingSettingError",
        message: /none is recorded for chain 1/,
        remedy: /`keeper deploy` creates one/,
      },
      {
        what: "contracts that are not compiled",
        options: async () => ({ project: await copyProject(), environment: environment() }),
        args: ["verify", ...explorer()],
        exitCode: 2,
        name: "NotCompiledError",
        message: /VaultSettings is not compiled/,
        remedy: /npm run compile/,
      },
      {
        what: "a chain that was started anew",
        options: async () => {
          const folder = await createTestFolder();
          const { deployment } = keptVault();
          writeDeploymentRecord(path.join(folder, "deployments"), {
            ...deployment,
            settings: { ...deployment.settings, address: ELSEWHERE },
          });
          return { environment: environment({ KEEPER_DATA_FOLDER: folder }) };
        },
        args: ["verify", ...explorer()],
        exitCode: 2,
        name: "NotOnChainError",
        message: new RegExp(`there is no contract at ${ELSEWHERE}`),
        remedy: /a development chain that was started anew/,
      },
      {
        what: "a record of another deployment",
        options: async () => {
          const folder = await createTestFolder();
          const { deployment } = keptVault();
          const swapped = { ...deployment, settings: { ...deployment.settings, address: deployment.factory.address } };
          writeDeploymentRecord(path.join(folder, "deployments"), swapped);
          return { environment: environment({ KEEPER_DATA_FOLDER: folder }) };
        },
        args: ["verify", ...explorer()],
        exitCode: 2,
        name: "SourcesDifferError",
        message: /differ from what was deployed: VaultSettings at 0x\w+ has another code/,
        remedy: /Check out .*, run `npm run compile`/,
      },
    ]);
  });

  it("follows a deployment with --verify, and does not make it fail; the same command verifies what stands", async function () {
    this.timeout(120_000);
    const { fork, owner, keeper } = keptVault();
    const out = await createTestFolder();
    const folder = await createTestFolder();
    await writeFile(path.join(folder, "yield-keeper.json"), JSON.stringify({ markets: MARKETS.slice(2) }));
    const options = { folder, environment: environment({ DEPLOYER_PRIVATE_KEY: owner.privateKey, KEEPER_PRIVATE_KEY: keeper.privateKey }) };
    const args = ["deploy", "--symbol", "ykVerified", "--sweep-recipient", owner.address, "--out", out, "--verify"];

    // What cannot be verified is said before anything is sent.
    const before = await transactionCount(fork.provider, owner.address);
    expectJsonFailure(await runCommand([...args, "--json"], options), {
      exitCode: 2,
      name: "UnknownToExplorersError",
      message: /development node/,
      remedy: /--explorer/,
    });
    expect(await transactionCount(fork.provider, owner.address)).to.equal(before);

    server.answerWith(() => notOk("Invalid API Key (#err2)"));
    const explorer = ["--explorer", `etherscan:${server.url}/v2/api`];
    const deployed = await runCommand([...args, ...explorer], options);
    expect(deployed.exitCode, deployed.stderr).to.equal(0);
    const [file] = (await readdir(path.join(out, "1"))).filter((name) => name.endsWith(".json"));
    const { vault } = JSON.parse(await readFile(path.join(out, "1", file as string), "utf8"));
    expect(deployed.stdout).to.match(new RegExp(`^Vault ${vault.address} with 1 adapter, recorded in `));
    expect(deployed.stdout).to.match(/^The deployment is complete, but not verified: .*Invalid API Key \(#err2\)\. .*ETHERSCAN_API_KEY/m);
    expect(deployed.stdout).to.match(new RegExp(`To try again: npx keeper verify --vault ${vault.address} --from ${out}`));

    server.answerWith(({ query }) => ok(query.get("action") === "verifysourcecode" ? "ticket" : "Pass - Verified"));
    const again = await runCommand([...args, ...explorer, "--json"], options);
    expect(again).to.include({ exitCode: 0, stderr: "" });
    const { verification } = JSON.parse(again.stdout);
    expect(verification.verified).to.equal(true);
    const names = verification.contracts.map(({ name }: { name: string }) => name);
    expect(names).to.deep.equal([
      "VaultSettings",
      "VaultFactory",
      "YieldVault",
      "RewardSeller",
      `SkySavingsAdapter of ${MARKETS[2]}`,
      "BreakerMonitor",
    ]);
  });
});
