import { encodeBytes32String, MaxUint256, parseUnits, type Result } from "ethers";
import type { Address } from "../../../bot/core/units.ts";
import { ARBITRAGEUR, marketActors } from "../actors.ts";
import { ADMINISTRATORS, mainnetAddresses } from "../addresses.ts";
import { type ContractRead, encodeCall, readContract, readContracts } from "../calls.ts";
import { FEED_OPERATOR } from "../deploy/feeds.ts";
import { LENDING_MARKETS, type LendingMarketName, lendingMarket, REPAY_ALL } from "../lendingMarkets.ts";
import { readHead } from "../provider.ts";
import type { ActorTransaction } from "./actor.ts";
import type { Life } from "./createLife.ts";
import { type CurveScenarios, createCurveScenarios } from "./curveScenarios.ts";
import type { FeedName } from "./feedActor.ts";
import { DAY } from "./processes.ts";
import { swapTransaction, usdcUsdtPool } from "./swapActor.ts";

/** Ends a scenario: the state before it, and life goes on. */
export type Undo = () => Promise<void>;

export type AaveReserveName = "usdc" | "dai" | "usdt" | "weth";

/** Things that go wrong. Each happens in a block of its own and lasts until it is undone; the actors concerned rest meanwhile. */
export interface Scenarios extends CurveScenarios {
  /** A large borrower brings the market to this utilization (97 % by default). */
  rateShock(market: LendingMarketName, utilization?: number): Promise<Undo>;
  /** A large borrower takes all cash: nobody can withdraw. */
  drain(market: LendingMarketName): Promise<Undo>;
  /** Nothing goes in or out of the reserve. */
  aavePause(reserve: AaveReserveName): Promise<Undo>;
  /** Nothing goes into the reserve; withdrawing and repaying go on. */
  aaveFreeze(reserve: AaveReserveName): Promise<Undo>;
  /** All actions of Comet stop. */
  cometPause(): Promise<Undo>;
  /** The PSM stops in both directions. */
  psmHalt(): Promise<Undo>;
  /** The feed's last answer is this old (a day and an hour by default), and no other comes. */
  staleOracle(feed: FeedName, ageSeconds?: number): Promise<Undo>;
  /** The USDC/USDT pool is drained one-sided, until a USDT costs this many basis points over par there (below, if negative). */
  pushUniswapPrice(basisPointsOverPar: number): Promise<Undo>;
  /** Life's blocks cost this many times the base fee (40 by default). */
  baseFeeSpike(multiplier?: number): Promise<Undo>;
}

const { aavePoolConfigurator, comet, usdsPsm } = mainnetAddresses;
const { aaveAclAdmin, cometPauseGuardian, skyPauseProxy } = ADMINISTRATORS;

export function createScenarios(life: Life): Scenarios {
  const read = <T>(contractRead: ContractRead) => readContract<T>(life.provider, contractRead);

  async function borrow(name: LendingMarketName, amountOf: (state: MarketState) => bigint): Promise<Undo> {
    const market = lendingMarket(name);
    const { shockBorrower } = marketActors(name);
    const [cash, totalSupply, totalBorrow] = await readContracts<readonly [bigint, bigint, bigint]>(life.provider, [
      market.cash(),
      market.totalSupply(),
      market.totalBorrow(),
    ]);
    const amount = amountOf({ cash, totalSupply, totalBorrow });
    if (amount <= 0n) return async () => {};
    life.rest(name);
    await life.mine([{ from: shockBorrower, ...market.borrow(shockBorrower, amount) }]);
    return async () => {
      await life.mine([{ from: shockBorrower, ...market.repay(shockBorrower, REPAY_ALL) }]);
      life.resume(name);
    };
  }

  async function configureReserve(reserve: AaveReserveName, fragment: string): Promise<Undo> {
    const asset = mainnetAddresses[reserve];
    const markets = LENDING_MARKETS.filter((market) => market.name.startsWith("aave-") && market.asset === asset);
    const set = (on: boolean): ActorTransaction => call(aaveAclAdmin, aavePoolConfigurator, fragment, [asset, on]);
    for (const { name } of markets) life.rest(name);
    await life.mine([set(true)]);
    return async () => {
      await life.mine([set(false)]);
      for (const { name } of markets) life.resume(name);
    };
  }

  return {
    ...createCurveScenarios(life),

    rateShock: (market, utilization = 0.97) =>
      borrow(market, ({ totalSupply, totalBorrow }) => (totalSupply * parseUnits(utilization.toFixed(9), 9)) / 10n ** 9n - totalBorrow),

    drain: (market) => borrow(market, ({ cash }) => cash),

    aavePause: (reserve) => configureReserve(reserve, "function setReservePause(address,bool)"),

    aaveFreeze: (reserve) => configureReserve(reserve, "function setReserveFreeze(address,bool)"),

    async cometPause() {
      const pause = (paused: boolean) =>
        call(cometPauseGuardian, comet, "function pause(bool,bool,bool,bool,bool)", new Array(5).fill(paused));
      life.rest("comet-usdc");
      await life.mine([pause(true)]);
      return async () => {
        await life.mine([pause(false)]);
        life.resume("comet-usdc");
      };
    },

    async psmHalt() {
      // The wrapper has no switch of its own: the fees of the PSM behind it are set to "halted".
      const psm = await read<Address>({ to: usdsPsm, fragment: "function psm() view returns (address)" });
      const file = (what: string, value: bigint) =>
        call(skyPauseProxy, psm, "function file(bytes32,uint256)", [encodeBytes32String(what), value]);
      const tin = await read<bigint>({ to: usdsPsm, fragment: "function tin() view returns (uint256)" });
      const tout = await read<bigint>({ to: usdsPsm, fragment: "function tout() view returns (uint256)" });
      await life.mine([file("tin", MaxUint256), file("tout", MaxUint256)]);
      return () => life.mine([file("tin", tin), file("tout", tout)]);
    },

    async staleOracle(feed, ageSeconds = DAY + 3_600) {
      const to = mainnetAddresses[feed];
      const write = async (age: number) => {
        const round = await read<Result>({
          to,
          fragment: "function latestRoundData() view returns (uint80, int256, uint256, uint256, uint80)",
        });
        const { timestampSeconds } = await readHead(life.provider);
        await life.mine([call(FEED_OPERATOR, to, "function setRoundData(int256,uint256)", [round[1], timestampSeconds - age])]);
      };
      life.rest(feed);
      await write(ageSeconds);
      return async () => {
        await write(0);
        life.resume(feed);
      };
    },

    async pushUniswapPrice(basisPointsOverPar) {
      const { name, pool } = usdcUsdtPool;
      const priceX96 = async () =>
        (
          await read<Result>({ to: pool, fragment: "function slot0() view returns (uint160, int24, uint16, uint16, uint16, uint8, bool)" })
        )[0];
      const before: bigint = await priceX96();
      const pushTo = async (targetX96: bigint) => {
        const sellsUsdc = (await priceX96()) > targetX96;
        const amount = parseUnits("400000000", 6);
        if ((await priceX96()) !== targetX96) await life.mine([swapTransaction(usdcUsdtPool, ARBITRAGEUR, sellsUsdc, amount, targetX96)]);
      };
      life.rest(name);
      // The pool's price is USDT for a USDC: it falls when a USDT gets dearer. In 48 bits of fraction, which a float has.
      await pushTo(BigInt(Math.round((1 + basisPointsOverPar / 10_000) ** -0.5 * 2 ** 48)) << 48n);
      return async () => {
        await pushTo(before);
        life.resume(name);
      };
    },

    async baseFeeSpike(multiplier = 40) {
      life.setBaseFeeMultiplier(multiplier);
      await life.mine([]);
      return async () => {
        life.setBaseFeeMultiplier(1);
        await life.mine([]);
      };
    },
  };
}

interface MarketState {
  readonly cash: bigint;
  readonly totalSupply: bigint;
  readonly totalBorrow: bigint;
}

function call(from: Address, to: Address, fragment: string, args: readonly unknown[]): ActorTransaction {
  return { from, to, data: encodeCall(fragment, args) };
}
