import { maxBigint, minBigint, RAY } from "../../core/units.ts";
import { CapitalNotConservedError, MoveNotAllowedError } from "../errors.ts";

/** Amounts in the vault's asset, smallest units. */
export interface Totals {
  /** What came in less what went out. */
  readonly flows: bigint;
  readonly yields: bigint;
  readonly priceChanges: bigint;
  readonly conversionCosts: bigint;
  /** Paid by the keeper, taken off the net asset value. */
  readonly gas: bigint;
}

/** One leg of a rebalance as it came out. */
export interface SettledMove {
  readonly market: number;
  readonly change: bigint;
  readonly conversionCost: bigint;
}

/**
 * A vault's money: idle, and in each market. Every change is booked twice, on what is held and on what it came of; `check` compares the two. Nothing
 * in here knows time, markets or decisions.
 */
export class Book {
  readonly positions: bigint[];
  readonly yieldOf: bigint[];
  readonly priceChangeOf: bigint[];
  #idle = 0n;
  /** The sum of everything that is held, counted anew when it is asked for after a change; null until then. */
  #held: bigint | null = 0n;
  #flows = 0n;
  #yields = 0n;
  #priceChanges = 0n;
  #conversionCosts = 0n;
  #gas = 0n;
  /** Withdrawals that came due and could not be paid. */
  #owed = 0n;

  constructor(markets: number) {
    this.positions = new Array<bigint>(markets).fill(0n);
    this.yieldOf = new Array<bigint>(markets).fill(0n);
    this.priceChangeOf = new Array<bigint>(markets).fill(0n);
  }

  get idle(): bigint {
    return this.#idle;
  }

  get owed(): bigint {
    return this.#owed;
  }

  /** Idle and positions: what the contract calls gross assets. */
  held(): bigint {
    if (this.#held === null) {
      let sum = this.#idle;
      for (const position of this.positions) if (position !== 0n) sum += position;
      this.#held = sum;
    }
    return this.#held;
  }

  /** What depositors would have if the keeper's gas were theirs to pay. */
  netAssets(): bigint {
    return this.held() - this.#gas;
  }

  totals(): Totals {
    return {
      flows: this.#flows,
      yields: this.#yields,
      priceChanges: this.#priceChanges,
      conversionCosts: this.#conversionCosts,
      gas: this.#gas,
    };
  }

  /** @throws CapitalNotConservedError unless what is held is what came in, earned, and was not lost. */
  check(atSeconds: number): void {
    const accounted = this.#flows + this.#yields + this.#priceChanges - this.#conversionCosts;
    const held = this.held();
    if (held !== accounted || this.#idle < 0n || this.positions.some((position) => position < 0n)) {
      throw new CapitalNotConservedError(atSeconds, held, accounted);
    }
  }

  deposit(amount: bigint): void {
    this.#idle += amount;
    this.#held = null;
    this.#flows += amount;
  }

  /** Money that comes to the vault invested already. */
  bring(market: number, amount: bigint): void {
    this.#change(market, amount);
    this.#flows += amount;
  }

  /** Asks for money back; `pay` gives what there is. */
  askFor(amount: bigint): void {
    this.#owed += amount;
  }

  /** Pays what is owed: idle first, then markets in their order, as far as each can. Returns what was paid. */
  pay(withdrawable: (market: number) => bigint): bigint {
    if (this.#owed === 0n) return 0n;
    for (let market = 0; market < this.positions.length && this.#idle < this.#owed; market++) {
      const position = this.positions[market] as bigint;
      if (position === 0n) continue;
      const freed = minBigint(this.#owed - this.#idle, position, withdrawable(market));
      this.positions[market] = position - freed;
      this.#idle += freed;
    }
    const paid = minBigint(this.#owed, this.#idle);
    this.#idle -= paid;
    this.#held = null;
    this.#flows -= paid;
    this.#owed -= paid;
    return paid;
  }

  /** @param growthRay What each unit earned. */
  earn(market: number, growthRay: bigint): void {
    const earned = ((this.positions[market] as bigint) * growthRay) / RAY;
    this.#change(market, earned);
    this.yieldOf[market] = (this.yieldOf[market] as bigint) + earned;
    this.#yields += earned;
  }

  /** @param changeRay By what part the price of the market's token changed. */
  reprice(market: number, changeRay: bigint): void {
    const gained = ((this.positions[market] as bigint) * changeRay) / RAY;
    this.#change(market, gained);
    this.priceChangeOf[market] = (this.priceChangeOf[market] as bigint) + gained;
    this.#priceChanges += gained;
  }

  /**
   * Settles one leg: a withdrawal arrives less its cost, an allocation leaves idle whole and arrives less its cost.
   *
   * @param costRay Of the amount moved.
   * @throws MoveNotAllowedError for more than there is.
   */
  move(market: number, change: bigint, costRay: bigint): SettledMove {
    const amount = maxBigint(change, -change);
    const conversionCost = (amount * costRay + RAY - 1n) / RAY;
    if (change > 0n && amount > this.#idle) throw new MoveNotAllowedError(`it allocates ${amount} and ${this.#idle} is idle`);
    if (change < 0n && amount > (this.positions[market] as bigint)) {
      throw new MoveNotAllowedError(`it withdraws ${amount} of a position of ${this.positions[market]}`);
    }
    this.#idle -= change > 0n ? amount : conversionCost - amount;
    this.#change(market, change > 0n ? amount - conversionCost : -amount);
    this.#conversionCosts += conversionCost;
    return { market, change, conversionCost };
  }

  payGas(amount: bigint): void {
    this.#gas += amount;
  }

  #change(market: number, by: bigint): void {
    this.positions[market] = (this.positions[market] as bigint) + by;
    this.#held = null;
  }
}
