import type { MarketId } from "../../../core/market.ts";
import { escaped, figure, key } from "../../../predict/evaluate/report/page.ts";
import { COLOURS } from "../../../predict/evaluate/report/plots/draw.ts";
import type { Contested } from "../../backtest.ts";
import type { Run } from "../../engine/run.ts";
import { type UsdBar, usdBarsPlot } from "./plots/usdBars.ts";
import { seriesColour } from "./style.ts";

const YIELD = { kind: "model", colour: COLOURS.model } as const;
const PRICE = { kind: "warning", colour: COLOURS.warning } as const;
const GAS = { kind: "model", colour: COLOURS.model } as const;
const CONVERSION = { kind: "rival-5", colour: seriesColour(5) } as const;

/** More sources than this are put together in one bar. */
const MOST_SOURCES = 20;

/** What paid: of the first contender at once, of each other on demand. */
export function yieldSection(contested: readonly Contested[], names: ReadonlyMap<MarketId, string>): string {
  const [first, ...others] = contested.map(({ run }) => ({ name: run.contender, drawing: yieldFigure(run, names) }));
  const folded = others.map(({ name, drawing }) => `<details><summary>${escaped(name)}</summary>${drawing}</details>`);
  return `<h2>What paid</h2>
<p>What each market paid over the whole time (${key(YIELD.kind, "yield")}), and what its token gained or lost in price (${key(PRICE.kind, "price")}), before costs.</p>
${first?.drawing ?? ""}
${folded.join("\n")}`;
}

/** What moving cost, contender by contender. */
export function costSection(contested: readonly Contested[]): string {
  const bars = contested.map(
    ({ run }): UsdBar => ({
      name: run.contender,
      pieces: [
        { usd: run.costs.gasUsd, colour: GAS.colour },
        { usd: run.costs.conversionUsd, colour: CONVERSION.colour },
      ],
    }),
  );
  const plot = usdBarsPlot(bars, { label: "USD", ariaLabel: "Costs by contender in USD", signed: false });
  return `<h2>What it cost</h2>
${figure("Costs by contender", plot, `${key(GAS.kind, "gas")}, ${key(CONVERSION.kind, "conversion fees and slippage, or the flat fee")}; the sum beside each bar.`)}`;
}

function yieldFigure(run: Run, names: ReadonlyMap<MarketId, string>): string {
  const sources = run.marketIds
    .map((id, market) => ({
      name: names.get(id) ?? id,
      yieldUsd: run.yieldUsd[market] as number,
      priceUsd: run.priceUsd[market] as number,
    }))
    .filter(({ yieldUsd, priceUsd }) => yieldUsd !== 0 || priceUsd !== 0)
    .toSorted((a, b) => b.yieldUsd + b.priceUsd - (a.yieldUsd + a.priceUsd));
  const title = `Yield of ${run.contender} by source`;
  if (sources.length === 0) return figure(title, "", "No market paid anything.");
  const bars = [...sources.slice(0, MOST_SOURCES), ...together(sources.slice(MOST_SOURCES))].map(
    ({ name, yieldUsd, priceUsd }): UsdBar => ({
      name,
      pieces: [
        { usd: yieldUsd, colour: YIELD.colour },
        { usd: priceUsd, colour: PRICE.colour },
      ],
    }),
  );
  return figure(title, usdBarsPlot(bars, { label: "USD", ariaLabel: `${title} in USD`, signed: true }), "");
}

interface Source {
  readonly name: string;
  readonly yieldUsd: number;
  readonly priceUsd: number;
}

function together(rest: readonly Source[]): readonly Source[] {
  if (rest.length === 0) return [];
  const sum = (of: (source: Source) => number): number => rest.reduce((total, source) => total + of(source), 0);
  return [{ name: `${rest.length} more markets`, yieldUsd: sum(({ yieldUsd }) => yieldUsd), priceUsd: sum(({ priceUsd }) => priceUsd) }];
}
