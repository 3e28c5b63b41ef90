import { expect } from "chai";
import { MaxUint256, parseUnits } from "ethers";
import type { Address } from "../../bot/core/units.ts";
import { namedAccount } from "../../scripts/local-mainnet/accounts.ts";
import { readContract, readContracts } from "../../scripts/local-mainnet/calls.ts";
import { createFunding } from "../../scripts/local-mainnet/funding.ts";
import { LENDING_MARKETS, type LendingMarketName, lendingMarket } from "../../scripts/local-mainnet/lendingMarkets.ts";
import { createLife, type Life } from "../../scripts/local-mainnet/life/createLife.ts";
import { DAY, HOUR } from "../../scripts/local-mainnet/life/processes.ts";
import { createScenarios, type Scenarios } from "../../scripts/local-mainnet/life/scenarios.ts";
import { readHead } from "../../scripts/local-mainnet/provider.ts";
import { expectRevert, useLocalMainnet } from "./fixture.ts";

describe("the scenarios of a local mainnet", () => {
  const chain = useLocalMainnet();
  const user = namedAccount("test/scenario-user");
  let life: Life;
  let scenarios: Scenarios;

  beforeEach(async () => {
    life = await createLife({ provider: chain().provider, seed: 11 });
    scenarios = createScenarios(life);
  });

  afterEach(() => {
    expect(life.failed, "transactions of actors that should have rested").to.deep.equal([]);
  });

  async function utilizationOf(name: LendingMarketName): Promise<number> {
    const market = lendingMarket(name);
    const [supplied, borrowed] = await readContracts<readonly [bigint, bigint]>(chain().provider, [
      market.totalSupply(),
      market.totalBorrow(),
    ]);
    return Number(borrowed) / Number(supplied);
  }

  /** A lender with 1,000 units in a market. */
  async function deposit(name: LendingMarketName): Promise<void> {
    const { provider, addresses, impersonator } = chain();
    const market = lendingMarket(name);
    const amount = parseUnits("1000", market.decimals);
    const token = market.asset === addresses.dai ? "dai" : market.asset === addresses.usdt ? "usdt" : "usdc";
    await createFunding(provider)[token](user, amount * 2n);
    await impersonator.execute(user, market.asset, "function approve(address,uint256)", [market.spender, MaxUint256]);
    await impersonator.send({ from: user, ...market.supply(user, amount) });
  }

  const supply = (name: LendingMarketName) => chain().impersonator.send({ from: user, ...lendingMarket(name).supply(user, 1_000_000n) });
  const withdraw = (name: LendingMarketName) =>
    chain().impersonator.send({ from: user, ...lendingMarket(name).withdraw(user, 1_000_000n) });

  for (const { name } of LENDING_MARKETS) {
    it(`rateShock takes ${name} to 97 % and leaves it there until it is undone`, async () => {
      const before = await utilizationOf(name);
      const undo = await scenarios.rateShock(name);
      expect(await utilizationOf(name)).to.be.closeTo(0.97, 1e-4);
      await life.advance(3 * HOUR);
      expect(await utilizationOf(name)).to.be.closeTo(0.97, 1e-3);
      await undo();
      expect(await utilizationOf(name)).to.be.closeTo(before, 1e-3);
      await life.advance(3 * HOUR);
      expect(Math.abs((await utilizationOf(name)) - before), "life goes on").to.be.greaterThan(1e-4);
    });

    it(`drain leaves ${name} without cash until it is undone`, async () => {
      await deposit(name);
      const undo = await scenarios.drain(name);
      expect(await readContract(chain().provider, lendingMarket(name).cash())).to.equal(0n);
      await life.advance(2 * HOUR);
      expect(
        await withdraw(name).then(
          () => "paid",
          () => "refused",
        ),
      ).to.equal("refused");
      await undo();
      await withdraw(name);
    });
  }

  it("aavePause stops everything, aaveFreeze only what goes in", async () => {
    await deposit("aave-usdc");
    const unpause = await scenarios.aavePause("usdc");
    await life.advance(HOUR);
    // Aave's Errors.RESERVE_PAUSED and RESERVE_FROZEN.
    expect(await supply("aave-usdc").catch(String)).to.match(/reason string '29'/);
    expect(await withdraw("aave-usdc").catch(String)).to.match(/reason string '29'/);
    await unpause();
    await withdraw("aave-usdc");
    const unfreeze = await scenarios.aaveFreeze("usdc");
    await life.advance(HOUR);
    expect(await supply("aave-usdc").catch(String)).to.match(/reason string '28'/);
    await withdraw("aave-usdc");
    await unfreeze();
    await supply("aave-usdc");
  });

  it("cometPause stops supplying and withdrawing", async () => {
    await deposit("comet-usdc");
    const undo = await scenarios.cometPause();
    await life.advance(HOUR);
    await expectRevert(supply("comet-usdc"), "Paused()");
    await expectRevert(withdraw("comet-usdc"), "Paused()");
    await undo();
    await supply("comet-usdc");
    await withdraw("comet-usdc");
  });

  it("psmHalt stops both directions and restores the fees", async () => {
    const { provider, addresses, impersonator } = chain();
    await createFunding(provider).usdc(user, 10n ** 9n);
    for (const token of [addresses.usdc, addresses.usds]) {
      await impersonator.execute(user, token, "function approve(address,uint256)", [addresses.usdsPsm, MaxUint256]);
    }
    const sell = () => impersonator.execute(user, addresses.usdsPsm, "function sellGem(address,uint256)", [user, 1_000n]);
    const buy = () => impersonator.execute(user, addresses.usdsPsm, "function buyGem(address,uint256)", [user, 1_000n]);
    const undo = await scenarios.psmHalt();
    await expectRevert(sell(), "SellGemHalted()");
    await expectRevert(buy(), "BuyGemHalted()");
    await undo();
    await sell();
    await buy();
    expect(await readContract(provider, { to: addresses.usdsPsm, fragment: "function tin() view returns (uint256)" })).to.equal(0n);
  });

  it("staleOracle shows an old answer that nothing refreshes", async () => {
    const { provider, addresses } = chain();
    const age = async () => {
      const [, , , updatedAt] = await readContract<readonly bigint[]>(provider, {
        to: addresses.chainlinkUsdcUsd,
        fragment: "function latestRoundData() view returns (uint80, int256, uint256, uint256, uint80)",
      });
      return (await readHead(provider)).timestampSeconds - Number(updatedAt);
    };
    const undo = await scenarios.staleOracle("chainlinkUsdcUsd");
    expect(await age()).to.be.greaterThan(DAY);
    await life.advance(DAY);
    expect(await age()).to.be.greaterThan(2 * DAY);
    await undo();
    expect(await age()).to.be.lessThan(60);
  });

  for (const basisPoints of [60, -60]) {
    it(`pushUniswapPrice takes a USDT to ${basisPoints} basis points over par in the pool until it is undone`, async () => {
      const { provider, addresses } = chain();
      const basisPointsOverPar = async () => {
        const [sqrtPriceX96] = await readContract<readonly [bigint]>(provider, {
          to: addresses.uniswapUsdcUsdtPool,
          fragment: "function slot0() view returns (uint160, int24, uint16, uint16, uint16, uint8, bool)",
        });
        return ((2 ** 96 / Number(sqrtPriceX96)) ** 2 - 1) * 10_000;
      };
      const undo = await scenarios.pushUniswapPrice(basisPoints);
      expect(await basisPointsOverPar()).to.be.closeTo(basisPoints, 1e-6);
      await life.advance(3 * HOUR);
      expect(await basisPointsOverPar()).to.be.closeTo(basisPoints, 1e-6);
      await undo();
      expect(await basisPointsOverPar()).to.be.closeTo(0, 1e-6);
      await life.advance(3 * HOUR);
      expect(Math.abs(await basisPointsOverPar()), "life goes on").to.be.within(1e-4, 15);
    });
  }
  describe("of the 3pool", () => {
    const read = (to: Address, fragment: string, ...args: readonly unknown[]) => readContract(chain().provider, { to, fragment, args });
    const quote = (sold: number, bought: number, amount: bigint) =>
      read(chain().addresses.curve3Pool, "function get_dy(int128,int128,uint256) view returns (uint256)", sold, bought, amount);
    const latest = (feed: Address) => read(feed, "function latestAnswer() view returns (int256)");
    /** Of DAI, USDC and USDT, in whole tokens. */
    const balances = async () => {
      const { curve3Pool } = chain().addresses;
      const raw = await Promise.all([0, 1, 2].map((i) => read(curve3Pool, "function balances(uint256) view returns (uint256)", i)));
      return raw.map((balance, i) => Number(balance) / (i === 0 ? 1e18 : 1e6));
    };

    it("depeg takes the feed and what the pool pays to the price, until it is undone", async () => {
      const { addresses } = chain();
      const answer = await latest(addresses.chainlinkUsdtUsd);
      const before = await balances();
      const undo = await scenarios.depeg("usdt", 0.93);
      await life.advance(3 * HOUR);
      expect(await latest(addresses.chainlinkUsdtUsd)).to.equal(93_000_000n);
      // Each of the last sales takes a little off the price in the other coin.
      expect(Number(await quote(2, 1, 1_000_000_000n)) / 1e9).within(0.925, 0.935);
      expect(Number(await quote(2, 0, 1_000_000_000n)) / 1e21).within(0.925, 0.935);
      await undo();
      expect(await latest(addresses.chainlinkUsdtUsd)).to.equal(answer);
      const after = await balances();
      // The seller paid the fees twice.
      for (const [i, balance] of after.entries()) expect(balance / (before[i] ?? 0)).within(0.999, 1.004);
      await life.advance(2 * HOUR);
    });

    it("drainPoolOneSided leaves the part of the coin, until it is undone", async () => {
      const before = await balances();
      const undo = await scenarios.drainPoolOneSided("usdc", 0.01);
      await life.advance(2 * HOUR);
      const drained = await balances();
      expect((drained[1] ?? 0) / drained.reduce((sum, balance) => sum + balance, 0)).to.be.closeTo(0.01, 1e-4);
      await undo();
      const after = await balances();
      for (const [i, balance] of after.entries()) expect(balance / (before[i] ?? 0)).within(0.999, 1.001);
      await life.advance(2 * HOUR);
    });
  });

  it("baseFeeSpike multiplies the base fee until it is undone", async () => {
    const { provider } = chain();
    await life.advance(HOUR);
    const undo = await scenarios.baseFeeSpike(50);
    expect(Number((await readHead(provider)).baseFeeWei) / 1e9).to.be.greaterThan(10);
    await life.advance(HOUR);
    expect(Number((await readHead(provider)).baseFeeWei) / 1e9).to.be.greaterThan(10);
    await undo();
    expect(Number((await readHead(provider)).baseFeeWei) / 1e9).to.be.lessThan(10);
  });

  it("two scenarios on one market keep its actors at rest until both are undone", async () => {
    const endShock = await scenarios.rateShock("aave-usdc");
    const endFreeze = await scenarios.aaveFreeze("usdc");
    await endShock();
    await life.advance(2 * HOUR);
    await endFreeze();
    await life.advance(2 * HOUR);
  });
});
