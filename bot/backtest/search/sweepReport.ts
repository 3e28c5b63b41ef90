import { escaped, htmlTable, page } from "../../predict/evaluate/report/page.ts";
import { figureText } from "../../risk/evaluate/text.ts";
import { csvText } from "../report/csvText.ts";
import { isoTime, percentText, usdText } from "../report/figureText.ts";
import { extrasSection } from "../report/html/extrasSection.ts";
import { BACKTEST_STYLE } from "../report/html/style.ts";
import { SYNTHETIC_LABEL } from "../report/provenance.ts";
import { pointText } from "./grid.ts";
import { type Criterion, heatMapOf } from "./ranking.ts";
import type { SweepResult } from "./sweepResult.ts";
import type { WalkForwardOptimisation } from "./walkForwardOptimisation.ts";

/** One row a point, the best first, the header above. */
export function pointRows({ ranked, sweep }: SweepResult, most = Number.POSITIVE_INFINITY): readonly (readonly string[])[] {
  const names = sweep.axes.map(({ name }) => name);
  return [
    [...names, "net, %", "a year, %", "Sharpe", "deflated Sharpe", "drawdown, %", "rebalances", "costs, USD"],
    ...ranked
      .slice(0, most)
      .map(({ job, trial, deflatedSharpe }) => [
        ...names.map((name) => String(job.point[name] ?? "none")),
        percentText(trial.netReturn),
        percentText(trial.annualisedReturn),
        figureText(trial.sharpe, 2),
        figureText(deflatedSharpe, 3),
        percentText(trial.maxDrawdown),
        String(trial.rebalances),
        usdText(trial.gasUsd + trial.conversionUsd),
      ]),
  ];
}

export function windowRows({ windows, plan }: WalkForwardOptimisation): readonly (readonly string[])[] {
  return [
    ["from", "to", "chosen", "before", "then"],
    ...windows.map(({ fromSeconds, toSeconds, point, inSample, outOfSample }) => [
      isoTime(fromSeconds).slice(0, 10),
      isoTime(toSeconds).slice(0, 10),
      pointText(point),
      criterionText(inSample, plan.criterion),
      criterionText(outOfSample, plan.criterion),
    ]),
  ];
}

/** What to know of it, one sentence each. */
export function sweepRemarks({ isSynthetic, trials, walkForward, sweep }: SweepResult): readonly string[] {
  return [
    ...(isSynthetic ? [`${SYNTHETIC_LABEL}: this past is made up; nothing here happened in any market.`] : []),
    ...(walkForward === null ? [] : walkForwardRemarks(walkForward)),
    `The best of ${trials.length} points of ${sweep.contender} looks better than it is: its deflated Sharpe ratio allows for all of them, and not for points tried before.`,
  ];
}

function walkForwardRemarks({ plan, performance, bestFixed, medianFixed, trials }: WalkForwardOptimisation): readonly string[] {
  const { criterion } = plan;
  const lived = criterionText(performance[criterion], criterion);
  return [
    `Choosing by the ${plan.trainMonths} months before, every ${plan.testMonths} months, among ${trials} points: ${lived}, deflated Sharpe ratio ${figureText(performance.deflatedSharpe, 3)}.`,
    `In the same time the middle point had ${criterionText(medianFixed, criterion)}, and the best, known only afterwards, ${criterionText(bestFixed.figure, criterion)} (${pointText(bestFixed.point)}).`,
  ];
}

/** "2.61 % a year", or a Sharpe ratio. */
function criterionText(figure: number | null, criterion: Criterion): string {
  if (figure === null) return "–";
  return criterion === "sharpe" ? `Sharpe ratio ${figureText(figure, 2)}` : `${percentText(figure)} % a year`;
}

/** Files of a report, by name: for programs and for a person. Every row of made-up data says that it is. */
export function sweepFiles(result: SweepResult): ReadonlyMap<string, string> {
  return new Map([
    ["sweep.csv", pointsCsv(result)],
    ["sweep.html", sweepPage(result)],
  ]);
}

function pointsCsv({ ranked, sweep, isSynthetic }: SweepResult): string {
  const names = sweep.axes.map(({ name }) => name);
  return csvText([
    [
      "source",
      ...names,
      "net_return",
      "annualised_return",
      "sharpe",
      "deflated_sharpe",
      "max_drawdown",
      "rebalances",
      "gas_usd",
      "conversion_usd",
    ],
    ...ranked.map(({ job, trial, deflatedSharpe }) => [
      isSynthetic ? SYNTHETIC_LABEL : "history",
      ...names.map((name) => job.point[name] ?? "none"),
      trial.netReturn,
      trial.annualisedReturn,
      trial.sharpe,
      deflatedSharpe,
      trial.maxDrawdown,
      trial.rebalances,
      trial.gasUsd,
      trial.conversionUsd,
    ]),
  ]);
}

function sweepPage(result: SweepResult): string {
  const { sweep, isSynthetic, walkForward, trials, criterion } = result;
  const title = `Sweep of ${sweep.contender}${isSynthetic ? ` (${SYNTHETIC_LABEL})` : ""}`;
  const heatMap = heatMapOf(sweep.axes, trials, criterion);
  const scope = `${isoTime(result.fromSeconds).slice(0, 10)} to ${isoTime(result.toSeconds).slice(0, 10)} · ${trials.length} points`;
  return page(
    title,
    `<h1>${escaped(title)}</h1>
<p class="scope">${escaped(scope)}</p>
<ul class="remarks">${sweepRemarks(result)
      .map((remark) => `<li>${escaped(remark)}</li>`)
      .join("\n")}</ul>
<div class="numbers">${htmlTable(pointRows(result))}</div>
${walkForward === null ? "" : `<h2>Walking forward</h2>\n<div class="numbers">${htmlTable(windowRows(walkForward))}</div>`}
${heatMap === null ? "" : extrasSection({ sweep: heatMap }, [])}`,
    BACKTEST_STYLE,
  );
}
