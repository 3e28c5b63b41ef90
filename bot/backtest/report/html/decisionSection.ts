import type { DecisionReason } from "../../../core/decision.ts";
import type { MarketId } from "../../../core/market.ts";
import { thousands } from "../../../predict/evaluate/report/names.ts";
import { escaped, htmlTable } from "../../../predict/evaluate/report/page.ts";
import type { Contested } from "../../backtest.ts";
import type { Rebalance } from "../../engine/run.ts";
import { minuteText, signedUsdText, usdText } from "../figureText.ts";

const MOST_REBALANCES = 300;
/** As many stand there at once, the rest on demand. */
const SHOWN_AT_ONCE = 15;

/** Why money moved, and why it did not. */
export function decisionSection(contested: readonly Contested[], names: ReadonlyMap<MarketId, string>): string {
  const first = contested[0]?.run;
  if (first === undefined) return "";
  const newest = first.rebalances.toReversed().slice(0, MOST_REBALANCES);
  const rest = newest.slice(SHOWN_AT_ONCE);
  const folded =
    rest.length === 0 ? "" : `<details><summary>${thousands(rest.length)} before these</summary>${rebalanceTable(rest, names)}</details>`;
  const count =
    first.rebalances.length > newest.length
      ? `the last ${newest.length} of ${thousands(first.rebalances.length)}`
      : thousands(newest.length);
  return `<h2>Decisions and their reasons</h2>
<h3>Rebalances of ${escaped(first.contender)}</h3>
<p>${count} of ${thousands(first.decisions)} decisions, newest first. Costs are gas and what else moving cost; what a decision expected is net of them.</p>
${newest.length === 0 ? "" : rebalanceTable(newest.slice(0, SHOWN_AT_ONCE), names)}
${folded}
<h3>Decisions by reason</h3>
<p>How many decisions of each contender moved money, and why the others did not.</p>
<div class="numbers">${htmlTable(reasonRows(contested))}</div>`;
}

function rebalanceTable(rebalances: readonly Rebalance[], names: ReadonlyMap<MarketId, string>): string {
  const rows = rebalances.map(({ atSeconds, reason, moves, gasUsd, conversionUsd, expectedUsd, explanation }) => [
    minuteText(atSeconds),
    reason,
    moves.map(({ marketId, changeUsd }) => `${names.get(marketId) ?? marketId} ${signedUsdText(changeUsd)}`).join("\n"),
    usdText(gasUsd + conversionUsd),
    usdText(expectedUsd),
    explanation,
  ]);
  return `<div class="decisions">${htmlTable([["time, UTC", "reason", "moves, USD", "cost, USD", "expected, USD", "what it said"], ...rows])}</div>`;
}

function reasonRows(contested: readonly Contested[]): readonly (readonly string[])[] {
  const reasons = new Set(contested.flatMap(({ run }) => Object.keys(run.holds) as DecisionReason[]));
  return [
    ["", ...contested.map(({ run }) => run.contender)],
    ["rebalanced", ...contested.map(({ run }) => thousands(run.rebalances.length))],
    ...[...reasons].map((reason) => [`held: ${reason}`, ...contested.map(({ run }) => thousands(run.holds[reason] ?? 0))]),
  ];
}
