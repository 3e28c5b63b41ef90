import type { Backtest } from "../backtest.ts";
import type { Run } from "../engine/run.ts";
import { type CsvField, csvText } from "./csvText.ts";
import { isoTime } from "./figureText.ts";
import { sourceLabel } from "./provenance.ts";

/** Where idle money stands among the markets: no market's id is without a colon. */
const IDLE = "idle";

/** The files of a backtest by name. Each row says in `source` whether its past is history or SYNTHETIC. */
export function csvFiles(backtest: Backtest): ReadonlyMap<string, string> {
  return new Map([
    ["nav.csv", navCsv(backtest)],
    ["rebalances.csv", rebalancesCsv(backtest)],
    ["allocation.csv", allocationCsv(backtest)],
    ["yield.csv", yieldCsv(backtest)],
  ]);
}

/** A row a moment: what each contender's vault was worth, and what came in or (negative) went out at that moment. */
export function navCsv(backtest: Backtest): string {
  const runs = backtest.contested.map(({ run }) => run);
  const times = new Set(runs.flatMap(({ timeSeconds }) => [...timeSeconds]));
  const rowOf = runs.map(({ timeSeconds }) => new Map(Array.from(timeSeconds, (seconds, row) => [seconds, row])));
  const at = (column: (run: Run) => Float64Array, seconds: number): readonly CsvField[] =>
    runs.map((run, i) => column(run)[rowOf[i]?.get(seconds) ?? -1] ?? null);
  const header = [
    "time",
    "source",
    ...runs.map(({ contender }) => `${contender}_nav_usd`),
    ...runs.map(({ contender }) => `${contender}_flow_usd`),
  ];
  const rows = [...times]
    .toSorted((a, b) => a - b)
    .map((seconds) => [
      isoTime(seconds),
      sourceLabel(backtest),
      ...at(({ navUsd }) => navUsd, seconds),
      ...at(({ flowUsd }) => flowUsd, seconds),
    ]);
  return csvText([header, ...rows]);
}

/** A row a move. What the whole rebalance cost, expected and said stands in its first row only, so that sums are right. */
export function rebalancesCsv(backtest: Backtest): string {
  const header = [
    "contender",
    "rebalance",
    "time",
    "source",
    "reason",
    "market",
    "change_usd",
    "gas_usd",
    "conversion_usd",
    "expected_usd",
    "explanation",
  ];
  const rows = backtest.contested.flatMap(({ run }) =>
    run.rebalances.flatMap(({ atSeconds, reason, moves, gasUsd, conversionUsd, expectedUsd, explanation }, i) =>
      moves.map(({ marketId, changeUsd }, move) => [
        run.contender,
        i + 1,
        isoTime(atSeconds),
        sourceLabel(backtest),
        reason,
        marketId,
        changeUsd,
        ...(move === 0 ? [gasUsd, conversionUsd, expectedUsd, explanation] : [null, null, null, null]),
      ]),
    ),
  );
  return csvText([header, ...rows]);
}

/** A row for each market that held money at a sample's time; `idle` is always told. */
export function allocationCsv(backtest: Backtest): string {
  return csvText(allocationRows(backtest));
}

function* allocationRows(backtest: Backtest): Generator<readonly CsvField[]> {
  yield ["contender", "time", "source", "market", "usd"];
  for (const { run } of backtest.contested) {
    const { timeSeconds, positionsUsd, idleUsd } = run.samples;
    for (let sample = 0; sample < timeSeconds.length; sample++) {
      const about = [run.contender, isoTime(timeSeconds[sample] as number), sourceLabel(backtest)];
      for (const [market, marketId] of run.marketIds.entries()) {
        const usd = positionsUsd[sample * run.marketIds.length + market] as number;
        if (usd !== 0) yield [...about, marketId, usd];
      }
      yield [...about, IDLE, idleUsd[sample] as number];
    }
  }
}

/** What each market paid and what its token's price did, of the markets that did either. */
export function yieldCsv(backtest: Backtest): string {
  const rows = backtest.contested.flatMap(({ run }) =>
    run.marketIds.flatMap((marketId, market) => {
      const [yieldUsd, priceUsd] = [run.yieldUsd[market] as number, run.priceUsd[market] as number];
      return yieldUsd === 0 && priceUsd === 0 ? [] : [[run.contender, sourceLabel(backtest), marketId, yieldUsd, priceUsd]];
    }),
  );
  return csvText([["contender", "source", "market", "yield_usd", "price_usd"], ...rows]);
}
