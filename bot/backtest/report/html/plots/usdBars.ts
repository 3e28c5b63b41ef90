import * as Plot from "@observablehq/plot";
import { COLOURS, draw } from "../../../../predict/evaluate/report/plots/draw.ts";
import { signedUsdText, usdText } from "../../figureText.ts";

/** One bar of pieces put together: gains to the right of zero, losses to its left. */
export interface UsdBar {
  readonly name: string;
  readonly pieces: readonly { readonly usd: number; readonly colour: string }[];
}

export interface UsdBarsOptions {
  readonly label: string;
  readonly ariaLabel: string;
  /** Whether sums are told with their sign. */
  readonly signed: boolean;
}

const ROW_HEIGHT = 24;
/** Of a name's letter, about. */
const LETTER_WIDTH = 7;

/** A bar a line in the order given, its sum beside it. */
export function usdBarsPlot(bars: readonly UsdBar[], { label, ariaLabel, signed }: UsdBarsOptions): string {
  const pieces = bars.flatMap(({ name, pieces }) => pieces.filter(({ usd }) => usd !== 0).map((piece) => ({ name, ...piece })));
  const sums = bars.map(({ name, pieces }) => {
    const sum = pieces.reduce((total, { usd }) => total + usd, 0);
    const end = pieces.reduce((total, { usd }) => total + Math.max(0, usd), 0);
    return { name, end, words: signed ? signedUsdText(sum) : usdText(sum) };
  });
  return draw({
    width: 960,
    height: 56 + ROW_HEIGHT * bars.length,
    marginLeft: Math.min(320, 24 + LETTER_WIDTH * Math.max(0, ...bars.map(({ name }) => name.length))),
    marginRight: 90,
    marginBottom: 40,
    ariaLabel,
    x: { label, grid: true, ticks: 6, nice: true, tickFormat: (usd: number) => usd.toLocaleString("en-US") },
    y: { label: null, domain: bars.map(({ name }) => name), tickSize: 0 },
    color: { type: "identity" },
    marks: [
      Plot.barX(pieces, { x: "usd", y: "name", fill: "colour", insetTop: 3, insetBottom: 3 }),
      Plot.ruleX([0], { stroke: COLOURS.persistence }),
      Plot.text(sums, { x: "end", y: "name", text: "words", dx: 6, textAnchor: "start", fill: "currentColor", fontSize: 11 }),
    ],
  });
}
