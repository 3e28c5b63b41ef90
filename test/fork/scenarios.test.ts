import { expect } from "chai";
import { decodeBytes32String, encodeBytes32String } from "ethers";
import type { Address } from "../../bot/core/units.ts";
import { namedAccount } from "../../scripts/local-mainnet/accounts.ts";
import { DAY, HOUR } from "../../scripts/local-mainnet/life/processes.ts";
import type { Undo } from "../../scripts/local-mainnet/life/scenarios.ts";
import { expectRevert } from "../local-mainnet/fixture.ts";
import { CURVE_3POOL, UNISWAP_USDC_USDT } from "./adapters/poolMarkets.ts";
import { vaultEvents } from "./vaultEvents.ts";
import { deployUsdcVault, knownMarket, useVaultOnFork, type VaultOnFork } from "./vaultOnFork.ts";

const USDC = 10n ** 6n;
const ANYBODY = namedAccount("test/anybody");

/** Of each of the three users. */
const DEPOSITS = [1_000_000n * USDC, 600_000n * USDC, 400_000n * USDC] as const;
const DEPOSITED = DEPOSITS.reduce((sum, deposit) => sum + deposit);
/** In the order of the withdrawal queue: Aave, Compound, Curve, Uniswap. The other tenth stays idle. */
const INVESTED = [500_000n * USDC, 400_000n * USDC, 500_000n * USDC, 400_000n * USDC] as const;
const EVERYTHING = -(2n ** 255n);

/** As the vault below is deployed with. */
const REBALANCE_LOSS_BPS = 5n;
const DAILY_LOSS_BPS = 30n;
const RESET_DELAY = DAY;

const [NORMAL, REDUCE_ONLY] = [0n, 1n];

const BALANCE_OF = "function balanceOf(address) view returns (uint256)";
const IDLE = "function idle() view returns (uint256)";
const GROSS_ASSETS = "function grossAssets() view returns (uint256)";
const TO_ASSETS = "function convertToAssets(uint256) view returns (uint256)";
const DEPOSIT = "function deposit(uint256,address)";
const TOTAL_SUPPLY = "function totalSupply() view returns (uint256)";
const WITHDRAWABLE = "function withdrawable(uint256) view returns (uint256)";
const MAX_DEPOSIT = "function maxDeposit(address) view returns (uint256)";
const ALLOCATABLE = "function allocatable() view returns (uint256)";
const HEALTH = "function health() view returns (bool, bytes32)";
const CHECK = "function check(address) view returns (bytes32, address)";

/** What an exit may leave behind or take by rounding, through all four adapters. */
const ROUNDING = 100n;

/** More than the marks of Curve and Uniswap leave out for the cost of leaving, and a day's interest. */
const HAIRCUTS = 1_000n * USDC;

const bps = (amount: bigint, points: bigint) => (amount * points) / 10_000n;

describe("six things that go wrong under a vault in Aave, Compound, Curve and Uniswap", () => {
  const useChain = useVaultOnFork({
    deploy: (fork) =>
      deployUsdcVault(fork, [knownMarket("1:aave-v3:usdc"), knownMarket("1:compound-v3:usdc"), CURVE_3POOL, UNISWAP_USDC_USDT], {
        limits: {
          idleFloorBps: 0,
          rebalanceLossBps: Number(REBALANCE_LOSS_BPS),
          dailyLossBps: Number(DAILY_LOSS_BPS),
          resetDelayHours: RESET_DELAY / HOUR,
        },
        monitored: true,
      }),
    standIn: "Compound, Curve, USDT and the feeds, stand-ins",
    prepare: async (chain) => {
      for (const [i, assets] of DEPOSITS.entries()) await chain.deposit((chain.users[i] as { address: Address }).address, assets);
      await chain.rebalance(...INVESTED);
    },
  });
  let chain: VaultOnFork;
  let scenarios: Awaited<ReturnType<VaultOnFork["scenarios"]>>;
  let aave: Address;
  let compound: Address;
  let curve: Address;
  let uniswap: Address;
  /** Before anything goes wrong. */
  let grossAtFirst: bigint;

  beforeEach(async () => {
    chain = useChain();
    scenarios = await chain.scenarios();
    [aave, compound, curve, uniswap] = chain.adapters as readonly [Address, Address, Address, Address];
    grossAtFirst = await gross();
    expect(grossAtFirst, "all that was deposited, less what entering may cost").within(DEPOSITED - bps(DEPOSITED, 5n), DEPOSITED);
    expect(await brokenCondition(), "nothing is wrong at first").to.equal("");
  });

  const users = () => chain.users.map(({ address }) => address);
  const gross = () => chain.read(chain.vault, GROSS_ASSETS);
  const status = async () =>
    (await chain.read<readonly [bigint, bigint]>(chain.vault, "function status() view returns (uint8, uint256)"))[0];
  const shares = (user: Address) => chain.read(chain.vault, BALANCE_OF, [user]);
  const sharePrice = () => chain.read(chain.vault, TO_ASSETS, [10n ** 24n]);
  const checkBreakers = () => chain.send(ANYBODY, chain.vault, "function checkBreakers()");
  const health = async (adapter: Address) => decodeBytes32String((await chain.read<readonly [boolean, string]>(adapter, HEALTH))[1]);

  /** What the monitor finds. */
  async function brokenCondition(): Promise<string> {
    const monitor = (chain.deployment.breakerMonitor as { readonly address: Address }).address;
    return decodeBytes32String((await chain.read<readonly [string, Address]>(monitor, CHECK, [chain.vault]))[0]);
  }

  /** Anyone closes the vault, for this reason, and nothing enters it any more. */
  async function expectTrip(reason: string, subject: Address, sender = ANYBODY): Promise<void> {
    expect(await status(), "before anyone looked").to.equal(NORMAL);
    const trips = await vaultEvents(chain, await checkBreakers(), "BreakerTripped");
    expect(trips.map((trip) => [...trip])).to.deep.equal([[sender, REDUCE_ONLY, encodeBytes32String(reason), subject]]);
    expect(await status()).to.equal(REDUCE_ONLY);
    for (const user of users()) {
      expect(await chain.read(chain.vault, MAX_DEPOSIT, [user])).to.equal(0n);
      await expectRevert(chain.send(user, chain.vault, DEPOSIT, [USDC, user]), "ERC4626ExceededMaxDeposit(address,uint256,uint256)");
    }
    for (const i of INVESTED.keys()) {
      await expectRevert(chain.rebalance(...INVESTED.map((_, j) => (i === j ? USDC : 0n))), "Closed(uint8)");
    }
  }

  /** The keeper takes money out of markets, in the order of the queue, within the loss a rebalance may make. */
  async function bringHome(...changes: readonly bigint[]): Promise<void> {
    const idleBefore = await chain.read(chain.vault, IDLE);
    const before = await gross();
    await chain.rebalance(...changes);
    expect(await chain.read(chain.vault, IDLE)).to.be.greaterThan(idleBefore);
    expect(await gross(), "after the keeper").to.be.at.least(before - bps(before, REBALANCE_LOSS_BPS));
  }

  /** What the vault lost since then is no more than its keeper may lose in a day. */
  async function expectWithinBudget(since: bigint): Promise<void> {
    expect(await gross(), "beyond the fault's own mark-down").to.be.at.least(since - bps(since, DAILY_LOSS_BPS));
  }

  /**
   * These leave, one after the other, with what can be had at the mark and then, if they accept a loss, with the rest. The vault keeps
   * its word to the unit, and nobody's leaving costs those who stay; what leaving cost less than the marks allow for is theirs.
   */
  async function leave(leavers: readonly Address[], maxLossBps: bigint | null, mostGain = HAIRCUTS): Promise<bigint> {
    let loss = 0n;
    for (const user of leavers) {
      const before = { gross: await gross(), price: await sharePrice(), held: await chain.read(chain.asset, BALANCE_OF, [user]) };
      await chain.setNextBlockTime(12);
      const atTheMark = await chain.read(chain.vault, "function maxWithdraw(address) view returns (uint256)", [user], "pending");
      await chain.send(user, chain.vault, "function withdraw(uint256,address,address)", [atTheMark, user, user]);
      expect((await chain.read(chain.asset, BALANCE_OF, [user])) - before.held, "what maxWithdraw said").to.equal(atTheMark);

      let stated = 0n;
      const rest = await shares(user);
      const owed = await chain.read(chain.vault, TO_ASSETS, [rest]);
      if (maxLossBps !== null && owed > 1n) {
        await expectRevert(redeem(user, rest, 0n), "InsufficientLiquidity(uint256,uint256)");
        stated = (await vaultEvents(chain, await redeem(user, rest, maxLossBps), "ExitLoss")).reduce((sum, { loss }) => sum + loss, 0n);
        expect(stated, "the loss stated").to.be.at.most(bps(owed, maxLossBps) + 1n);
        expect(await shares(user)).to.equal(0n);
      }
      const received = (await chain.read(chain.asset, BALANCE_OF, [user])) - before.held;
      const rested = before.gross - received - stated;
      expect(await gross(), "what there was less what was paid and the stated loss").within(rested - ROUNDING, rested + mostGain);
      if ((await chain.read(chain.vault, TOTAL_SUPPLY)) > 0n) {
        expect(await sharePrice(), "for those who stay").to.be.at.least(before.price - 10n);
      }
      loss += stated;
    }
    return loss;
  }

  function redeem(user: Address, amount: bigint, maxLossBps: bigint): Promise<string> {
    return chain.send(user, chain.vault, "function redeem(uint256,address,address,uint256)", [amount, user, user, maxLossBps]);
  }

  /**
   * When the fault is over the owner opens the vault again, not before the delay has passed, and everything works. Whoever still has shares is
   * paid in full: the users together have lost no more than what the fault took.
   */
  async function reopen(undo: Undo, taken: bigint): Promise<void> {
    await undo();
    await expectRevert(chain.send(chain.owner, chain.vault, "function reset()"), "ResetTooEarly(uint256)");
    await scenarios.life.advance(RESET_DELAY);
    expect(scenarios.life.failed).to.deep.equal([]);
    expect(await status(), "by itself it stays closed").to.equal(REDUCE_ONLY);
    await chain.send(chain.owner, chain.vault, "function reset()");
    expect(await brokenCondition()).to.equal("");
    await checkBreakers();
    expect(await status()).to.equal(NORMAL);
    const [user] = users() as [Address];
    await chain.deposit(user, 1_000_000n * USDC);
    await chain.rebalance(100_000n * USDC, 100_000n * USDC, 100_000n * USDC, 100_000n * USDC);
    await checkBreakers();
    expect(await status()).to.equal(NORMAL);
    for (const one of users()) {
      const rest = await shares(one);
      if (rest > 0n) await redeem(one, rest, 0n);
      expect(await shares(one)).to.equal(0n);
    }
    const received = (await Promise.all(users().map((one) => chain.read(chain.asset, BALANCE_OF, [one])))).reduce((sum, one) => sum + one);
    expect(received, "of all deposits").to.be.at.least(DEPOSITED + 1_000_000n * USDC - taken - bps(DEPOSITED, DAILY_LOSS_BPS));
  }

  it("depeg: a coin of the Curve pool and of the Uniswap pair falls: the price follows at once, and closes the vault", async () => {
    const undo = await scenarios.depeg("usdt", 0.95);
    const marked = await gross();
    // The two positions, which hold USDT or may come to, at its price.
    expect(marked).within(grossAtFirst - bps(900_000n * USDC, 520n), grossAtFirst - bps(900_000n * USDC, 490n));
    expect([await health(curve), await health(uniswap)]).to.deep.equal(["off-peg", "off-peg"]);
    expect(await brokenCondition()).to.equal("off-peg");
    // The vault itself notices, while it brings its books up to date.
    await expectTrip("price-fall", chain.vault, chain.vault);
    await bringHome(EVERYTHING, EVERYTHING, 0n, -100_000n * USDC);
    await expectWithinBudget(marked);
    // Uniswap's pool still pays par for what is marked at 0.95: more than anybody is owed, and the vault's.
    const loss = await leave(users(), 100n, bps(400_000n * USDC, 550n));
    await reopen(undo, grossAtFirst - marked + loss);
  });

  it("depeg: a coin of the Curve pool alone falls less than the price may: the monitor closes the vault", async () => {
    const undo = await scenarios.depeg("dai", 0.985);
    const marked = await gross();
    expect(marked).within(grossAtFirst - bps(500_000n * USDC, 160n), grossAtFirst - bps(500_000n * USDC, 140n));
    expect([await health(curve), await health(uniswap)]).to.deep.equal(["off-peg", ""]);
    await expectTrip("off-peg", curve);
    await bringHome(EVERYTHING, EVERYTHING, 0n, EVERYTHING);
    await expectWithinBudget(marked);
    expect(await leave(users(), 100n), "the pool is full of DAI and short of USDC, yet pays the mark").to.equal(0n);
    await reopen(undo, grossAtFirst - marked);
  });

  it("Aave reserve frozen, then paused", async () => {
    const unfreeze = await scenarios.aaveFreeze("usdc");
    await expectTrip("frozen", aave);
    await bringHome(-100_000n * USDC, 0n, 0n, 0n);
    const unpause = await scenarios.aavePause("usdc");
    expect([await health(aave), await brokenCondition()]).to.deep.equal(["paused", "paused"]);
    expect(await vaultEvents(chain, await checkBreakers(), "BreakerTripped"), "it is closed already").to.deep.equal([]);
    await expectRevert(chain.rebalance(-USDC), "NotWithdrawable(uint256,uint256)");
    await bringHome(0n, EVERYTHING, EVERYTHING, EVERYTHING);
    await expectWithinBudget(grossAtFirst);
    const held = await chain.read(aave, "function totalAssets() view returns (uint256)");
    await leave(users(), null);
    expect(await gross(), "all but what Aave holds has been paid").within(held, held + HAIRCUTS);

    // An owner who opens it too soon finds it closed again.
    await scenarios.life.advance(RESET_DELAY);
    await chain.send(chain.owner, chain.vault, "function reset()");
    await expectTrip("paused", aave);
    await reopen(async () => {
      await unpause();
      await unfreeze();
    }, 0n);
  });

  it("utilization 100 %: Aave and Compound drained", async () => {
    const repayAave = await scenarios.drain("aave-usdc");
    const repayComet = await scenarios.drain("comet-usdc");
    expect(await gross(), "nothing is lost").to.be.at.least(grossAtFirst);
    for (const adapter of [aave, compound]) expect(await chain.read(adapter, WITHDRAWABLE, [0])).to.equal(0n);
    await checkBreakers();
    expect(await status(), "more than half of the vault could be paid out").to.equal(NORMAL);
    const [first, second] = users() as [Address, Address];
    const priceBefore = await sharePrice();
    for (const [user, assets] of [
      [first, 1_000_000n * USDC - bps(DEPOSITED, 5n)],
      [second, 60_000n * USDC],
    ] as const) {
      await chain.send(user, chain.vault, "function withdraw(uint256,address,address)", [assets, user, user]);
    }
    expect(await sharePrice()).to.be.at.least(priceBefore - 10n);
    await expectTrip("exit-liquidity", chain.vault);
    await expectRevert(chain.rebalance(-USDC), "NotWithdrawable(uint256,uint256)");
    await expectRevert(chain.rebalance(0n, -USDC), "NotWithdrawable(uint256,uint256)");
    await bringHome(0n, 0n, 0n, EVERYTHING);
    await leave(users(), null);
    await reopen(async () => {
      await repayAave();
      await repayComet();
    }, 0n);
  });

  it("oracle stale", async () => {
    const undo = await scenarios.staleOracle("chainlinkUsdtUsd", 26 * HOUR);
    const marked = await gross();
    expect(marked, "only Uniswap's range is marked down, by no more than its band").within(
      grossAtFirst - bps(400_000n * USDC, 63n),
      grossAtFirst - 1n,
    );
    expect([await health(curve), await health(uniswap)]).to.deep.equal(["oracle-stale", "oracle-stale"]);
    await expectTrip("oracle-stale", curve);
    await bringHome(EVERYTHING, EVERYTHING, EVERYTHING, -100_000n * USDC);
    expect(await brokenCondition(), "of Uniswap now").to.equal("oracle-stale");
    await expectWithinBudget(marked);
    await leave(users(), null);
    await reopen(undo, grossAtFirst - marked);
  });

  it("pool drained one-sided", async () => {
    const undo = await scenarios.drainPoolOneSided("usdc");
    expect(await gross(), "no swap and no withdrawal of others moves the mark").to.be.at.least(grossAtFirst);
    expect(await health(curve)).to.equal("imbalanced");
    await expectTrip("imbalanced", curve);
    await expectRevert(chain.rebalance(0n, 0n, -400_000n * USDC, 0n), "NotWithdrawable(uint256,uint256)");
    await bringHome(EVERYTHING, EVERYTHING, 0n, EVERYTHING);
    await expectWithinBudget(grossAtFirst);
    // The pool has hardly any USDC: it is dear, and who waits need not pay for it.
    const loss = await leave(users(), 5_000n);
    await reopen(undo, loss);
  });

  it("LP out of range", async () => {
    const undo = await scenarios.pushUniswapPrice(-15);
    expect(await gross(), "nothing is lost").to.be.at.least(grossAtFirst);
    expect(await health(uniswap), "no fault").to.equal("");
    expect(await chain.read(uniswap, ALLOCATABLE)).to.equal(0n);
    await checkBreakers();
    expect(await status()).to.equal(NORMAL);
    await expectRevert(chain.rebalance(0n, 0n, 0n, USDC), "OutOfRange(uint160)");
    await chain.deposit(users()[0] as Address, USDC);

    // All in USDT now, which the pool takes for fifteen basis points below par and its fee: the last who cannot wait pays what the haircut does
    // not.
    await chain.undone(async () => {
      const [first, second, last] = users() as [Address, Address, Address];
      expect(await leave([first, second], 20n), "the others").to.equal(0n);
      const third = (await shares(last)) / 3n;
      const owed = await chain.read(chain.vault, TO_ASSETS, [third]);
      await expectRevert(redeem(last, third, 5n), "InsufficientLiquidity(uint256,uint256)");
      const [exit] = await vaultEvents(chain, await redeem(last, third, 20n), "ExitLoss");
      expect(exit?.loss).within(bps(owed, 12n), bps(owed, 20n));
      expect(await chain.read(chain.asset, BALANCE_OF, [last])).within(owed - exit?.loss - 1n, owed - exit?.loss + USDC);
    });

    const undoPush = await scenarios.pushUniswapPrice(-40);
    expect(await gross(), "still nothing").to.be.at.least(grossAtFirst);
    await expectTrip("oracle-deviates", uniswap);
    await bringHome(EVERYTHING, EVERYTHING, EVERYTHING, 0n);
    await expectWithinBudget(grossAtFirst);
    await leave(users(), null);
    await reopen(async () => {
      await undoPush();
      await undo();
    }, 0n);
  });
});
