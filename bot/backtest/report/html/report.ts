import { marketNames } from "../../../predict/evaluate/report/names.ts";
import { escaped, htmlTable, page } from "../../../predict/evaluate/report/page.ts";
import type { Backtest } from "../../backtest.ts";
import type { ReportExtras } from "../extras.ts";
import { SYNTHETIC_LABEL, scopeText } from "../provenance.ts";
import { contenderRows, remarks } from "../table.ts";
import { allocationSection } from "./allocationSection.ts";
import { decisionSection } from "./decisionSection.ts";
import { extrasSection } from "./extrasSection.ts";
import { costSection, yieldSection } from "./moneySections.ts";
import { pathSection } from "./pathSection.ts";
import { regimeSection } from "./regimeSection.ts";
import { BACKTEST_STYLE } from "./style.ts";

/**
 * An HTML page about a backtest, for a person: figures of every contender, how their money grew and fell, where it was, what paid and what it
 * cost, each decision of the first contender with its reason, how it did at different times, and what other parts worked out. One file, no
 * network, no scripts.
 */
export function backtestReport(backtest: Backtest, extras: ReportExtras = {}): string {
  const { contested, isSynthetic, marketIds } = backtest;
  const contenders = contested.map(({ run }) => run.contender);
  const names = marketNames([...new Set([...marketIds, ...contested.flatMap(({ run }) => run.marketIds)])]);
  const title = `Backtest of ${contenders[0] ?? "nothing"}${isSynthetic ? ` (${SYNTHETIC_LABEL})` : ""}`;
  return page(
    title,
    `<h1>${escaped(title)}</h1>
<p class="scope">${escaped(scopeText(backtest))}</p>
${isSynthetic ? `<p class="synthetic">${SYNTHETIC_LABEL}: this past is made up; nothing here happened in any market.</p>` : ""}
<div class="numbers contenders">${htmlTable(contenderRows(backtest), (row) => row[0] === contenders[0])}</div>
<ul class="remarks">${remarks(backtest)
      .map((remark) => `<li>${escaped(remark)}</li>`)
      .join("\n")}</ul>
${pathSection(contested)}
${regimeSection(contested)}
${allocationSection(contested, names)}
${yieldSection(contested, names)}
${costSection(contested)}
${decisionSection(contested, names)}
${extrasSection(extras, contenders)}`,
    BACKTEST_STYLE,
  );
}
