import { type KeyKind, RIVALS } from "../../../predict/evaluate/report/page.ts";
import { COLOURS } from "../../../predict/evaluate/report/plots/draw.ts";

const SERIES: readonly KeyKind[] = ["model", ...RIVALS];

/** As many series can be told apart by colour. */
export const SERIES_COLOURS = SERIES.length;

/** The kind of the word that names a series, by its place. */
export function seriesKind(place: number): KeyKind {
  return SERIES[place % SERIES.length] as KeyKind;
}

/** The colour of a series by its place, light and dark. */
export function seriesColour(place: number): string {
  const kind = seriesKind(place);
  return kind === "model" ? COLOURS.model : `var(--${kind})`;
}

export const BACKTEST_STYLE = `
.synthetic { border: 2px solid var(--warning); background: var(--wash); padding: 10px 14px; max-width: none; font-weight: 600; }
.numbers .figures td:nth-child(n+2), .numbers .figures th:nth-child(n+2) { text-align: right; padding: 7px 0 7px 14px; }
.decisions .figures { min-width: 860px; }
.decisions .figures td, .decisions .figures th { text-align: left; vertical-align: top; white-space: normal; padding: 8px 14px 8px 0; }
.decisions .figures td:first-child, .decisions .figures td:nth-child(2) { white-space: nowrap; }
.decisions .figures td:nth-child(3) { white-space: pre-line; min-width: 230px; }
.contenders .figures th { white-space: nowrap; } .contenders .figures th:last-child { white-space: normal; }
.keys { display: flex; flex-wrap: wrap; gap: 2px 18px; }
details { margin: 18px 0; } summary { cursor: pointer; color: var(--muted); font-size: 14px; }
`;
