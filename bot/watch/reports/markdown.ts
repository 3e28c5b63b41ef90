import type { Report } from "./report.ts";
import { scopeWords } from "./scope.ts";
import type { ReportTable } from "./section.ts";
import { sectionsOf } from "./sections.ts";
import { titleWords } from "./words.ts";

/** A report in Markdown with tables as GitHub has them. */
export function reportMarkdown(report: Report): string {
  const parts = sectionsOf(report).flatMap(({ title, sentences, tables }) => [
    `## ${title}`,
    ...sentences.map(escaped),
    ...tables.map(markdownTable),
  ]);
  return `${[`# ${escaped(titleWords(report))}`, escaped(scopeWords(report)), ...parts].join("\n\n")}\n`;
}

function markdownTable({ rows, wordColumns }: ReportTable): string {
  const [header = [], ...body] = rows;
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(" | ")} |`;
  const rule = `|${header.map((_cell, column) => (column < wordColumns ? "---|" : "--:|")).join("")}`;
  return [line(header), rule, ...body.map(line)].join("\n");
}

function cell(text: string): string {
  return escaped(text.replace(/\s+/g, " ").trim());
}

/** Nothing that a market, an error or an alert says is taken for markup. */
function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>|~#]/g, "\\$&");
}
