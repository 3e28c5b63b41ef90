import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "chai";
import type { JsonRpcApiProvider } from "ethers";
import { recordedVaults } from "../../bot/config/deployments.ts";
import { ConfigurationError } from "../../bot/config/errors.ts";
import { DEFAULT_LIMITS } from "../../bot/config/vaultDefaults.ts";
import { RecordsFolderUnusableError } from "../../scripts/deploy/errors.ts";
import { isDevelopmentNode, recordsFolder } from "../../scripts/deploy/folders.ts";
import { prepareRecordsFolder, type VaultDeployment, writeDeploymentRecord } from "../../scripts/deploy/record.ts";
import { createTestFolder } from "../store/testStore.ts";

const VAULTS = ["0xb27f35eCbfafaB357e807A53c74931E75fE7a5B2", "0x6004306690F75f3dbdfc8D116bF80B71467149C8"] as const;
const ROLE = "0x4E1Cb5e045f730052eBA724C1c81ee3150e79e8c";

function deploymentOf(address: string): VaultDeployment {
  const created = { blockNumber: 23_000_300, transactionHash: `0x${"ab".repeat(32)}`, abiHash: "ef".repeat(32) };
  const shared = { address: ROLE, source: "VaultFactory", constructorArguments: [], gasUsed: 441_740n, ...created };
  return {
    chainId: 1,
    name: "Yield Keeper USDC",
    symbol: "ykUSDC",
    asset: { address: "0xA0b86991c6218b36c1d19D4a2e9Eb0cE3606eB48", symbol: "USDC", decimals: 6 },
    roles: { owner: ROLE, curator: ROLE, keeper: ROLE, guardian: ROLE },
    limits: DEFAULT_LIMITS,
    deployer: ROLE,
    factory: shared,
    settings: shared,
    vault: { address, source: "YieldVault", constructorArguments: [{ asset: ROLE, limits: [200] }, ROLE], gasUsed: 4_209_785n, ...created },
    rewardSeller: null,
    breakerMonitor: shared,
    risks: [{ name: "protocol:aave-v3", absoluteCap: 2n ** 90n, relativeCapBps: 6_000 }],
    adapters: [
      {
        address: ROLE,
        source: "adapters/AaveV3Adapter",
        constructorArguments: [address, ROLE, [`0x${"cd".repeat(32)}`]],
        gasUsed: 1_194_471n,
        ...created,
        marketId: "1:aave-v3:usdc",
        risks: ["protocol:aave-v3"],
        // More than a JSON number holds.
        absoluteCap: 2n ** 100n,
        relativeCapBps: 6_000,
      },
    ],
  };
}

describe("deploy: records", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await createTestFolder();
  });

  it("come back as they were written, amounts as decimal strings, with the commit", async () => {
    const deployment = deploymentOf(VAULTS[0]);
    const file = writeDeploymentRecord(folder, deployment);
    expect(file).to.equal(path.join(folder, "1", `ykUSDC-${VAULTS[0]}.json`));
    const { gitCommit, ...read } = JSON.parse(await readFile(file, "utf8"));
    const strings = JSON.parse(JSON.stringify(deployment, (_key, value) => (typeof value === "bigint" ? `${value}` : value)));
    expect(read).to.deep.equal(strings);
    expect(BigInt(read.adapters[0].absoluteCap)).to.equal(2n ** 100n);
    if (gitCommit !== null) expect(gitCommit).to.match(/^[0-9a-f]{40}(-dirty)?$/);
  });

  it("stand side by side, and their vaults are found by chain", () => {
    for (const address of VAULTS) writeDeploymentRecord(folder, deploymentOf(address));
    writeDeploymentRecord(folder, { ...deploymentOf(ROLE), chainId: 10 });
    expect(recordedVaults(folder, 1)).to.have.members([...VAULTS]);
    expect(recordedVaults(folder, 10)).to.deep.equal([ROLE]);
    expect(recordedVaults(folder, 8453)).to.deep.equal([]);
    expect(recordedVaults(path.join(folder, "elsewhere"), 1)).to.deep.equal([]);
  });

  it("are whole files: nothing else is left in the folder, and what is no record is not read", async () => {
    writeDeploymentRecord(folder, deploymentOf(VAULTS[0]));
    writeDeploymentRecord(folder, deploymentOf(VAULTS[0]));
    expect(await readdir(path.join(folder, "1"))).to.deep.equal([`ykUSDC-${VAULTS[0]}.json`]);
    await writeFile(path.join(folder, "1/README.md"), "notes");
    await writeFile(path.join(folder, "1/half.json.tmp"), "{");
    expect(recordedVaults(folder, 1)).to.deep.equal([VAULTS[0]]);
  });

  for (const [what, content] of [
    ["is half a file", '{ "vault": {'],
    ["has no vault", "{}"],
    ["has no address", '{ "vault": {} }'],
    ["has a mistyped address", `{ "vault": { "address": "${VAULTS[0].replace("b27f", "b27e")}" } }`],
  ] as const) {
    it(`are refused when one ${what}`, async () => {
      prepareRecordsFolder(folder, 1);
      await writeFile(path.join(folder, "1/broken.json"), content);
      expect(() => recordedVaults(folder, 1)).to.throw(ConfigurationError, /broken\.json: it is not a deployment record/);
    });
  }

  it("need a folder, which is made before anything is deployed", async () => {
    prepareRecordsFolder(folder, 1);
    prepareRecordsFolder(folder, 1);
    expect(await readdir(folder)).to.deep.equal(["1"]);
    await rm(path.join(folder, "1"), { recursive: true });
    await writeFile(path.join(folder, "1"), "in the way");
    expect(() => prepareRecordsFolder(folder, 1)).to.throw(RecordsFolderUnusableError, /Records cannot be written into/);
  });
});

describe("deploy: where records go", () => {
  const nodeThat = (answer: () => Promise<string>) => ({ send: answer }) as unknown as JsonRpcApiProvider;

  for (const version of ["HardhatNetwork/3.17.0/@nomicfoundation/edr", "anvil/v1.7.1", "Ganache/v7.9.2"]) {
    it(`knows ${version} for a development node`, async () => {
      expect(await isDevelopmentNode(nodeThat(async () => version))).to.equal(true);
    });
  }
  for (const version of ["Geth/v1.16.4-stable/linux-amd64/go1.24", "Nethermind/v1.32", "reth/v1.8.2", "erigon/3.1"]) {
    it(`takes ${version} for a real one`, async () => {
      expect(await isDevelopmentNode(nodeThat(async () => version))).to.equal(false);
    });
  }
  it("takes a node that does not say what it is for a real one", async () => {
    const refuses = nodeThat(async () => {
      throw new Error("the method web3_clientVersion does not exist");
    });
    expect(await isDevelopmentNode(refuses)).to.equal(false);
  });

  it("keeps development chains out of the project's deployments/", () => {
    expect(recordsFolder(true, "/data")).to.equal("/data/deployments");
    expect(recordsFolder(false, "/data")).to.equal(path.join(import.meta.dirname, "../../deployments"));
  });
});
