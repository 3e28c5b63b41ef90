import { expect } from "chai";
import { BrowserProvider, Contract, Wallet, ZeroAddress } from "ethers";
import { addressBookOf } from "../../bot/compose.ts";
import { adapterBlueprint } from "../../scripts/deploy/adapters.ts";
import { contractFactory, contractInterface } from "../../scripts/deploy/artifacts.ts";
import { deployVault } from "../../scripts/deploy/deployVault.ts";
import { UnknownProtocolError } from "../../scripts/deploy/errors.ts";
import type { ContractRecord, VaultDeployment } from "../../scripts/deploy/record.ts";
import { type SpecificationInput, vaultSpecification } from "../../scripts/deploy/specification.ts";
import { developmentAccounts } from "../../scripts/local-mainnet/accounts.ts";
import type { Fork } from "../../scripts/local-mainnet/forkOf.ts";
import { MARKETS, useKeptVault } from "../cli/support/keptVault.ts";

type Account = ReturnType<typeof developmentAccounts>[number];

const ROLES = ["DEFAULT_ADMIN_ROLE", "CURATOR_ROLE", "KEEPER_ROLE", "GUARDIAN_ROLE"] as const;

describe("deploy: deployVault", () => {
  const [deployer, owner, curator, keeper, guardian] = developmentAccounts(5) as [Account, Account, Account, Account, Account];
  const keptVault = useKeptVault();
  let fork: Fork;
  let browser: BrowserProvider;
  let deployment: VaultDeployment;
  let steps: string[];

  const input: SpecificationInput = {
    addressBook: addressBookOf(1),
    markets: addressBookOf(1).markets,
    assetSymbol: "USDC",
    roles: { owner: owner.address, curator: curator.address, keeper: keeper.address, guardian: guardian.address },
    idleFloorBps: 300,
    maxRebalanceLossBps: 7,
    absoluteCapTokens: 2_000_000,
    relativeCapBps: 4_500,
  };
  const deploy = (changes: Partial<SpecificationInput> = {}, onStep: (step: string) => void = () => undefined) =>
    deployVault({
      deployer: new Wallet(deployer.privateKey, browser),
      specification: vaultSpecification({ ...input, ...changes }),
      onStep,
    });
  const vaultOf = ({ vault }: VaultDeployment, account: Account = deployer) =>
    new Contract(vault.address, contractInterface("YieldVault"), new Wallet(account.privateKey, browser));

  before(async () => {
    fork = keptVault().fork;
    browser = new BrowserProvider(fork.provider, 1, { cacheTimeout: -1, staticNetwork: true });
    await keptVault().funding.ether(owner.address, 10n ** 20n);
    steps = [];
    deployment = await deploy({}, (step) => steps.push(step));
  });
  after(() => browser.destroy());

  /** Which of the accounts has which role, read from the chain. */
  async function rolesOf(vault: Contract): Promise<Record<string, string[]>> {
    const accounts = { deployer, owner, curator, keeper, guardian };
    const held: Record<string, string[]> = {};
    for (const role of ROLES) {
      const id: string = await vault.getFunction(role).staticCall();
      const holders = await Promise.all(
        Object.entries(accounts).map(async ([name, { address }]) =>
          (await vault.getFunction("hasRole").staticCall(id, address)) ? [name] : [],
        ),
      );
      held[role] = holders.flat();
    }
    return held;
  }

  it("gives each role to its account, and leaves the deployer only what the owner has not accepted yet", async () => {
    const vault = vaultOf(deployment);
    expect(await rolesOf(vault)).to.deep.equal({
      DEFAULT_ADMIN_ROLE: ["deployer"],
      CURATOR_ROLE: ["curator"],
      KEEPER_ROLE: ["keeper"],
      GUARDIAN_ROLE: ["guardian"],
    });
    const [newOwner] = await vault.getFunction("pendingDefaultAdmin").staticCall();
    expect(newOwner).to.equal(owner.address);
  });

  it("leaves the deployer nothing once the owner has accepted, which takes the delay", async () => {
    const snapshot = await fork.provider.request({ method: "evm_snapshot" });
    try {
      const vault = vaultOf(deployment, owner);
      const accept = vault.getFunction("acceptDefaultAdminTransfer");
      const tooEarly = await accept.staticCall().catch((error: unknown) => error);
      expect(vault.interface.parseError((tooEarly as { data: string }).data)?.name).to.equal("AccessControlEnforcedDefaultAdminDelay");
      await fork.provider.request({ method: "evm_increaseTime", params: [86_401] });
      await fork.provider.request({ method: "evm_mine" });
      await (await accept.send()).wait();
      expect((await rolesOf(vault)).DEFAULT_ADMIN_ROLE).to.deep.equal(["owner"]);
      expect(await vault.getFunction("owner").staticCall()).to.equal(owner.address);
      expect((await vault.getFunction("pendingDefaultAdmin").staticCall())[0]).to.equal(ZeroAddress);
    } finally {
      await fork.provider.request({ method: "evm_revert", params: [snapshot] });
    }
  });

  it("lets one account have all roles, and then hands nothing over", async () => {
    const { address } = deployer;
    const alone = await deploy({ roles: { owner: address, curator: address, keeper: address, guardian: address } });
    const vault = vaultOf(alone);
    const all = ["deployer"];
    expect(await rolesOf(vault)).to.deep.equal({ DEFAULT_ADMIN_ROLE: all, CURATOR_ROLE: all, KEEPER_ROLE: all, GUARDIAN_ROLE: all });
    expect((await vault.getFunction("pendingDefaultAdmin").staticCall())[0]).to.equal(ZeroAddress);
  });

  it("sets the limits that were specified, and one adapter for every market of the asset, in order", async () => {
    const vault = vaultOf(deployment);
    const read = (name: string, ...args: unknown[]) => vault.getFunction(name).staticCall(...args);
    expect(await read("asset")).to.equal(deployment.asset.address);
    expect(await read("name")).to.equal("Yield Keeper USDC");
    expect(await read("symbol")).to.equal("ykUSDC");
    expect(await read("idleFloorBps")).to.equal(300n);
    expect(await read("maxRebalanceLossBps")).to.equal(7n);
    expect(await read("defaultAdminDelay")).to.equal(86_400n);
    expect(await read("paused")).to.equal(false);
    expect(deployment.adapters.map(({ marketId }) => marketId)).to.deep.equal(MARKETS);
    expect([...(await read("adapters"))]).to.deep.equal(deployment.adapters.map(({ address }) => address));
    for (const adapter of deployment.adapters) {
      const state = await read("adapterState", adapter.address);
      expect(state.absoluteCap)
        .to.equal(2_000_000n * 10n ** 6n)
        .and.to.equal(adapter.absoluteCap);
      expect(state.relativeCapBps).to.equal(4_500n).and.to.equal(BigInt(adapter.relativeCapBps));
      const market = addressBookOf(1).markets.find(({ id }) => id === adapter.marketId);
      const contract = new Contract(adapter.address, ["function source() view returns (address)"], browser);
      expect(await contract.getFunction("source").staticCall()).to.equal(market?.address);
    }
  });

  it("records where, when and for how much gas each contract came to be", async () => {
    for (const record of [deployment.vault, ...deployment.adapters]) {
      const receipt = await browser.getTransactionReceipt(record.transactionHash);
      expect(receipt?.contractAddress).to.equal(record.address);
      expect(receipt?.from).to.equal(deployer.address);
      expect(receipt?.blockNumber).to.equal(record.blockNumber);
      expect(receipt?.gasUsed).to.equal(record.gasUsed);
    }
    expect(deployment.deployer).to.equal(deployer.address);
  });

  it("records constructor arguments with which the sources give the same code", async () => {
    const sourceOf = new Map(
      addressBookOf(1).markets.map((market) => [market.id, adapterBlueprint(deployment.vault.address, market).source]),
    );
    const contracts: [string, ContractRecord][] = [
      ["YieldVault", deployment.vault],
      ...deployment.adapters.map((adapter): [string, ContractRecord] => [sourceOf.get(adapter.marketId) ?? "", adapter]),
    ];
    for (const [source, record] of contracts) {
      const factory = contractFactory(source, new Wallet(deployer.privateKey, browser));
      // As an explorer verifies it: creation code and encoded arguments are what the transaction carried …
      const creation = await factory.getDeployTransaction(...record.constructorArguments);
      const transaction = await browser.getTransaction(record.transactionHash);
      expect(transaction?.data, `creation code of ${source}`).to.equal(creation.data);
      expect(transaction?.to).to.equal(null);
      // … and the same creation gives the same runtime code. The vault's own holds its address, by its EIP-712 domain.
      if (source === "YieldVault") continue;
      const again = await (await factory.deploy(...record.constructorArguments)).waitForDeployment();
      expect(await browser.getCode(await again.getAddress()), `runtime code of ${source}`).to.equal(await browser.getCode(record.address));
    }
  });

  it("announces each transaction before it is sent", () => {
    expect(steps).to.deep.equal([
      "deploy the vault ykUSDC",
      ...MARKETS.flatMap((id) => [`deploy the adapter for ${id}`, `add the adapter for ${id}`]),
      "make the curator curator",
      "give up the curator's role",
      "offer the ownership to the owner",
    ]);
  });

  it("says at which step it stopped, and why in the node's words", async () => {
    const penniless = new Wallet(Wallet.createRandom().privateKey, browser);
    const failure = await deployVault({ deployer: penniless, specification: vaultSpecification(input), onStep: () => undefined }).catch(
      (error: unknown) => error,
    );
    expect(failure).to.include({ name: "DeploymentFailedError", exitCode: 1 });
    expect((failure as Error).message).to.match(/^Deployment stopped at "deploy the vault ykUSDC": .*funds/);
  });

  it("says what the vault refuses by the name of its error", async () => {
    const failure = await deploy({ relativeCapBps: 10_001 }).catch((error: unknown) => error);
    expect((failure as Error).message).to.match(/^Deployment stopped at "add the adapter for 1:aave-v3:usdc": .*[A-Z]\w+\(/);
  });

  it("knows no adapter for a protocol without one", () => {
    const [market] = addressBookOf(1).markets;
    if (market === undefined) throw new RangeError("the address book is empty");
    expect(() => adapterBlueprint(ZeroAddress, { ...market, protocol: "pyramid" })).to.throw(UnknownProtocolError, /"pyramid"/);
  });
});
