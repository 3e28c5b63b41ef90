import { formatUnits, parseUnits } from "ethers";
import { minBigint } from "../../../bot/core/units.ts";
import { marketActors } from "../actors.ts";
import { INITIAL_MARKETS } from "../deploy/positions.ts";
import { type LendingMarketName, lendingMarket } from "../lendingMarkets.ts";
import type { Actor, ActorTransaction } from "./actor.ts";
import { clamp, DAY, HOUR, type Jumps, type MeanReversion, stepJumps, stepMeanReversion } from "./processes.ts";
import type { Random } from "./random.ts";

/** How a market's users behave; fractions of its deposits. */
interface Demand {
  /** Part of the users' own deposits that is lent out. */
  readonly utilization: MeanReversion;
  /** Loans that come at once and are paid back over hours. */
  readonly bursts: Jumps;
  readonly leastUtilization: number;
  readonly greatestUtilization: number;
  /** Logarithm of deposits over those at the start. */
  readonly deposits: MeanReversion;
}

const DEPOSITS: MeanReversion = { mean: 0, standardDeviation: 0.1, halfLifeSeconds: 4 * DAY };
const BURSTS: Jumps = { intervalSeconds: 2 * DAY, smallest: 0.04, largest: 0.1, halfLifeSeconds: 8 * HOUR };

/** The upper bounds keep ordinary supply rates near 9 % at most; beyond it are the scenarios. */
const DEMAND: Readonly<Record<LendingMarketName, Demand>> = {
  "aave-usdc": {
    utilization: { mean: 0.83, standardDeviation: 0.06, halfLifeSeconds: 18 * HOUR },
    bursts: BURSTS,
    leastUtilization: 0.68,
    greatestUtilization: 0.931,
    deposits: DEPOSITS,
  },
  "aave-dai": {
    utilization: { mean: 0.8, standardDeviation: 0.06, halfLifeSeconds: 30 * HOUR },
    bursts: BURSTS,
    leastUtilization: 0.65,
    greatestUtilization: 0.931,
    deposits: DEPOSITS,
  },
  "aave-usdt": {
    utilization: { mean: 0.82, standardDeviation: 0.05, halfLifeSeconds: 24 * HOUR },
    bursts: BURSTS,
    leastUtilization: 0.68,
    greatestUtilization: 0.931,
    deposits: DEPOSITS,
  },
  "comet-usdc": {
    utilization: { mean: 0.805, standardDeviation: 0.045, halfLifeSeconds: 14 * HOUR },
    bursts: { ...BURSTS, intervalSeconds: 1.5 * DAY },
    leastUtilization: 0.68,
    greatestUtilization: 0.945,
    deposits: DEPOSITS,
  },
};

/** Changes below this part of the deposits are not worth a transaction. */
const SMALLEST_CHANGE = 0.0005;

/**
 * The lenders and borrowers of one market. They steer what they themselves have deposited and borrowed: money that others bring or take
 * moves the market's utilization for as long as it stays.
 */
export function createLendingActor(name: LendingMarketName, random: Random): Actor {
  const market = lendingMarket(name);
  const { lenders, borrowers } = marketActors(name);
  const demand = DEMAND[name];
  const initialDeposits = INITIAL_MARKETS[name].supply;
  let state: { baseUtilization: number; burst: number; logDeposits: number } | undefined;

  return {
    name,
    accounts: [...lenders, ...borrowers],
    reads: [...lenders.map(market.deposited), ...borrowers.map(market.owed), market.cash()],
    act({ elapsedSeconds }, answers) {
      const amounts = answers as readonly bigint[];
      const deposited = amounts.slice(0, lenders.length);
      const owed = amounts.slice(lenders.length, lenders.length + borrowers.length);
      const cash = amounts[lenders.length + borrowers.length] ?? 0n;
      state ??= resume(total(deposited), total(owed));
      state = {
        baseUtilization: stepMeanReversion(state.baseUtilization, demand.utilization, elapsedSeconds, random),
        burst: stepJumps(state.burst, demand.bursts, elapsedSeconds, random),
        logDeposits: stepMeanReversion(state.logDeposits, demand.deposits, elapsedSeconds, random),
      };
      const utilization = clamp(state.baseUtilization + state.burst, demand.leastUtilization, demand.greatestUtilization);
      const wantedDeposits = initialDeposits * Math.exp(state.logDeposits);
      return transactions({
        lender: random.index(lenders.length),
        borrower: random.index(borrowers.length),
        depositChange: units(wantedDeposits) - total(deposited),
        debtChange: units(wantedDeposits * utilization) - total(owed),
        deposited,
        owed,
        cash,
      });
    },
  };

  /** Life goes on from what the chain has, on a fork too. */
  function resume(deposits: bigint, debts: bigint) {
    const wholeDeposits = whole(deposits);
    return { baseUtilization: whole(debts) / wholeDeposits, burst: 0, logDeposits: Math.log(wholeDeposits / initialDeposits) };
  }

  /** Money comes in before it goes out, so that a step does not fail for want of the cash it brings. */
  function transactions(wish: {
    lender: number;
    borrower: number;
    depositChange: bigint;
    debtChange: bigint;
    deposited: readonly bigint[];
    owed: readonly bigint[];
    cash: bigint;
  }): readonly ActorTransaction[] {
    const lender = at(lenders, wish.lender);
    const borrower = at(borrowers, wish.borrower);
    const least = units(initialDeposits * SMALLEST_CHANGE);
    const incoming: ActorTransaction[] = [];
    const outgoing: ActorTransaction[] = [];
    let cash = wish.cash;
    if (wish.depositChange > least) {
      incoming.push({ from: lender, ...market.supply(lender, wish.depositChange) });
      cash += wish.depositChange;
    }
    const repayment = minBigint(-wish.debtChange, at(wish.owed, wish.borrower));
    if (repayment > least) {
      incoming.push({ from: borrower, ...market.repay(borrower, repayment) });
      cash += repayment;
    }
    const withdrawal = minBigint(-wish.depositChange, at(wish.deposited, wish.lender), cash);
    if (withdrawal > least) {
      outgoing.push({ from: lender, ...market.withdraw(lender, withdrawal) });
      cash -= withdrawal;
    }
    const loan = minBigint(wish.debtChange, cash);
    if (loan > least) outgoing.push({ from: borrower, ...market.borrow(borrower, loan) });
    return [...incoming, ...outgoing];
  }

  function units(wholeTokens: number): bigint {
    return parseUnits(wholeTokens.toFixed(6), market.decimals);
  }

  function whole(amount: bigint): number {
    return Number(formatUnits(amount, market.decimals));
  }
}

function total(amounts: readonly bigint[]): bigint {
  return amounts.reduce((sum, amount) => sum + amount, 0n);
}

function at<T>(values: readonly T[], index: number): T {
  const value = values[index];
  if (value === undefined) throw new RangeError(`No element ${index}`);
  return value;
}
