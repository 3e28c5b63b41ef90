import { expect } from "chai";
import { id } from "ethers";
import type { Address } from "../../bot/core/units.ts";
import { LIMIT_NAMES } from "../../bot/core/vaultLimits.ts";
import { namedAccount } from "../../scripts/local-mainnet/accounts.ts";
import { mainnetAddresses } from "../../scripts/local-mainnet/addresses.ts";
import { HOUR } from "../../scripts/local-mainnet/life/processes.ts";
import type { Scenarios } from "../../scripts/local-mainnet/life/scenarios.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import { expectRevert } from "../local-mainnet/fixture.ts";
import { expectExactMaxima } from "./maxima.ts";
import { vaultEvents } from "./vaultEvents.ts";
import { NO_DEADLINE, REBALANCE, usdcVaultOn, useVaultOnFork, type VaultOnFork } from "./vaultOnFork.ts";

const USDC = 10n ** 6n;
const BALANCE_OF = "function balanceOf(address) view returns (uint256)";
const WITHDRAW = "function withdraw(uint256,address,address)";
const STATE_NONCE = "function stateNonce() view returns (uint64)";
const TOTAL_ASSETS = "function totalAssets() view returns (uint256)";
const IDLE = "function idle() view returns (uint256)";

/** What each adapter paid or took in a transaction, in order, and that it was by name of the market. */
async function reallocations(chain: VaultOnFork, hash: string): Promise<readonly (readonly [string, bigint])[]> {
  return (await vaultEvents(chain, hash, "Reallocated")).map((event) => {
    const adapter = chain.deployment.adapters.find((one) => one.address === event.adapter);
    return [adapter?.marketId.split(":")[1] ?? "", event.change] as const;
  });
}

describe("the vault on three protocols on a fork", () => {
  const useChain = useVaultOnFork({
    deploy: usdcVaultOn(["1:aave-v3:usdc", "1:compound-v3:usdc", "1:sky-savings:usdc"]),
    standIn: "Compound V3 and Sky, stand-ins",
    // One million: 100,000 idle, 400,000 in Aave, 300,000 in Compound, 200,000 in Sky; three quarters of it are the first user's.
    prepare: async (chain) => {
      await chain.deposit(chain.users[0].address, 750_000n * USDC);
      await chain.deposit(chain.users[1].address, 250_000n * USDC);
      await chain.rebalance(400_000n * USDC, 300_000n * USDC, 200_000n * USDC);
    },
  });
  let chain: VaultOnFork;
  let user: Address;

  beforeEach(() => {
    chain = useChain();
    user = chain.users[0].address;
  });

  const withdraw = (assets: bigint) => chain.send(user, chain.vault, WITHDRAW, [assets, user, user]);
  const positions = () => Promise.all(chain.adapters.map((adapter) => chain.read(adapter, TOTAL_ASSETS)));

  it("serves a withdrawal from idle first, then from the queue in its order, no further than it must", async () => {
    expect(await reallocations(chain, await withdraw(100_000n * USDC))).to.deep.equal([]);
    expect(await chain.read(chain.vault, IDLE)).to.equal(0n);

    const second = await reallocations(chain, await withdraw(150_000n * USDC));
    expect(second).to.deep.equal([["aave-v3", -150_000n * USDC]]);

    const [inAave] = (await positions()) as [bigint];
    const third = await reallocations(chain, await withdraw(300_000n * USDC));
    expect(third.map(([name]) => name)).to.deep.equal(["aave-v3", "compound-v3"]);
    expect(third[0]?.[1], "all of Aave, with its latest interest").within(-inAave - USDC, -inAave);
    expect(third.reduce((sum, [, change]) => sum + change, 0n)).to.equal(-300_000n * USDC);
    expect((await positions())[2], "Sky is not touched").to.be.at.least(200_000n * USDC - 2n);
    expect(await chain.read(chain.asset, BALANCE_OF, [user])).to.equal(550_000n * USDC);
  });

  it("follows the curator's new order", async () => {
    await chain.send(chain.owner, chain.vault, "function setWithdrawalQueue(address[])", [chain.adapters.toReversed()]);
    const served = await reallocations(chain, await withdraw(350_000n * USDC));
    expect(served.map(([name]) => name)).to.deep.equal(["sky-savings", "compound-v3"]);
  });

  it("passes over a paused market and comes back to it when it opens", async () => {
    const scenarios = await chain.scenarios();
    const unpause = await scenarios.aavePause("usdc");
    const served = await reallocations(chain, await withdraw(450_000n * USDC));
    expect(served.map(([name]) => name)).to.deep.equal(["compound-v3", "sky-savings"]);
    expect((await positions())[0]).to.be.at.least(400_000n * USDC - 2n);
    await expectRevert(withdraw(250_000n * USDC), "InsufficientLiquidity(uint256,uint256)");
    await unpause();
    expect((await reallocations(chain, await withdraw(250_000n * USDC))).at(-1)?.[0]).to.equal("aave-v3");
  });

  it("takes what a dry market has left and the rest from the next", async () => {
    await (await chain.scenarios()).drain("aave-usdc");
    const lender = namedAccount("test/lender");
    await chain.funding.usdc(lender, 70_000n * USDC);
    await chain.send(lender, chain.asset, "function transfer(address,uint256)", [mainnetAddresses.aaveAUsdc, 70_000n * USDC]);
    const served = await reallocations(chain, await withdraw(200_000n * USDC));
    expect(served).to.deep.equal([
      ["aave-v3", -70_000n * USDC],
      ["compound-v3", -30_000n * USDC],
    ]);
  });

  /** Every state in which somebody may want to leave, and who can still pay then. */
  const states: readonly { readonly name: string; readonly paying: readonly number[]; enter(scenarios: Scenarios): Promise<unknown> }[] = [
    { name: "nothing is wrong", paying: [0, 1, 2], enter: async () => undefined },
    { name: "Aave is drained", paying: [1, 2], enter: (scenarios) => scenarios.drain("aave-usdc") },
    { name: "Aave is at 97 %", paying: [0, 1, 2], enter: (scenarios) => scenarios.rateShock("aave-usdc") },
    { name: "Aave is paused", paying: [1, 2], enter: (scenarios) => scenarios.aavePause("usdc") },
    { name: "Aave is frozen", paying: [0, 1, 2], enter: (scenarios) => scenarios.aaveFreeze("usdc") },
    { name: "Compound is drained", paying: [0, 2], enter: (scenarios) => scenarios.drain("comet-usdc") },
    { name: "Compound is paused", paying: [0, 2], enter: (scenarios) => scenarios.cometPause() },
    { name: "Sky's PSM is halted", paying: [0, 1], enter: (scenarios) => scenarios.psmHalt() },
    {
      name: "everything is closed at once",
      paying: [],
      enter: async (scenarios) => {
        await scenarios.drain("comet-usdc");
        await scenarios.aavePause("usdc");
        await scenarios.psmHalt();
      },
    },
  ];
  for (const { name, paying, enter } of states) {
    it(`has exact maxima for everyone when ${name}, paused or not`, async () => {
      await enter(await chain.scenarios());
      const held = await positions();
      const liquid = paying.reduce<bigint>((sum, i) => sum + (held[i] ?? 0n), await chain.read(chain.vault, IDLE));
      for (const { address } of [chain.users[0], chain.users[1], chain.users[2]]) {
        const owned = await chain.read(chain.vault, "function convertToAssets(uint256) view returns (uint256)", [
          await chain.read(chain.vault, BALANCE_OF, [address]),
        ]);
        const least = owned < liquid ? owned : liquid;
        const { withdraw, deposit } = await expectExactMaxima(chain, address);
        // Interest of a few blocks comes on top.
        expect(withdraw, "maxWithdraw").within(least, least + USDC);
        expect(deposit, "maxDeposit").within(2n ** 104n - 1_001_000n * USDC, 2n ** 104n - 999_000n * USDC);
      }
      await chain.send(chain.owner, chain.vault, "function pause()");
      const paused = await expectExactMaxima(chain, user);
      expect([paused.deposit, paused.mint]).to.deep.equal([0n, 0n]);
      expect(paused.withdraw).to.be.at.least(liquid < 750_000n * USDC ? liquid : 750_000n * USDC - 10n);
    });
  }

  it("moves neither price nor maximum when tokens are sent to it", async () => {
    const giver = namedAccount("test/giver");
    await chain.funding.usdc(giver, 100_000n * USDC);
    const sendTo = (receiver: Address) =>
      chain.undone(async () => {
        await chain.setNextBlockTime(12);
        await chain.send(giver, chain.asset, "function transfer(address,uint256)", [receiver, 100_000n * USDC]);
        return [
          await chain.read(chain.vault, TOTAL_ASSETS),
          await chain.read(chain.vault, IDLE),
          await chain.read(chain.vault, "function maxWithdraw(address) view returns (uint256)", [user]),
        ];
      });
    expect(await sendTo(chain.vault)).to.deep.equal(await sendTo(namedAccount("test/bystander")));
  });
});

describe("a plan for the vault on a fork", () => {
  const useChain = useVaultOnFork({
    deploy: usdcVaultOn(["1:aave-v3:usdc"], { limits: { idleFloorBps: 200 }, relativeCapBps: 8_000 }),
    standIn: null,
    prepare: (chain) => chain.deposit(chain.users[0].address, 1_000_000n * USDC),
  });
  let chain: VaultOnFork;

  beforeEach(() => {
    chain = useChain();
  });

  const nonce = () => chain.read(chain.vault, STATE_NONCE);
  const allocate = (assets: bigint) => [[chain.adapters[0], assets]];
  /** A small allocation under a guard that would let it pass, but for what is given. */
  const rebalance = async (
    guard: { deadline?: bigint; stateNonce?: bigint; minTotalAssets?: bigint } = {},
    from = chain.keeper,
    assets = 1_000n * USDC,
  ) =>
    chain.send(from, chain.vault, REBALANCE, [
      allocate(assets),
      [guard.deadline ?? NO_DEADLINE, guard.stateNonce ?? (await nonce()), guard.minTotalAssets ?? 0n],
    ]);

  it("runs once: the same plan again is stale", async () => {
    const stateNonce = await nonce();
    await rebalance({ stateNonce });
    expect(await nonce()).to.equal(stateNonce + 1n);
    await expectRevert(rebalance({ stateNonce }), "StaleStateNonce(uint256,uint256)");
    await expectRevert(rebalance({ stateNonce: stateNonce + 2n }), "StaleStateNonce(uint256,uint256)");
  });

  it("is stale after any change of rules, and not after others' deposits and withdrawals", async () => {
    const [adapter] = chain.adapters;
    const changes: readonly (readonly [string, readonly unknown[]])[] = [
      ["function setCaps(address,uint256,uint256)", [adapter, 5_000_000n * USDC, 7_000]],
      ["function setCaps(address,uint256,uint256)", [adapter, 20_000_000n * USDC, 9_000]],
      ["function setRiskCaps(bytes32,uint256,uint256)", [id("protocol:aave-v3"), 5_000_000n * USDC, 7_000]],
      ["function setRiskCaps(bytes32,uint256,uint256)", [id("protocol:aave-v3"), 20_000_000n * USDC, 9_000]],
      ...LIMIT_NAMES.map((_, limit): readonly [string, readonly unknown[]] => ["function setLimit(uint8,uint256)", [limit, 1]]),
      ["function setDepositCap(uint256)", [5_000_000n * USDC]],
      ["function setWithdrawalQueue(address[])", [[adapter]]],
    ];
    for (const [fragment, args] of changes) {
      await chain.undone(async () => {
        const stateNonce = await nonce();
        await chain.send(chain.owner, chain.vault, fragment, args);
        await expectRevert(rebalance({ stateNonce }), "StaleStateNonce(uint256,uint256)");
      });
    }
    const stateNonce = await nonce();
    await chain.deposit(chain.users[1].address, 5_000n * USDC);
    await chain.send(chain.users[1].address, chain.vault, WITHDRAW, [2_000n * USDC, chain.users[1].address, chain.users[1].address]);
    await rebalance({ stateNonce });
  });

  it("is good until its deadline and not a second longer", async () => {
    const { timestampSeconds } = await readHead(chain.provider);
    const deadline = BigInt(timestampSeconds + 100);
    await chain.undone(async () => {
      await chain.setNextBlockTime(100);
      await rebalance({ deadline });
    });
    await chain.setNextBlockTime(101);
    await expectRevert(rebalance({ deadline }), "DeadlinePassed(uint256,uint256)");
  });

  it("keeps the total it promised", async () => {
    await chain.setNextBlockTime(12);
    const total = await chain.read(chain.vault, "function grossAssets() view returns (uint256)", [], "pending");
    await expectRevert(rebalance({ minTotalAssets: total + 1n }), "TotalAssetsBelowMinimum(uint256,uint256)");
  });

  it("comes from the keeper, whatever else somebody may do", async () => {
    for (const somebody of [chain.owner, chain.users[0].address, namedAccount("test/stranger")]) {
      await expectRevert(rebalance({}, somebody), "AccessControlUnauthorizedAccount(address,bytes32)");
    }
    const args = [id("KEEPER_ROLE"), chain.keeper];
    await chain.send(chain.owner, chain.vault, "function revokeRole(bytes32,address)", args);
    await expectRevert(rebalance(), "AccessControlUnauthorizedAccount(address,bytes32)");
    await chain.send(chain.owner, chain.vault, "function grantRole(bytes32,address)", args);
    await rebalance();
  });

  it("stays inside cap and idle floor, to the unit", async () => {
    // 80 % of a million; what is invested is marked up to two units lower, and then so is the total.
    await expectRevert(rebalance({}, chain.keeper, 800_002n * USDC), "RelativeCapExceeded(address,uint256,uint256)");
    await chain.undone(() => rebalance({}, chain.keeper, 800_000n * USDC - 2n));
    const raised = [10_000_000n * USDC, 10_000];
    await chain.send(chain.owner, chain.vault, "function setCaps(address,uint256,uint256)", [chain.adapters[0], ...raised]);
    await expectRevert(rebalance({}, chain.keeper, 800_002n * USDC), "RelativeRiskCapExceeded(bytes32,uint256,uint256)");
    await chain.send(chain.owner, chain.vault, "function setRiskCaps(bytes32,uint256,uint256)", [id("protocol:aave-v3"), ...raised]);
    await expectRevert(rebalance({}, chain.keeper, 980_000n * USDC + 1n), "IdleBelowFloor(uint256,uint256)");
    await rebalance({}, chain.keeper, 980_000n * USDC);
    expect(await chain.read(chain.vault, IDLE)).to.equal(20_000n * USDC);
  });

  it("takes nothing into a vault that reduces risk and may still bring everything home; a paused one does nothing", async () => {
    await rebalance({}, chain.keeper, 500_000n * USDC);
    await chain.send(chain.owner, chain.vault, "function trip()");
    await chain.passTime(HOUR);
    await expectRevert(rebalance(), "Closed(uint8)");
    await rebalance({}, chain.keeper, -100_000n * USDC);
    await chain.undone(async () => {
      await chain.send(chain.owner, chain.vault, "function pause()");
      await expectRevert(rebalance({}, chain.keeper, -(2n ** 255n)), "Closed(uint8)");
    });
    await rebalance({}, chain.keeper, -(2n ** 255n));
    expect(await chain.read(chain.vault, IDLE)).to.be.greaterThan(1_000_000n * USDC);
    await chain.send(chain.owner, chain.vault, "function reset()");
    await rebalance();
  });
});
