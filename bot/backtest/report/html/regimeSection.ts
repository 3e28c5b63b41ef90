import type { UnixSeconds } from "../../../core/units.ts";
import { escaped, htmlTable } from "../../../predict/evaluate/report/page.ts";
import type { Contested } from "../../backtest.ts";
import { dailyGrowth, dailyReturns } from "../../metrics/daily.ts";
import { LEAST_DAYS } from "../../metrics/duration.ts";
import { percentText } from "../figureText.ts";
import { quarterOf, returnsByGroup, TRAILING_DAYS, YIELD_REGIMES, yieldRegimes } from "./regimes.ts";

/** Follows the markets as they are: what it returns is how they pay. */
const MARKET_FOLLOWER = "equal-weight";

/** Whether a contender does well always, or only at some times. */
export function regimeSection(contested: readonly Contested[]): string {
  const columns = contested.map(({ run }) => ({ name: run.contender, days: dailyReturns(dailyGrowth(run)) }));
  const follower = columns.find(({ name }) => name === MARKET_FOLLOWER) ?? columns[0];
  if (follower === undefined || follower.days.returns.length === 0) return "";
  const regimes = yieldRegimes(follower.days);
  const quarters = [...new Set(Array.from(follower.days.dayStartSeconds, quarterOf))];
  const rows = (what: string, groups: readonly string[], groupOf: (day: UnixSeconds) => string | undefined) => {
    const returns = columns.map(({ days }) => returnsByGroup(days, groupOf));
    const daysOf = (group: string): number => Math.max(...returns.map((of) => of.get(group)?.days ?? 0));
    return [
      [what, "days", ...columns.map(({ name }) => name)],
      ...groups
        .filter((group) => daysOf(group) > 0)
        .map((group) => [group, String(daysOf(group)), ...returns.map((of) => percentText(of.get(group)?.annualisedReturn ?? null))]),
    ];
  };
  return `<h2>When was it good?</h2>
<p>Annualised returns in per cent, net of costs, of whole days (UTC); “–” for fewer than ${LEAST_DAYS} of them.</p>
<h3>By quarter</h3>
<div class="numbers">${htmlTable(rows("quarter", quarters, quarterOf))}</div>
${
  regimes.size === 0
    ? ""
    : `<h3>By what yields had been</h3>
<p>Days by what ${escaped(follower.name)} returned in the ${TRAILING_DAYS} days before: the lowest, middle and highest third.</p>
<div class="numbers">${htmlTable(rows("yields before", YIELD_REGIMES, (day) => regimes.get(day)))}</div>`
}`;
}
