import { expect } from "chai";
import { encodeBytes32String, id, MaxUint256 } from "ethers";
import { NoContractError } from "../../bot/chain/errors.ts";
import { LIMIT_NAMES } from "../../bot/core/vaultLimits.ts";
import type { VaultState } from "../../bot/core/vaultState.ts";
import { UnknownAdapterError } from "../../bot/observe/errors.ts";
import { type DevelopmentVault, deployDevelopmentVault } from "../../scripts/deploy/developmentVault.ts";
import { namedAccount } from "../../scripts/local-mainnet/accounts.ts";
import { readContract } from "../../scripts/local-mainnet/calls.ts";
import { createLife } from "../../scripts/local-mainnet/life/createLife.ts";
import { createScenarios } from "../../scripts/local-mainnet/life/scenarios.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import { marketOf, useLocalCollector } from "./localCollector.ts";

const USDC = 10n ** 6n;
const MARKETS = ["1:aave-v3:usdc", "1:compound-v3:usdc", "1:sky-savings:usdc"].map(marketOf);
const NO_DEADLINE = 2n ** 63n;

describe("the vault as the collector reads it on a local mainnet", () => {
  const { chain, collector, requestsOf } = useLocalCollector();
  let development: DevelopmentVault;

  /** A million deposited, 300,000 in each market. */
  beforeEach(async () => {
    const { provider, impersonator } = chain();
    development = await deployDevelopmentVault({
      fork: { provider },
      markets: MARKETS,
      users: 1,
      relativeCapBps: 5_000,
      limits: { idleFloorBps: 250 },
    });
    development.close();
    const { deployment, funding, users, keeper } = development;
    const [user] = users as unknown as readonly [{ readonly address: string }];
    const vault = deployment.vault.address;
    await funding.usdc(user.address, 1_000_000n * USDC);
    await impersonator.execute(user.address, deployment.asset.address, "function approve(address,uint256)", [vault, MaxUint256]);
    await impersonator.execute(user.address, vault, "function deposit(uint256,address)", [1_000_000n * USDC, user.address]);
    await impersonator.execute(keeper.address, vault, "function rebalance((address,int256)[],(uint64,uint64,uint256))", [
      deployment.adapters.map(({ address }) => [address, 300_000n * USDC]),
      [NO_DEADLINE, await read(vault, "function stateNonce() view returns (uint64)"), 0n],
    ]);
  });

  const vaultAddress = () => development.deployment.vault.address;
  const read = <T = bigint>(to: string, fragment: string, ...args: readonly unknown[]) =>
    readContract<T>(chain().provider, { to, fragment, args });
  const asOwner = (fragment: string, args: readonly unknown[] = []) =>
    chain().impersonator.execute(development.owner.address, vaultAddress(), fragment, args);
  const state = async () => (await collector({ vault: vaultAddress() }).collect()).vault as VaultState;

  it("is what the contracts say at that block, in the order of the withdrawal queue", async () => {
    const vault = vaultAddress();
    const seen = await state();
    const number = (name: string, type = "uint256") => read(vault, `function ${name}() view returns (${type})`);
    const [lastRebalanceAt] = await read<readonly [bigint]>(vault, "function usage() view returns (uint256,uint256,uint256)");
    expect(seen).to.deep.include({
      chainId: 1,
      address: vault,
      asset: { address: chain().addresses.usdc, symbol: "USDC", decimals: 6 },
      totalAssets: await number("totalAssets"),
      grossAssets: await number("grossAssets"),
      totalShares: await number("totalSupply"),
      idle: 100_000n * USDC,
      status: "normal",
      trip: null,
      breakerDue: null,
      stateNonce: await number("stateNonce", "uint64"),
      limits: development.deployment.limits,
      // Nine tenths of the vault were allocated.
      usage: { lastRebalanceSeconds: Number(lastRebalanceAt), turnoverBps: 9_000, lossMillionths: 0 },
      risks: development.deployment.risks,
    });
    expect(seen.limits.idleFloorBps).to.equal(250);
    expect(seen.risks.map((risk) => [risk.name, risk.relativeCapBps])).to.deep.equal([
      ["protocol:aave-v3", 5_000],
      ["issuer:usdc", 10_000],
      ["protocol:compound-v3", 5_000],
      ["protocol:sky", 5_000],
      ["issuer:usds", 5_000],
    ]);
    expect(seen.positions.map((position) => position.risks)).to.deep.equal([
      ["protocol:aave-v3", "issuer:usdc"],
      ["issuer:usdc", "protocol:compound-v3"],
      ["issuer:usdc", "protocol:sky", "issuer:usds"],
    ]);
    expect(seen.positions.map((position) => position.marketId)).to.deep.equal(MARKETS.map((market) => market.id));
    expect(seen.idle + seen.positions.reduce((sum, position) => sum + position.totalAssets, 0n)).to.equal(seen.grossAssets);
    for (const position of seen.positions) {
      expect(position).to.deep.include({
        totalAssets: await read(position.adapter, "function totalAssets() view returns (uint256)"),
        withdrawable: await read(position.adapter, "function withdrawable(uint256) view returns (uint256)", 0),
        allocatable: await read(position.adapter, "function allocatable() view returns (uint256)"),
        absoluteCap: 10_000_000n * USDC,
        relativeCapBps: 5_000,
        healthy: true,
        healthReason: "",
      });
    }
    const reversed = seen.positions.map((position) => position.adapter).reverse();
    await asOwner("function setWithdrawalQueue(address[])", [reversed]);
    expect((await state()).positions.map((position) => position.adapter)).to.deep.equal(reversed);
  });

  it("costs no request more than the markets do", async () => {
    const collecting = collector({ vault: vaultAddress() });
    expect((await requestsOf(collecting)).requests, "while it finds out about markets and adapters").to.equal(5);
    expect((await requestsOf(collecting)).requests).to.equal(2);
  });

  it("shows changes of caps and limits at the next tick", async () => {
    const collecting = collector({ vault: vaultAddress() });
    const nonce = (await collecting.collect()).vault?.stateNonce ?? 0n;
    await asOwner("function setLimit(uint8,uint256)", [LIMIT_NAMES.indexOf("idleFloorBps"), 900]);
    await asOwner("function setCaps(address,uint256,uint256)", [development.deployment.adapters[1]?.address, 400_000n * USDC, 4_000]);
    await asOwner("function setRiskCaps(bytes32,uint256,uint256)", [id("protocol:sky"), 300_000n * USDC, 3_000]);
    const { vault } = await collecting.collect();
    expect(vault?.stateNonce).to.equal(nonce + 3n);
    expect(vault?.limits.idleFloorBps).to.equal(900);
    expect(vault?.positions[1]).to.deep.include({ absoluteCap: 400_000n * USDC, relativeCapBps: 4_000 });
    expect(vault?.risks).to.deep.include({ name: "protocol:sky", absoluteCap: 300_000n * USDC, relativeCapBps: 3_000 });
  });

  it("says since when and why the vault is closed, and asks for that once", async () => {
    const collecting = collector({ vault: vaultAddress() });
    await collecting.collect();
    for (const [call, status] of [
      ["trip", "reduce-only"],
      ["pause", "paused"],
    ] as const) {
      await asOwner(`function ${call}()`);
      const { timestampSeconds } = await readHead(chain().provider);
      for (let block = 0; block < 3; block++) await chain().provider.request({ method: "evm_mine" });
      const { vault } = await collecting.collect();
      expect(vault?.status).to.equal(status);
      expect(vault?.trip).to.deep.equal({ atSeconds: timestampSeconds, condition: { reason: "guardian", subject: vaultAddress() } });
      const again = await requestsOf(collecting);
      expect(again.requests).to.equal(2);
      expect(again.snapshot.vault?.trip).to.deep.equal(vault?.trip);
    }
    await asOwner("function reset()");
    expect((await collecting.collect()).vault).to.deep.include({ status: "normal", trip: null });
  });

  it("shows what its monitor finds, in no more requests, and that there is a new monitor in the tick after the next", async () => {
    const collecting = collector({ vault: vaultAddress() });
    await collecting.collect();
    const { provider } = chain();
    const monitor = namedAccount("test/monitor");
    // Answers any call with "asset-off-peg" about address 1.
    const reason = encodeBytes32String("asset-off-peg").slice(2);
    await provider.request({ method: "hardhat_setCode", params: [monitor, `0x7f${reason}5f52600160205260405ff3`] });
    await asOwner("function setBreakerMonitor(address)", [monitor]);
    expect((await collecting.collect()).vault, "the monitor has changed").to.equal(null);
    const subject = "0x0000000000000000000000000000000000000001";
    expect((await collecting.collect()).vault?.breakerDue).to.deep.equal({ reason: "asset-off-peg", subject });
    expect((await requestsOf(collecting)).requests).to.equal(2);
    for (const code of ["0x5f5ffd", "0xfe", "0x", "0x60405ff3"]) {
      await provider.request({ method: "hardhat_setCode", params: [monitor, code] });
      expect((await collecting.collect()).vault?.breakerDue, code).to.equal(null);
    }
  });

  it("says which adapter is unhealthy and why", async () => {
    const scenarios = createScenarios(await createLife({ provider: chain().provider, seed: 5 }));
    await scenarios.aavePause("usdc");
    await scenarios.psmHalt();
    const { positions } = await state();
    expect(positions.map(({ healthy, healthReason }) => [healthy, healthReason])).to.deep.equal([
      [false, "paused"],
      [true, ""],
      [false, "psm-halted"],
    ]);
    expect(positions.map((position) => position.withdrawable > 0n)).to.deep.equal([false, true, false]);
    expect(positions.map((position) => position.allocatable > 0n)).to.deep.equal([false, true, false]);
  });

  for (const [how, code] of [
    ["reverts", "0x5f5ffd"],
    ["burns all gas it is given", "0xfe"],
    ["is gone", "0x"],
  ] as const) {
    it(`shows a position in a market that ${how} at the value the vault last recorded, and the others as they are`, async () => {
      const { addresses, provider } = chain();
      const collecting = collector({ vault: vaultAddress() });
      const before = await collecting.collect();
      await provider.request({ method: "hardhat_setCode", params: [addresses.comet, code] });
      const { vault, observations, rejected } = await collecting.collect();
      expect(rejected.map((one) => one.marketId)).to.deep.equal(["1:compound-v3:usdc"]);
      expect(observations).to.deep.equal(before.observations.filter((one) => one.marketId !== "1:compound-v3:usdc"));
      const [aave, compound, sky] = vault?.positions ?? [];
      const { lastTotalAssets } = await read<{ readonly lastTotalAssets: bigint }>(
        vaultAddress(),
        "function adapterState(address) view returns ((uint104 absoluteCap, uint16 relativeCapBps, uint32 riskMask, uint104 lastTotalAssets))",
        compound?.adapter,
      );
      expect(compound).to.deep.include({
        totalAssets: lastTotalAssets,
        withdrawable: 0n,
        allocatable: 0n,
        healthy: false,
        healthReason: "unreadable",
      });
      expect([aave, sky]).to.deep.equal([before.vault?.positions[0], before.vault?.positions[2]]);
      expect(vault?.totalAssets).to.equal(await read(vaultAddress(), "function totalAssets() view returns (uint256)"));
    });
  }

  it("is no state in the tick in which its adapters have changed, and the new one in the next", async () => {
    const { impersonator } = chain();
    const collecting = collector({ vault: vaultAddress() });
    expect((await collecting.collect()).vault?.positions).to.have.lengthOf(3);
    const [, , sky] = development.deployment.adapters;
    await impersonator.execute(
      development.keeper.address,
      vaultAddress(),
      "function rebalance((address,int256)[],(uint64,uint64,uint256))",
      [[[sky?.address, -(2n ** 255n)]], [NO_DEADLINE, await read(vaultAddress(), "function stateNonce() view returns (uint64)"), 0n]],
    );
    await asOwner("function removeAdapter(address)", [sky?.address]);
    const changed = await collecting.collect();
    expect(changed.vault).to.equal(null);
    expect(changed.observations, "markets go on").to.have.lengthOf(6);
    const { vault } = await collecting.collect();
    expect(vault?.positions.map((position) => position.marketId)).to.deep.equal(MARKETS.slice(0, 2).map((market) => market.id));
  });

  it("is an error that says what to do for what is no vault, or has an adapter nobody knows", async () => {
    for (const address of [namedAccount("test/no-contract"), chain().addresses.usdc]) {
      const error = await collector({ vault: address })
        .collect()
        .catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(NoContractError);
      expect((error as Error).message).to.include(address);
    }
    const other = { ...marketOf("1:aave-v3:usdc"), id: "1:erc4626:other", protocol: "erc4626", address: vaultAddress() };
    const { provider } = chain();
    const nested = await deployDevelopmentVault({ fork: { provider }, markets: [other], users: 1 });
    nested.close();
    const error = await collector({ vault: nested.deployment.vault.address })
      .collect()
      .catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(UnknownAdapterError);
    expect((error as Error).message).to.include(vaultAddress());
  });
});
