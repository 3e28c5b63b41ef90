import { expect } from "chai";
import { AbiCoder, type BrowserProvider, type Contract, concat, id, Wallet, ZeroAddress } from "ethers";
import { addressBookOf } from "../../bot/compose.ts";
import type { Market } from "../../bot/core/market.ts";
import { limitValues } from "../../bot/core/vaultLimits.ts";
import { adapterBlueprint } from "../../scripts/deploy/adapters.ts";
import { artifactOf, contractInterface } from "../../scripts/deploy/artifacts.ts";
import { UnknownProtocolError } from "../../scripts/deploy/errors.ts";
import type { ContractRecord, VaultDeployment } from "../../scripts/deploy/record.ts";
import { vaultSpecification } from "../../scripts/deploy/specification.ts";
import { MARKETS, useKeptVault } from "../cli/support/keptVault.ts";
import { deploy, deployer, guardian, INPUT, providerOf, read, rolesOf, vaultOf } from "./support/deployment.ts";

describe("deploy: deployVault", () => {
  const keptVault = useKeptVault();
  let provider: BrowserProvider;
  let deployment: VaultDeployment;
  let vault: Contract;
  const steps: string[] = [];
  const specification = vaultSpecification(INPUT);
  const inVault = (name: string, ...args: unknown[]) => vault.getFunction(name).staticCall(...args);

  before(async () => {
    provider = providerOf(keptVault().fork.provider);
    deployment = await deploy(provider, {}, { onStep: (step) => steps.push(step) });
    vault = vaultOf(deployment, provider);
  });
  after(() => provider.destroy());

  it("gives each role to its account and leaves the deployer none", async () => {
    expect(await rolesOf(vault)).to.deep.equal({
      DEFAULT_ADMIN_ROLE: ["owner"],
      CURATOR_ROLE: ["curator"],
      KEEPER_ROLE: ["keeper"],
      GUARDIAN_ROLE: ["guardian"],
    });
  });

  it("lets one account have all roles, and then hands nothing over", async () => {
    const { address } = deployer;
    const announced: string[] = [];
    const alone = await deploy(
      provider,
      { roles: { owner: address, curator: address, keeper: address, guardian: address } },
      { onStep: (step) => announced.push(step) },
    );
    const all = ["deployer"];
    expect(await rolesOf(vaultOf(alone, provider))).to.deep.equal({
      DEFAULT_ADMIN_ROLE: all,
      CURATOR_ROLE: all,
      KEEPER_ROLE: all,
      GUARDIAN_ROLE: all,
    });
    expect(announced.at(-1)).to.equal("set timelock");
    expect(announced.filter((step) => /make|give up/.test(step))).to.deep.equal([]);
  });

  it("sets every limit, and the timelock when nothing else is left to set", async () => {
    expect((await inVault("limits")).map(Number)).to.deep.equal(limitValues(specification.limits));
    expect(steps.slice(-5)).to.deep.equal(["make owner", "make curator", "set timelock", "give up curator", "give up owner"]);
  });

  it("has asset, name, symbol and an adapter for every market of the asset, in order, each with its caps", async () => {
    expect(await inVault("asset")).to.equal(deployment.asset.address);
    expect(await inVault("name")).to.equal("Yield Keeper USDC");
    expect(await inVault("symbol")).to.equal("ykUSDC");
    expect(deployment.adapters.map(({ marketId }) => marketId)).to.deep.equal(MARKETS);
    expect([...(await inVault("adapters"))]).to.deep.equal(deployment.adapters.map(({ address }) => address));
    for (const adapter of deployment.adapters) {
      const state = await inVault("adapterState", adapter.address);
      expect(state.absoluteCap).to.equal(2_000_000n * 10n ** 6n);
      expect(state.relativeCapBps).to.equal(4_500n);
      const market = addressBookOf(1).markets.find((one) => one.id === adapter.marketId);
      expect(await read(provider, "interfaces/IAdapter", adapter.address, "source")).to.equal(market?.address);
    }
  });

  it("sets the caps of every risk", async () => {
    const onChain = (await inVault("risks")).filter((risk: { id: string }) => BigInt(risk.id) !== 0n);
    const caps = Object.fromEntries(
      onChain.map((risk: { id: string; absoluteCap: bigint; relativeCapBps: bigint }) => [
        risk.id,
        [risk.absoluteCap, risk.relativeCapBps],
      ]),
    );
    const each = 2_000_000n * 10n ** 6n;
    expect(caps).to.deep.equal({
      [id("protocol:aave-v3")]: [each, 4_001n],
      [id("protocol:compound-v3")]: [each, 4_500n],
      [id("protocol:sky")]: [each, 4_500n],
      [id("issuer:usds")]: [each, 4_500n],
      // Nothing in the vault escapes the issuer of what is deposited.
      [id("issuer:usdc")]: [3n * each, 10_000n],
    });
  });

  it("is known to its factory, which has the compiled vault for a blueprint", async () => {
    const { factory, settings, vault } = deployment;
    expect(await read(provider, "VaultFactory", factory.address, "isVault", vault.address)).to.equal(true);
    expect(await read(provider, "VaultFactory", factory.address, "isVault", settings.address)).to.equal(false);
    expect(await read(provider, "VaultFactory", factory.address, "settings")).to.equal(settings.address);
    const blueprint = await read(provider, "VaultFactory", factory.address, "blueprint");
    expect(await provider.getCode(blueprint)).to.equal(concat(["0xfe7100", artifactOf("YieldVault").bytecode]));
  });

  it("is watched by a breaker monitor that finds nothing wrong, unless none is wanted", async () => {
    const monitor = deployment.breakerMonitor as ContractRecord;
    expect(await inVault("breakerMonitor")).to.equal(monitor.address);
    const [reason] = await read(provider, "BreakerMonitor", monitor.address, "check", deployment.vault.address);
    expect(BigInt(reason)).to.equal(0n);
    const unwatched = await deploy(provider, { monitored: false });
    expect(unwatched.breakerMonitor).to.equal(null);
    expect(await vaultOf(unwatched, provider).getFunction("breakerMonitor").staticCall()).to.equal(ZeroAddress);
  });

  it("has the adapters claim nothing without a seller of rewards", () => {
    expect(deployment.rewardSeller).to.equal(null);
    for (const { marketId, constructorArguments } of deployment.adapters.slice(0, 2)) {
      expect(constructorArguments.slice(2, 4), marketId).to.deep.equal([ZeroAddress, ZeroAddress]);
    }
  });

  it("has the adapters claim for a seller of rewards where one is wanted", async () => {
    const rewarded = await deploy(provider, { sweepRecipient: guardian.address });
    const { address } = rewarded.rewardSeller as ContractRecord;
    expect(await read(provider, "RewardSeller", address, "vault")).to.equal(rewarded.vault.address);
    expect(await read(provider, "RewardSeller", address, "sweepRecipient")).to.equal(guardian.address);
    expect(await read(provider, "RewardSeller", address, "timelockSeconds")).to.equal(49n * 3_600n);
    for (const adapter of rewarded.adapters.slice(0, 2)) {
      expect(await read(provider, "adapters/AaveV3Adapter", adapter.address, "rewardReceiver"), adapter.marketId).to.equal(address);
    }
    await expectVerifiable(rewarded.rewardSeller as ContractRecord, "RewardSeller");
  });

  it("can be deployed again as it is where no journal remembers it", async () => {
    const again = await deploy(provider);
    expect(again.vault.address).not.to.equal(deployment.vault.address);
    expect(again.limits).to.deep.equal(deployment.limits);
  });

  /** As an explorer verifies it: creation code and encoded arguments are what the transaction carried. */
  async function expectVerifiable(record: ContractRecord, source: string): Promise<void> {
    const transaction = await provider.getTransaction(record.transactionHash ?? "");
    const creation = concat([artifactOf(source).bytecode, contractInterface(source).encodeDeploy(record.constructorArguments)]);
    expect(transaction?.data, source).to.equal(creation);
    expect(transaction?.to).to.equal(null);
  }

  it("records where, when and for how much gas each contract came to be", async () => {
    const { vault, factory, settings, breakerMonitor, adapters } = deployment;
    for (const record of [vault, factory, settings, breakerMonitor as ContractRecord, ...adapters]) {
      const receipt = await provider.getTransactionReceipt(record.transactionHash ?? "");
      // The factory creates the vault.
      expect(receipt?.contractAddress).to.equal(record === vault ? null : record.address);
      expect(receipt?.from).to.equal(deployer.address);
      expect(receipt?.blockNumber).to.equal(record.blockNumber);
      expect(receipt?.gasUsed).to.equal(record.gasUsed);
    }
    expect((await provider.getTransaction(vault.transactionHash ?? ""))?.to).to.equal(factory.address);
    expect(deployment.deployer).to.equal(deployer.address);
  });

  it("records constructor arguments with which the sources give the same code", async () => {
    const { factory, settings, breakerMonitor, adapters } = deployment;
    await expectVerifiable(settings, "VaultSettings");
    await expectVerifiable(factory, "VaultFactory");
    await expectVerifiable(breakerMonitor as ContractRecord, "BreakerMonitor");
    for (const adapter of adapters) {
      const market = addressBookOf(1).markets.find((one) => one.id === adapter.marketId);
      if (market === undefined) throw new RangeError(adapter.marketId);
      await expectVerifiable(adapter, adapterBlueprint(deployment.vault.address, market).source);
    }
  });

  it("records the vault's arguments as its constructor takes them", async () => {
    const { vault, factory } = deployment;
    const transaction = await provider.getTransaction(vault.transactionHash ?? "");
    const [given] = contractInterface("VaultFactory").decodeFunctionData("createVault", transaction?.data ?? "");
    const types = contractInterface("YieldVault").deploy.inputs;
    expect(AbiCoder.defaultAbiCoder().encode(types, vault.constructorArguments)).to.equal(
      AbiCoder.defaultAbiCoder().encode(types, [given, await read(provider, "VaultFactory", factory.address, "settings")]),
    );
  });

  it("announces each transaction before it is sent", () => {
    const named = MARKETS.map((market) => `adapter ${market.replaceAll(/[^a-z0-9]/g, " ")}`);
    expect(steps).to.have.members([
      "VaultSettings",
      "YieldVaultBlueprint",
      "VaultFactory",
      "BreakerMonitor",
      "create vault",
      ...named.flatMap((adapter) => [adapter, `add ${adapter}`]),
      ...specification.risks.map(({ name }) => `set caps of ${name.replaceAll(/[^a-z0-9]/g, " ")}`),
      "set monitor",
      "make owner",
      "make curator",
      "set timelock",
      "give up curator",
      "give up owner",
    ]);
  });

  it("says that the deployer cannot pay", async () => {
    const penniless = new Wallet(Wallet.createRandom().privateKey, provider);
    const failure = await deploy(provider, {}, { deployer: penniless }).catch((error: unknown) => error);
    expect(failure).to.include({ name: "DeploymentFailedError", exitCode: 1 });
    expect((failure as Error).message).to.match(/^Deployment stopped at "[^"]+": .*funds/);
  });

  it("says what the vault refuses by the name of its error", async () => {
    const failure = await deploy(provider, { relativeCapBps: 10_001 }).catch((error: unknown) => error);
    expect((failure as Error).message).to.match(/^Deployment stopped at "[^"]+": add_adapter_1_aave_v3_usdc: .*CapOutOfRange/);
  });

  it("knows no adapter for a protocol without one", () => {
    const [market] = addressBookOf(1).markets;
    if (market === undefined) throw new RangeError("the address book is empty");
    expect(() => adapterBlueprint(ZeroAddress, { ...market, protocol: "pyramid" })).to.throw(UnknownProtocolError, /"pyramid"/);
  });

  it("passes over markets that are only watched, and refuses a vault of them alone", () => {
    const { markets, optionalMarkets } = addressBookOf(1);
    const ids = (assetSymbol: string, offered: readonly Market[]) =>
      vaultSpecification({ ...INPUT, assetSymbol, markets: offered, riskCapsBps: {} }).adapters.map(({ market }) => market.id);
    expect(ids("DAI", [...markets, ...optionalMarkets])).to.deep.equal(["1:aave-v3:dai"]);
    expect(ids("WETH", [...markets, ...optionalMarkets])).to.deep.equal(["1:aave-v3:weth"]);
    expect(ids("USDC", optionalMarkets)).to.deep.equal(optionalMarkets.filter(({ asset }) => asset.symbol === "USDC").map(({ id }) => id));
    const watched = optionalMarkets.filter(({ protocol }) => protocol === "lido");
    expect(() => ids("WETH", watched)).to.throw(/No configured market takes WETH and has an adapter/);
  });
});
