import { escaped } from "./page.ts";

/** One thing to know about a model, in plain words. */
export interface Headline {
  readonly question: string;
  readonly answer: string;
  /** What it is held to and whether it holds; null where there is no aim. */
  readonly aim: { readonly words: string; readonly reached: boolean } | null;
}

export interface HeadlineColumn {
  readonly name: string;
  /** The same questions in every column. */
  readonly headlines: readonly Headline[];
}

/** Answers side by side, each with its aim. */
export function headlineTable(columns: readonly HeadlineColumn[]): string {
  const rows = (columns[0]?.headlines ?? []).map(({ question }, i) => {
    const cells = columns.map(({ headlines }) => {
      const { answer = "", aim = null } = headlines[i] ?? {};
      const held = aim === null ? "" : `<span class="aim ${aim.reached ? "reached" : "missed"}">aim: ${escaped(aim.words)}</span>`;
      return `<td>${escaped(answer)}${held}</td>`;
    });
    return `<tr><td>${escaped(question)}</td>${cells.join("")}</tr>`;
  });
  const heads = columns.map(({ name }) => `<th>${escaped(name)}</th>`);
  return `<div class="scroll"><table class="headlines"><thead><tr><th></th>${heads.join("")}</tr></thead><tbody>${rows.join("\n")}</tbody></table></div>`;
}
