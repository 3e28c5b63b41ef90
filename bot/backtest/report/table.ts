import { figureText } from "../../risk/evaluate/text.ts";
import type { Backtest, Contested } from "../backtest.ts";
import type { Interval90 } from "../metrics/intervals.ts";
import type { Figure } from "../metrics/performance.ts";
import { differenceText, percentText, usdText } from "./figureText.ts";
import { type Lead, leadOverBest, mlOf } from "./lead.ts";
import { notesOf } from "./provenance.ts";

/** The figures of a year in the table, by what people call them. */
const SHOWN_FIGURES: Readonly<Partial<Record<Figure, string>>> = {
  annualisedReturn: "a year",
  sharpe: "Sharpe",
  annualisedReturnDifference: "ahead of the benchmark",
  deflatedSharpe: "deflated Sharpe",
};

const UNKNOWN: Interval90 = [null, null];

/** One row a contender, the header first. "Locked" is the mean part of the vault that could not have been withdrawn. Returns are net of all costs, "other" costs all but gas, "ahead" of the benchmark by annualised return. */
export function contenderRows({ contested }: Backtest): readonly (readonly string[])[] {
  return [
    [
      "contender",
      "net, %",
      "a year, %",
      "Sharpe",
      "drawdown, %",
      "rebalances",
      "gas, USD",
      "other, USD",
      "locked, %",
      "ahead, points (90 %)",
      "deflated Sharpe",
    ],
    ...contested.map(({ run, performance }) => [
      run.contender,
      percentText(performance.netReturn),
      percentText(performance.annualisedReturn),
      figureText(performance.sharpe, 2),
      percentText(performance.maxDrawdown.depth),
      String(run.rebalances.length),
      usdText(run.costs.gasUsd),
      usdText(run.costs.conversionUsd),
      percentText(run.locked.meanShare),
      differenceText(performance.annualisedReturnDifference, performance.intervals?.difference?.annualisedReturn ?? UNKNOWN),
      figureText(performance.deflatedSharpe, 3),
    ]),
  ];
}

/** What stands below the table, one sentence each: who is ahead, how far from what was possible, what is missing and why, what to bear in mind. */
export function remarks(backtest: Backtest): readonly string[] {
  return [
    ...leadRemark(backtest, leadOverBest(backtest)),
    ...ceilingRemark(backtest),
    ...missing(backtest.contested),
    ...cautions(backtest.contested),
    ...unpaid(backtest.contested),
    ...notesOf(backtest),
  ];
}

function leadRemark(backtest: Backtest, lead: Lead | null): readonly string[] {
  const ml = mlOf(backtest);
  if (ml === null || lead === null) return [];
  const { best, mean, low, high } = lead;
  const place = mean > 0 ? "ahead of" : "NOT ahead of";
  const luck = low <= 0 && high >= 0 ? "; the difference may be luck" : "";
  const difference = `${differenceText(mean, UNKNOWN)} points a year (90 %: ${percentText(low)} to ${percentText(high)})`;
  return [`${ml.run.contender} is ${place} ${best}, the best that does without models: ${difference}${luck}.`];
}

/** Only a ceiling above zero can be had a share of. */
function ceilingRemark({ contested, ceilingReturn }: Backtest): readonly string[] {
  if (ceilingReturn === null || !(ceilingReturn > 0)) return [];
  const shares = contested.map(({ run, performance }) => `${run.contender} ${percentText(performance.netReturn / ceilingReturn, 1)} %`);
  return [`Of the ${percentText(ceilingReturn)} % that perfect foresight could have made, moving at midnights: ${shares.join(", ")}.`];
}

function isComparedWith(contested: readonly Contested[]): boolean {
  return contested.some(({ performance }) => performance.benchmarkAnnualisedReturn !== null);
}

function missing(contested: readonly Contested[]): readonly string[] {
  const byReason = new Map<string, { figures: Set<string>; contenders: Set<string> }>();
  for (const { run, performance } of contested) {
    for (const [figure, words] of Object.entries(SHOWN_FIGURES) as [Figure, string][]) {
      const reason = performance.reasons[figure];
      // The benchmark is not compared with itself.
      if (reason === undefined || (figure === "annualisedReturnDifference" && isComparedWith(contested))) continue;
      const group = byReason.get(reason) ?? { figures: new Set<string>(), contenders: new Set<string>() };
      group.figures.add(words);
      group.contenders.add(run.contender);
      byReason.set(reason, group);
    }
  }
  return [...byReason].map(
    ([reason, { figures, contenders }]) => `– ${[...figures].join(", ")} of ${whom([...contenders], contested)}: ${reason}.`,
  );
}

function cautions(contested: readonly Contested[]): readonly string[] {
  const contendersOf = new Map<string, string[]>();
  for (const { run, performance } of contested) {
    for (const caution of performance.cautions) contendersOf.set(caution, [...(contendersOf.get(caution) ?? []), run.contender]);
  }
  return [...contendersOf].map(([caution, contenders]) => `Caution, ${whom(contenders, contested)}: ${caution}.`);
}

function whom(contenders: readonly string[], contested: readonly Contested[]): string {
  return contenders.length === contested.length ? "all" : contenders.join(", ");
}

function unpaid(contested: readonly Contested[]): readonly string[] {
  return contested.flatMap(({ run }) => {
    const { times, mostUsd } = run.unpaid;
    return times === 0
      ? []
      : [
          `${run.contender} could not pay a withdrawal at once ${times === 1 ? "once" : `${times} times`}; it owed up to ${usdText(mostUsd)} USD.`,
        ];
  });
}
