import path from "node:path";
import { expect } from "chai";
import { type BrowserProvider, concat, getCreate2Address, keccak256 } from "ethers";
import { type DeploymentRecord, findDeploymentRecord } from "../../scripts/deploy/readRecord.ts";
import { writeDeploymentRecord } from "../../scripts/deploy/record.ts";
import { vaultSalt } from "../../scripts/deploy/vaultModule.ts";
import { checkCode, isSameCode } from "../../scripts/verify/checkCode.ts";
import { type Compilation, openCompilations } from "../../scripts/verify/compilation.ts";
import { deployedContracts } from "../../scripts/verify/deployedContracts.ts";
import { etherscan } from "../../scripts/verify/explorers/etherscan.ts";
import { openRecompiler } from "../../scripts/verify/recompile.ts";
import { rehearseVerification, verifyDeployment } from "../../scripts/verify/verifyDeployment.ts";
import { MARKETS, useKeptVault } from "../cli/support/keptVault.ts";
import { providerOf } from "../deploy/support/deployment.ts";
import { createTestFolder } from "../store/testStore.ts";
import { type ExplorerRequest, type ExplorerServer, notOk, ok, serveExplorer } from "./support/explorerServer.ts";

const POLICY = { timeoutMilliseconds: 5_000, attempts: 2, pauseMilliseconds: 1, longestPauseMilliseconds: 1 };
/** "Source code exceeds max accepted (500k chars) length" */
const ETHERSCAN_LIMIT = 500_000;

describe("verify: a deployment", () => {
  const keptVault = useKeptVault();
  let provider: BrowserProvider;
  let record: DeploymentRecord;
  let server: ExplorerServer;

  before(async () => {
    const { fork, deployment } = keptVault();
    provider = providerOf(fork.provider);
    const folder = await createTestFolder();
    writeDeploymentRecord(folder, deployment);
    record = findDeploymentRecord(folder, 1, deployment.vault.address);
    server = await serveExplorer();
  });
  after(async () => {
    provider.destroy();
    await server.close();
  });

  const compiled = (of: DeploymentRecord) => {
    const compilationOf = openCompilations();
    return deployedContracts(of).map((contract) => ({ ...contract, compilation: compilationOf(contract.source) }));
  };
  const check = (of: DeploymentRecord, contracts = compiled(of)) =>
    checkCode(provider, of, contracts).then(
      () => null,
      (error: unknown) => error as Error & { readonly remedy: string },
    );
  const verify = () =>
    verifyDeployment({
      record,
      provider,
      explorer: etherscan(new URL(`${server.url}/v2/api`), 1, "key", POLICY),
      patience: { intervalMilliseconds: 1, turns: 5 },
      onStep: () => undefined,
    });
  const action = ({ query }: ExplorerRequest) => query.get("action");

  it("is read from its record, with the sources of every contract", () => {
    expect(deployedContracts(record).map(({ name, source, address }) => [name, source, address])).to.deep.equal([
      ["VaultSettings", "VaultSettings", record.settings.address],
      ["VaultFactory", "VaultFactory", record.factory.address],
      ["YieldVault", "YieldVault", record.vault.address],
      [`AaveV3Adapter of ${MARKETS[0]}`, "adapters/AaveV3Adapter", record.adapters[0]?.address],
      [`CompoundV3Adapter of ${MARKETS[1]}`, "adapters/CompoundV3Adapter", record.adapters[1]?.address],
      [`SkySavingsAdapter of ${MARKETS[2]}`, "adapters/SkySavingsAdapter", record.adapters[2]?.address],
    ]);
  });

  it("submits each contract, each small enough for Etherscan and without what it does not import, and waits for all", async () => {
    server.answerWith((request) => {
      if (action(request) === "verifysourcecode") return ok(`ticket of ${request.form.get("contractaddress")}`);
      const asked = server.requests.filter(({ query }) => query.get("guid") === request.query.get("guid")).length;
      return asked < 2 ? notOk("Pending in queue") : ok("Pass - Verified");
    });
    const { verified, contracts } = await verify();
    expect(verified).to.equal(true);
    expect(contracts.map(({ status, reason }) => ({ status, reason }))).to.deep.equal(Array(6).fill({ status: "verified", reason: null }));

    const submitted = server.requests.filter((request) => action(request) === "verifysourcecode");
    expect(submitted.map(({ form }) => form.get("contractaddress"))).to.deep.equal(contracts.map(({ address }) => address));
    for (const { form } of submitted) {
      const source = form.get("sourceCode") ?? "";
      const name = form.get("contractname") ?? "";
      expect(source.length, name).to.be.below(ETHERSCAN_LIMIT);
      expect(
        Object.keys(JSON.parse(source).sources).filter((file) => /StandIn|contracts\/test|bench/.test(file)),
        name,
      ).to.deep.equal([]);
      expect(JSON.parse(source).sources, name).to.have.property(name.slice(0, name.lastIndexOf(":")));
    }
  });

  it("goes on where one contract is refused, and says so", async () => {
    server.answerWith((request) => {
      if (action(request) === "checkverifystatus") return ok("Pass - Verified");
      const name = request.form.get("contractname") ?? "";
      if (name.endsWith(":VaultFactory")) return notOk("Contract source code already verified");
      return name.endsWith(":YieldVault") ? notOk("Fail - Unable to verify") : ok("ticket");
    });
    const { verified, contracts } = await verify();
    expect(verified).to.equal(false);
    const statuses = Object.fromEntries(contracts.map(({ name, status }) => [name, status]));
    expect(statuses).to.include({ VaultSettings: "verified", VaultFactory: "already-verified", YieldVault: "failed" });
    expect(contracts.find(({ name }) => name === "YieldVault")?.reason).to.equal("Fail - Unable to verify");
  });

  it("submits what really compiles to the code on chain, arguments included: what an explorer finds out", async function () {
    this.timeout(240_000);
    // Compiles what is submitted and nothing else, with the compiler of the project, and compares to the last byte …
    const { verified, contracts } = await rehearseVerification({
      record: { ...record, adapters: [] },
      provider,
      explorer: etherscan(new URL(server.url), 1, "key", POLICY),
      onStep: () => undefined,
    });
    expect(contracts.map(({ name, status }) => [name, status])).to.deep.equal(
      ["VaultSettings", "VaultFactory", "YieldVault"].map((name) => [name, "would-verify"]),
    );
    expect(verified).to.equal(true);

    // … and it is what is submitted, and what is on chain: the runtime code, and by CREATE2 the creation code with the submitted arguments.
    server.answerWith((request) => ok(action(request) === "verifysourcecode" ? "ticket" : "Pass - Verified"));
    await verify();
    const formOf = (address: string) => server.requests.find(({ form }) => form.get("contractaddress") === address)?.form;
    for (const { address, compilation } of compiled(record)) {
      expect(JSON.parse(formOf(address)?.get("sourceCode") ?? "")).to.deep.equal(compilation.input);
    }
    const vault = compiled(record).find(({ source }) => source === "YieldVault")?.compilation as Compilation;
    expect(isSameCode(await provider.getCode(record.vault.address), vault)).to.equal(true);
    const creation = concat([vault.creationCode, `0x${formOf(record.vault.address)?.get("constructorArguments")}`]);
    expect(getCreate2Address(record.factory.address, vaultSalt(record.symbol), keccak256(creation))).to.equal(record.vault.address);
  });

  it("would notice that what is submitted compiles to another code, or does not compile", async function () {
    this.timeout(60_000);
    const factory = openCompilations()("VaultFactory");
    const { sources, settings } = factory.input;
    const { [factory.contractName.replace(/:\w+$/, "")]: _, ...others } = sources;
    const recompiler = openRecompiler();
    try {
      const unoptimized = { ...settings, optimizer: { enabled: true, runs: 1 } };
      const problem = await recompiler.problemOf({ ...factory, input: { ...factory.input, settings: unoptimized } });
      expect(problem).to.equal("compiled alone, it gives another code");
      expect(await recompiler.problemOf({ ...factory, input: { ...factory.input, sources: others } })).to.match(/finds no such contract/);
      const mistyped = Object.fromEntries(Object.keys(sources).map((name) => [name, { content: "contract" }]));
      expect(await recompiler.problemOf({ ...factory, input: { ...factory.input, sources: mistyped } })).to.match(
        /the compiler refuses it/,
      );
    } finally {
      await recompiler.close();
    }
  });

  describe("is not submitted", () => {
    it("when the code of a contract is another than the compiled one, even by a byte", async () => {
      const contracts = compiled(record).map((contract) => {
        if (contract.source !== "adapters/AaveV3Adapter") return contract;
        const { runtimeCode } = contract.compilation;
        // The last byte of the metadata's hash: the same program from other sources.
        const other = `${runtimeCode.slice(0, -24)}${runtimeCode.at(-24) === "0" ? "1" : "0"}${runtimeCode.slice(-23)}`;
        return { ...contract, compilation: { ...contract.compilation, runtimeCode: other } };
      });
      const commit = "1234567890123456789012345678901234567890";
      const failure = await check({ ...record, gitCommit: commit }, contracts);
      expect(failure).to.include({ name: "SourcesDifferError", exitCode: 2 });
      expect(failure?.message).to.match(/differ from what was deployed: AaveV3Adapter of 1:aave-v3:usdc at 0x\w+ has another code$/);
      expect(failure?.remedy).to.match(new RegExp(`^Check out commit ${commit}, run \`npm run compile\``));
      expect((await check({ ...record, gitCommit: `${commit}-dirty` }, contracts))?.remedy).to.match(
        /with the changes that contracts\/ had then/,
      );
      expect((await check({ ...record, gitCommit: null }, contracts))?.remedy).to.match(/the commit that it was deployed from/);
    });

    it("when the vault's or an adapter's arguments are not those of the record", async () => {
      const [first, ...others] = record.adapters;
      if (first === undefined) throw new RangeError("no adapter");
      const [parameters, settings] = record.vault.constructorArguments as [object, unknown];
      const failure = await check({
        ...record,
        vault: { ...record.vault, constructorArguments: [{ ...parameters, name: "Another" }, settings] },
        adapters: [{ ...first, constructorArguments: [record.factory.address, ...first.constructorArguments.slice(1)] }, ...others],
      });
      expect(failure?.message).to.match(
        /YieldVault at 0x\w+ was created with other constructor arguments than the recorded ones; AaveV3Adapter/,
      );
      const foreign = await check({ ...record, vault: { ...record.vault, constructorArguments: [1, 2, 3] } });
      expect(foreign?.message).to.match(/YieldVault at 0x\w+ has a constructor that takes other arguments/);
    });

    it("when the blueprint is another", async () => {
      const factory = {
        ...record.factory,
        transactionHash: null,
        constructorArguments: [record.settings.address, record.settings.address],
      };
      expect((await check({ ...record, factory }))?.message).to.match(
        /YieldVaultBlueprint at 0x\w+ holds the creation code of another vault/,
      );
    });

    it("when there is no such contract", async () => {
      const nowhere = "0x1111111111111111111111111111111111111111";
      const failure = await check({ ...record, settings: { ...record.settings, address: nowhere } });
      expect(failure).to.include({ name: "NotOnChainError", exitCode: 2 });
      expect(failure?.message).to.include(nowhere);
    });

    it("when the record is not whole, or is none", async () => {
      const folder = await createTestFolder();
      const { vault } = keptVault().deployment;
      expect(() => findDeploymentRecord(folder, 1, vault.address)).to.throw(/has no record of the vault/);
      const { source: _, ...withoutSource } = vault;
      writeDeploymentRecord(folder, { ...keptVault().deployment, vault: withoutSource as typeof vault });
      expect(() => findDeploymentRecord(folder, 1, vault.address)).to.throw(
        new RegExp(`^${path.join(folder, "1")}/ykUSDC-${vault.address}.json: it is not a deployment record; "vault.source"`),
      );
    });
  });

  it("is checked with transactions that the node still has, and without", async () => {
    expect(await check(record)).to.equal(null);
    const forgotten = { ...record, adapters: record.adapters.map((adapter) => ({ ...adapter, transactionHash: `0x${"00".repeat(32)}` })) };
    expect(await check(forgotten)).to.equal(null);
    expect(await check({ ...record, vault: { ...record.vault, transactionHash: null } })).to.equal(null);
  });
});
