import { expect } from "chai";
import { getAddress, Interface, id, MaxUint256 } from "ethers";
import { timelockedAbi } from "../../bot/chain/abi.ts";
import { connect, type FailoverProvider } from "../../bot/chain/failoverProvider.ts";
import { LIMIT_NAMES, type LimitName } from "../../bot/core/vaultLimits.ts";
import { createContractReader } from "../../bot/observe/contractReader.ts";
import { ROLE_IDS } from "../../bot/observe/vaultEvents.ts";
import { type DevelopmentVault, deployDevelopmentVault } from "../../scripts/deploy/developmentVault.ts";
import { namedAccount } from "../../scripts/local-mainnet/accounts.ts";
import { creationCode, standInArtifact } from "../../scripts/local-mainnet/artifacts.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import { passTime } from "../local-mainnet/fixture.ts";
import { MAINNET_BOOK, marketOf, useLocalCollector } from "./localCollector.ts";

const MARKETS = ["1:aave-v3:usdc", "1:compound-v3:usdc"].map(marketOf);
const HOUR_SECONDS = 3_600;
const GRACE_SECONDS = 14 * 24 * HOUR_SECONDS;

describe("a vault's rules as they are read from a local mainnet", () => {
  const { chain, collector, publishPrices } = useLocalCollector();
  let development: DevelopmentVault;
  let provider: FailoverProvider;

  beforeEach(async () => {
    development = await deployDevelopmentVault({ fork: chain(), markets: MARKETS, users: 1, monitored: true });
    development.close();
    provider = await connect({ urls: [chain().rpcUrl], chainId: 1, timeoutMilliseconds: 20_000 });
    await publishPrices((await readHead(chain().provider)).timestampSeconds);
  });
  afterEach(() => provider.destroy());

  const vault = () => development.deployment.vault.address;
  const reader = () => createContractReader(provider, MAINNET_BOOK, vault());
  const asOwner = (fragment: string, args: readonly unknown[] = []) =>
    chain().impersonator.execute(development.owner.address, vault(), fragment, args);
  const submit = (data: string) => asOwner("function submit(bytes)", [data]);
  const call = (name: string, args: readonly unknown[]) => timelockedAbi.encodeFunctionData(name, args);
  const setLimit = (name: LimitName, value: number) => asOwner("function setLimit(uint8,uint256)", [LIMIT_NAMES.indexOf(name), value]);
  const nowSeconds = async () => (await readHead(chain().provider)).timestampSeconds;

  it("are those it was deployed with, at the head of the chain", async () => {
    const { owner, keeper, deployment } = development;
    const found = await reader().read();
    const { vault: state } = await collector({ vault: vault() }).collect();
    expect(found.state).to.deep.equal(state);
    expect(found.state.blockNumber).to.equal((await readHead(chain().provider)).number);
    expect(found.roles).to.deep.equal({
      owner: [owner.address],
      curator: [owner.address],
      keeper: [keeper.address],
      guardian: [owner.address],
    });
    expect(found.deposits).to.deep.equal({ cap: null, gate: null });
    expect(found.fees).to.deep.equal({ recipient: null, highWaterMark: 1 });
    expect(found.pendingChanges).to.deep.equal([]);
    expect(found.abdicated).to.deep.equal([]);
    expect(found.events).to.deep.equal({ fromBlock: 0, areAll: true });
    const { address, bounds } = found.monitor ?? expect.fail("no monitor");
    expect(address).to.equal(deployment.breakerMonitor?.address);
    expect(bounds).to.deep.include({ dustAssets: 10n ** 6n, minExitLiquidityBps: 500, pairs: [] });
    expect(bounds?.feeds).to.have.length(1);
    expect(bounds?.feeds[0]).to.include({ aggregator: MAINNET_BOOK.usdPriceFeeds.USDC, minPrice: 0.985, maxPrice: 1.015 });
    expect(bounds?.feeds[0]?.price).to.be.within(0.985, 1.015);
  });

  it("have the names of this keeper for the roles as the contract does", async () => {
    const abi = new Interface(["CURATOR", "KEEPER", "GUARDIAN"].map((name) => `function ${name}_ROLE() view returns (bytes32)`));
    for (const role of ["curator", "keeper", "guardian"] as const) {
      const data = abi.encodeFunctionData(`${role.toUpperCase()}_ROLE`);
      expect(await provider.call({ to: vault(), data }), role).to.equal(ROLE_IDS[role]);
    }
  });

  it("tell of changes that wait: what they are, from when and until when they can be made", async () => {
    const rules = reader();
    await rules.read();
    await setLimit("timelockHours", 24);
    const other = namedAccount("test/other-keeper");
    const [adapter] = development.deployment.adapters;
    const calls = {
      limit: call("setLimit", [LIMIT_NAMES.indexOf("idleFloorBps"), 100]),
      role: call("grantRole", [ROLE_IDS.keeper, other]),
      caps: call("setRiskCaps", [id("protocol:aave-v3"), 7n, 9_000]),
      revoked: call("setCaps", [adapter?.address, MaxUint256, 10_000]),
      abdication: call("abdicate", [timelockedAbi.getFunction("setFeeRecipient")?.selector]),
      nothing: "0x12345678",
    };
    const waits: number[] = [];
    for (const data of Object.values(calls)) {
      await submit(data);
      waits.push((await nowSeconds()) + 24 * HOUR_SECONDS);
    }
    await asOwner("function revoke(bytes)", [calls.revoked]);
    const { pendingChanges } = await rules.read();
    const told = pendingChanges.map(({ functionName, arguments: values }) => [functionName, ...values.map(({ value }) => value)]);
    expect(told).to.deep.equal([
      ["setLimit", "idleFloorBps", "100"],
      ["grantRole", "keeper", other],
      ["setRiskCaps", "protocol:aave-v3", "7", "9000"],
      ["abdicate", "setFeeRecipient"],
      ["0x12345678"],
    ]);
    expect(pendingChanges.map(({ executableAtSeconds }) => executableAtSeconds)).to.deep.equal(waits.filter((_, i) => i !== 3));
    for (const { executableAtSeconds, expiresAtSeconds, submitter } of pendingChanges) {
      expect(expiresAtSeconds).to.equal(executableAtSeconds + GRACE_SECONDS);
      expect(submitter).to.equal(development.owner.address);
    }

    await passTime(chain(), 25 * HOUR_SECONDS);
    await setLimit("idleFloorBps", 100);
    await asOwner("function grantRole(bytes32,address)", [ROLE_IDS.keeper, other]);
    await asOwner("function abdicate(bytes4)", [timelockedAbi.getFunction("setFeeRecipient")?.selector]);
    const made = await rules.read();
    expect(made.pendingChanges.map(({ functionName }) => functionName)).to.deep.equal(["setRiskCaps", "0x12345678"]);
    expect(made.state.limits.idleFloorBps).to.equal(100);
    expect(made.roles.keeper).to.deep.equal([development.keeper.address, other]);
    expect(made.abdicated).to.deep.equal(["setFeeRecipient"]);

    await passTime(chain(), GRACE_SECONDS);
    expect((await rules.read()).pendingChanges, "nobody made them in time").to.deep.equal([]);
    await submit(calls.caps);
    const [again] = (await rules.read()).pendingChanges;
    expect(again).to.deep.include({ data: calls.caps, executableAtSeconds: (await nowSeconds()) + 24 * HOUR_SECONDS });
  });

  it("forget who lost a role, and know who has which of several", async () => {
    const rules = reader();
    const guardian = namedAccount("test/guardian");
    await asOwner("function grantRole(bytes32,address)", [ROLE_IDS.guardian, guardian]);
    await asOwner("function revokeRole(bytes32,address)", [ROLE_IDS.keeper, development.keeper.address]);
    const { roles } = await rules.read();
    expect(roles.guardian).to.deep.equal([development.owner.address, guardian]);
    expect(roles.keeper).to.deep.equal([]);
    await asOwner("function grantRole(bytes32,address)", [ROLE_IDS.keeper, development.keeper.address]);
    expect((await rules.read()).roles.keeper).to.deep.equal([development.keeper.address]);
  });

  it("follow deposits, fees and adapters as they are set, and say why the vault is closed", async () => {
    const rules = reader();
    await rules.read();
    const recipient = namedAccount("test/fees");
    await asOwner("function setDepositCap(uint256)", [5_000_000n]);
    await asOwner("function setFeeRecipient(address)", [recipient]);
    await asOwner("function setBreakerMonitor(address)", [chain().addresses.usdc]);
    await asOwner("function removeAdapter(address)", [development.deployment.adapters[1]?.address]);
    await asOwner("function trip()");
    await asOwner("function pause()");
    const found = await rules.read();
    expect(found.deposits.cap).to.equal(5_000_000n);
    expect(found.fees.recipient).to.equal(recipient);
    expect(found.fees.highWaterMark, "what the price gained before costs nothing").to.be.closeTo(1, 1e-9);
    expect(found.monitor, "it is no monitor that tells its bounds").to.deep.equal({ address: chain().addresses.usdc, bounds: null });
    expect(found.state.positions.map(({ marketId }) => marketId)).to.deep.equal([MARKETS[0]?.id]);
    expect(found.state).to.deep.include({
      status: "paused",
      trip: { atSeconds: await nowSeconds(), condition: { reason: "guardian", subject: vault() } },
    });
  });

  it("say how far two feeds are apart, and which is stale", async () => {
    const [usdc, dai] = [MAINNET_BOOK.usdPriceFeeds.USDC, MAINNET_BOOK.usdPriceFeeds.DAI] as [string, string];
    const watched = (aggregator: string, maxAgeSeconds: number) => [[aggregator, maxAgeSeconds], 9n * 10n ** 17n, 11n * 10n ** 17n];
    const feeds = [watched(usdc, 3 * HOUR_SECONDS), watched(dai, HOUR_SECONDS)];
    const monitor = await deployMonitor([0n, 0n, feeds, [[1, 0, 30]]]);
    await asOwner("function setBreakerMonitor(address)", [monitor]);
    const bounds = (await reader().read()).monitor?.bounds ?? expect.fail("no bounds");
    const [first, second] = bounds.feeds.map(({ price }) => price ?? expect.fail("no price")) as [number, number];
    const [pair] = bounds.pairs;
    expect(pair).to.include({ first: dai, second: usdc, maxDeviationBps: 30 });
    expect(pair?.deviationBps).to.be.closeTo((Math.max(first, second) / Math.min(first, second) - 1) * 10_000, 1e-6);

    await passTime(chain(), 2 * HOUR_SECONDS);
    const later = (await reader().read()).monitor?.bounds;
    expect(later?.feeds.map(({ price }) => price)).to.deep.equal([first, null]);
    expect(later?.pairs[0]?.deviationBps).to.equal(null);
  });

  async function deployMonitor(args: readonly unknown[]): Promise<string> {
    const { provider: node, impersonator } = chain();
    const data = creationCode(await standInArtifact("BreakerMonitor"), args);
    const hash = await impersonator.send({ from: development.owner.address, data });
    const receipt = await node.request({ method: "eth_getTransactionReceipt", params: [hash] });
    return getAddress((receipt as { readonly contractAddress: string }).contractAddress);
  }
});
