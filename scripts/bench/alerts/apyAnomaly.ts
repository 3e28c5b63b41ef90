import type { MarketSeries } from "../../../bot/predict/series/marketSeries.ts";
import type { HourlyApr } from "../../../bot/watch/alerts/input.ts";
import { isSpike, unusualOf } from "../../../bot/watch/alerts/rules/apyAnomaly.ts";

const DAY_SECONDS = 86_400;
/** What the rule looks at. */
const LOOK_BACK_SECONDS = 30 * DAY_SECONDS;
const JUDGED_EVERY_SECONDS = DAY_SECONDS / 2;
/** What is smaller moves with single depositors. */
const LEAST_SUPPLY_USD = 1_000_000;
/** What a textbook calls an outlier of normal values, and some more. */
const TEXTBOOK_SCORE = 5;

export interface ApyAnomalyFigures {
  readonly markets: number;
  /** Of thirty days, over all markets. */
  readonly marketMonths: number;
  readonly judgements: number;
  /** How often each begins, a market-month. */
  readonly spikesAMarketMonth: number;
  readonly shiftsAMarketMonth: number;
  /** The same if five usual deviations were a spike, and the part of judgements beyond them. */
  readonly textbookSpikesAMarketMonth: number;
  readonly beyondTextbook: number;
}

interface MarketCounts {
  readonly judgements: number;
  readonly begins: Readonly<Record<"spike" | "shift" | "textbook", number>>;
  readonly beyondTextbook: number;
}

/** How often the rule would have found something, judging every market twice a day while it held enough. */
export function measureApyAnomaly(markets: readonly MarketSeries[]): ApyAnomalyFigures {
  const counts = markets.map(countsOf).filter(({ judgements }) => judgements > 0);
  const sum = (of: (one: MarketCounts) => number) => counts.reduce((total, one) => total + of(one), 0);
  const judgements = sum((one) => one.judgements);
  const marketMonths = (judgements * JUDGED_EVERY_SECONDS) / LOOK_BACK_SECONDS;
  const aMarketMonth = (of: (one: MarketCounts) => number) => rounded(sum(of) / marketMonths);
  return {
    markets: counts.length,
    marketMonths: Math.round(marketMonths),
    judgements,
    spikesAMarketMonth: aMarketMonth(({ begins }) => begins.spike),
    shiftsAMarketMonth: aMarketMonth(({ begins }) => begins.shift),
    textbookSpikesAMarketMonth: aMarketMonth(({ begins }) => begins.textbook),
    beyondTextbook: rounded(sum((one) => one.beyondTextbook) / judgements),
  };
}

function countsOf({ timeSeconds, quotedApr, totalSupplyUsd }: MarketSeries): MarketCounts {
  const hours = Array.from(timeSeconds, (hourStartSeconds, i): HourlyApr => ({ hourStartSeconds, apr: quotedApr[i] as number }));
  const begins = { spike: 0, shift: 0, textbook: 0 };
  const was = { spike: false, shift: false, textbook: false };
  let judgements = 0;
  let beyondTextbook = 0;
  let [from, to] = [0, 0];
  for (let now = timeSeconds[0] ?? 0; now <= (timeSeconds.at(-1) ?? -1); now += JUDGED_EVERY_SECONDS) {
    while (to < hours.length && (timeSeconds[to] as number) <= now) to++;
    while ((timeSeconds[from] as number) < now - LOOK_BACK_SECONDS) from++;
    const unusual = (totalSupplyUsd[to - 1] ?? 0) >= LEAST_SUPPLY_USD ? unusualOf(hours.slice(from, to), now) : null;
    const is = {
      spike: unusual !== null && isSpike(unusual),
      shift: unusual !== null && unusual.shift !== null,
      textbook: unusual !== null && Math.abs(unusual.score) > TEXTBOOK_SCORE,
    };
    if (unusual !== null) judgements++;
    if (is.textbook) beyondTextbook++;
    for (const kind of ["spike", "shift", "textbook"] as const) {
      if (is[kind] && !was[kind]) begins[kind]++;
      was[kind] = is[kind];
    }
  }
  return { judgements, begins, beyondTextbook };
}

export function apyAnomalyText(figures: ApyAnomalyFigures): string {
  return [
    `${figures.markets} markets, ${figures.marketMonths} market-months, ${figures.judgements} judgements`,
    `begins a market-month: ${figures.spikesAMarketMonth} an hour far from what is usual, ${figures.shiftsAMarketMonth} a change of level`,
    `were ${TEXTBOOK_SCORE} usual deviations enough: ${figures.textbookSpikesAMarketMonth}, and ${(100 * figures.beyondTextbook).toFixed(1)} % of judgements beyond them`,
  ].join("\n");
}

function rounded(figure: number): number {
  return Number(figure.toFixed(4));
}
