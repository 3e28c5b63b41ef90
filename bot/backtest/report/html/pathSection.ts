import { figure } from "../../../predict/evaluate/report/page.ts";
import type { Contested } from "../../backtest.ts";
import { type DailyGrowth, dailyGrowth } from "../../metrics/daily.ts";
import { seriesKeys } from "./keys.ts";
import { type TimeLine, timeLinesPlot } from "./plots/lines.ts";

/** How every contender's money grew, and how far it was below its highest. */
export function pathSection(contested: readonly Contested[]): string {
  const paths = contested.map(({ run }) => ({ name: run.contender, ...dailyGrowth(run) }));
  const growth = paths.map(({ name, timeSeconds, growth }): TimeLine => ({ name, timeSeconds, value: growth }));
  const drawdown = paths.map(({ name, ...path }): TimeLine => ({ name, timeSeconds: path.timeSeconds, value: belowHighest(path) }));
  const keys = seriesKeys(paths.map(({ name }) => name));
  return `<h2>Growth and drawdown</h2>
<p>What one unit of money became, all costs paid, free of deposits and withdrawals; seen at midnights (UTC).</p>
${keys}
${figure("Growth of one unit", timeLinesPlot(growth, { label: "units", ariaLabel: "Growth of one unit by contender", height: 340, rule: 1 }), "")}
${figure("Drawdown", timeLinesPlot(drawdown, { label: "below the highest value so far, %", ariaLabel: "Drawdown by contender", height: 220, rule: 0 }), "")}`;
}

/** In per cent, 0 or below. */
function belowHighest({ growth }: DailyGrowth): Float64Array {
  let highest = 0;
  return growth.map((value) => {
    highest = Math.max(highest, value);
    return 100 * (value / highest - 1);
  });
}
