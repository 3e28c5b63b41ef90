import * as Plot from "@observablehq/plot";
import { seriesColour } from "../../../backtest/report/html/style.ts";
import { COLOURS, draw } from "../../../predict/evaluate/report/plots/draw.ts";

/** What made up a whole at one time. */
export interface SharesBar {
  readonly name: string;
  /** In the order of their colours. */
  readonly shares: readonly number[];
  readonly others: number;
  readonly idle: number;
}

/** One stacked bar a line, from 0 to 100 %. */
export function sharesPlot(bars: readonly SharesBar[]): string {
  const pieces = bars.flatMap(({ name, shares, others, idle }) =>
    [
      ...shares.map((share, place) => ({ name, share, colour: seriesColour(place) })),
      { name, share: others, colour: COLOURS.persistence },
      { name, share: idle, colour: COLOURS.other },
    ].filter(({ share }) => share > 0),
  );
  return draw({
    width: 960,
    height: 60 + 34 * bars.length,
    marginLeft: 60,
    marginRight: 24,
    marginBottom: 38,
    ariaLabel: "Shares of the vault by market at the beginning and at the end",
    x: { label: "share of the vault, %", domain: [0, 100], ticks: 5 },
    y: { label: null, domain: bars.map(({ name }) => name), tickSize: 0 },
    color: { type: "identity" },
    marks: [
      Plot.barX(
        pieces,
        Plot.stackX({ x: (piece: { share: number }) => 100 * piece.share, y: "name", fill: "colour", insetTop: 3, insetBottom: 3 }),
      ),
    ],
  });
}
