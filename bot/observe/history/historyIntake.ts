import type { MarketId } from "../../core/market.ts";
import type { HistoryMarket, Period, PeriodYield } from "../../core/periodYield.ts";
import type { RejectedSample } from "../../core/rejectedSample.ts";
import type { ConditionsAt } from "./conditionDays.ts";
import { HistoryJudge, type Verdict } from "./historyJudge.ts";
import type { HistoryRow } from "./historyRow.ts";
import type { RateConvention } from "./rateConvention.ts";

/** Where history goes. Some thousands of rows a call. */
export interface HistorySink {
  storeMarkets(markets: readonly HistoryMarket[]): Promise<void>;
  /** What the rates of a project meant before they were made simple. */
  storeConventions(conventions: readonly RecordedConvention[]): Promise<void>;
  storeYields(period: Period, rows: readonly PeriodYield[]): Promise<StoredCounts>;
  /** What went on around the markets; counts are of times. */
  storeConditions(rows: readonly ConditionsAt[]): Promise<StoredCounts>;
  /** Returns how many were not kept before. */
  keepRejected(samples: readonly RejectedSample[]): Promise<number>;
}

/** What became of the rows that were handed on to be stored. */
export interface StoredCounts {
  readonly added: number;
  /** Stored before with other values, which these replace. */
  readonly changed: number;
  /** Stored before as they are. */
  readonly unchanged: number;
}

/** What the figures of one project mean in what comes from one origin. */
export interface RecordedConvention {
  readonly origin: string;
  readonly project: string;
  readonly convention: Pick<RateConvention, "base" | "reward" | "tvl">;
}

/** A row with what it was read from. */
export interface JudgedRow extends HistoryRow {
  toObject(): unknown;
}

const BATCH_ROWS = 500;

/** Judges rows, gathers them into batches, and counts what becomes of them. */
export class HistoryIntake {
  readonly #sink: HistorySink;
  readonly #period: Period;
  readonly #judge: HistoryJudge;
  readonly #markets = new Set<MarketId>();
  readonly #conventions = new Set<string>();
  readonly #rejectedByRule: Record<string, number> = {};
  #newMarkets: HistoryMarket[] = [];
  #newConventions: RecordedConvention[] = [];
  #accepted: PeriodYield[] = [];
  #rejected: RejectedSample[] = [];
  #stored = { added: 0, changed: 0, unchanged: 0 };
  #newlyRejected = 0;

  constructor(sink: HistorySink, period: Period) {
    this.#sink = sink;
    this.#period = period;
    this.#judge = new HistoryJudge(period);
  }

  async take(row: JudgedRow): Promise<void> {
    if (!this.#markets.has(row.market.id)) {
      this.#markets.add(row.market.id);
      this.#newMarkets.push(row.market);
    }
    if (row.convention !== null) this.#note({ origin: row.yields.origin, project: row.market.protocol, convention: row.convention });
    this.#gather(this.#judge.judge(row));
    if (this.#accepted.length >= BATCH_ROWS || this.#rejected.length >= BATCH_ROWS) await this.#flush();
  }

  async finish() {
    this.#gather({ accepted: this.#judge.finish(), rejected: [] });
    await this.#flush();
    return {
      stored: this.#stored,
      rejectedByRule: this.#rejectedByRule,
      newlyRejected: this.#newlyRejected,
      markets: this.#markets.size,
    };
  }

  #note(recorded: RecordedConvention): void {
    const { base, reward, tvl } = recorded.convention;
    const name = [recorded.origin, recorded.project, base, reward, tvl].join("\0");
    if (this.#conventions.has(name)) return;
    this.#conventions.add(name);
    this.#newConventions.push(recorded);
  }

  #gather({ accepted, rejected }: Verdict): void {
    this.#accepted.push(...accepted);
    this.#rejected.push(...rejected);
    for (const { rule } of rejected) this.#rejectedByRule[rule] = (this.#rejectedByRule[rule] ?? 0) + 1;
  }

  async #flush(): Promise<void> {
    if (this.#newMarkets.length > 0) await this.#sink.storeMarkets(this.#newMarkets.splice(0));
    if (this.#newConventions.length > 0) await this.#sink.storeConventions(this.#newConventions.splice(0));
    if (this.#accepted.length > 0) {
      const { added, changed, unchanged } = await this.#sink.storeYields(this.#period, this.#accepted.splice(0));
      this.#stored.added += added;
      this.#stored.changed += changed;
      this.#stored.unchanged += unchanged;
    }
    if (this.#rejected.length > 0) this.#newlyRejected += await this.#sink.keepRejected(this.#rejected.splice(0));
  }
}
