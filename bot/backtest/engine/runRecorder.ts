import type { DecisionReason } from "../../core/decision.ts";
import type { MarketId } from "../../core/market.ts";
import { maxBigint, toFloat } from "../../core/units.ts";
import type { Reweighting } from "../metrics/turnover.ts";
import type { Book } from "./book.ts";
import type { Rebalance, Run } from "./run.ts";

const DAY_SECONDS = 86_400;
/** Less is rounding, or nobody's trouble. */
const LOCKED_SHARE = 0.01;

/** Writes down what a run goes through, for people and metrics. */
export class RunRecorder {
  readonly #contender: string;
  readonly #strategy: string;
  readonly #marketIds: readonly MarketId[];
  readonly #timeSeconds: Float64Array;
  readonly #decimals: number;
  readonly #navUsd: Float64Array;
  readonly #flowUsd: Float64Array;
  readonly #sampleSeconds: number[] = [];
  readonly #positionsUsd: number[] = [];
  readonly #idleUsd: number[] = [];
  readonly #rebalances: Rebalance[] = [];
  readonly #reweightings: Reweighting[] = [];
  readonly #holds: Partial<Record<DecisionReason, number>> = {};
  #decisions = 0;
  #lockedShares = 0;
  #lockedMoments = 0;
  #unpaidTimes = 0;
  #mostUnpaid = 0n;

  constructor(contender: string, strategy: string, marketIds: readonly MarketId[], timeSeconds: ArrayLike<number>, decimals: number) {
    this.#contender = contender;
    this.#strategy = strategy;
    this.#marketIds = marketIds;
    this.#timeSeconds = Float64Array.from(timeSeconds);
    this.#decimals = decimals;
    this.#navUsd = new Float64Array(timeSeconds.length);
    this.#flowUsd = new Float64Array(timeSeconds.length);
  }

  worth(moment: number, book: Book, flow: bigint): void {
    this.#navUsd[moment] = this.#usd(book.netAssets());
    this.#flowUsd[moment] = this.#usd(flow);
    const now = this.#timeSeconds[moment] as number;
    const last = this.#sampleSeconds.at(-1);
    // Days as they begin, once the first decision of the day before has been made; and the end.
    const isNewDay = last === undefined || Math.floor(now / DAY_SECONDS) > Math.floor(last / DAY_SECONDS);
    if (!isNewDay && moment + 1 < this.#timeSeconds.length) return;
    this.#sampleSeconds.push(now);
    this.#idleUsd.push(this.#usd(book.idle));
    for (const position of book.positions) this.#positionsUsd.push(this.#usd(position));
  }

  locked(share: number): void {
    this.#lockedShares += share;
    if (share > LOCKED_SHARE) this.#lockedMoments += 1;
  }

  held(reason: DecisionReason): void {
    this.#decisions += 1;
    this.#holds[reason] = (this.#holds[reason] ?? 0) + 1;
  }

  rebalanced(rebalance: Rebalance, reweighting: Reweighting): void {
    this.#decisions += 1;
    this.#rebalances.push(rebalance);
    this.#reweightings.push(reweighting);
  }

  unpaid(owed: bigint): void {
    this.#unpaidTimes += 1;
    this.#mostUnpaid = maxBigint(this.#mostUnpaid, owed);
  }

  run(book: Book): Run {
    const { gas, conversionCosts } = book.totals();
    return {
      contender: this.#contender,
      strategy: this.#strategy,
      marketIds: this.#marketIds,
      timeSeconds: this.#timeSeconds,
      navUsd: this.#navUsd,
      flowUsd: this.#flowUsd,
      samples: {
        timeSeconds: Float64Array.from(this.#sampleSeconds),
        positionsUsd: Float64Array.from(this.#positionsUsd),
        idleUsd: Float64Array.from(this.#idleUsd),
      },
      yieldUsd: Float64Array.from(book.yieldOf, (amount) => this.#usd(amount)),
      priceUsd: Float64Array.from(book.priceChangeOf, (amount) => this.#usd(amount)),
      costs: { gasUsd: this.#usd(gas), conversionUsd: this.#usd(conversionCosts) },
      rebalances: this.#rebalances,
      holds: this.#holds,
      decisions: this.#decisions,
      reweightings: this.#reweightings,
      locked: { meanShare: this.#lockedShares / this.#timeSeconds.length, moments: this.#lockedMoments },
      unpaid: { times: this.#unpaidTimes, mostUsd: this.#usd(this.#mostUnpaid) },
    };
  }

  #usd(amount: bigint): number {
    return toFloat(amount, this.#decimals);
  }
}
