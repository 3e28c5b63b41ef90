import { escaped, figure, htmlTable, page } from "../../../predict/evaluate/report/page.ts";
import type { Report } from "../report.ts";
import { scopeWords } from "../scope.ts";
import type { ReportSection, ReportTable } from "../section.ts";
import { sectionsOf } from "../sections.ts";
import { titleWords } from "../words.ts";
import { drawingOf } from "./drawings.ts";
import { REPORT_STYLE } from "./style.ts";

/** A report as one HTML file: no network, no scripts; dark and light as the reader likes, and fit to be printed. */
export function reportPage(report: Report): string {
  const title = titleWords(report);
  const [result, ...others] = sectionsOf(report);
  const lead =
    result === undefined
      ? ""
      : `<p class="lead">${result.sentences.map(escaped).join(" ")}</p>\n${result.tables.map(tableHtml).join("\n")}`;
  return page(
    title,
    `<h1>${escaped(title)}</h1>
<p class="scope">${escaped(scopeWords(report))}</p>
${lead}
${others.map((one) => sectionHtml(report, one)).join("\n")}`,
    REPORT_STYLE,
  );
}

function sectionHtml(report: Report, { title, sentences, drawing, tables }: ReportSection): string {
  const drawn = drawing === null ? null : drawingOf(report, drawing);
  return `<section>
<h2>${escaped(title)}</h2>
${sentences.map((sentence) => `<p>${escaped(sentence)}</p>`).join("\n")}
${drawn === null ? "" : figure(drawn.title, drawn.svg, drawn.caption)}
${tables.map(tableHtml).join("\n")}
</section>`;
}

function tableHtml({ rows, wordColumns }: ReportTable): string {
  return `<div class="words-${wordColumns}">${htmlTable(rows)}</div>`;
}
