import type { MarketId } from "../../../core/market.ts";
import { escaped, figure, key } from "../../../predict/evaluate/report/page.ts";
import type { Contested } from "../../backtest.ts";
import type { Run } from "../../engine/run.ts";
import { allocationOf } from "./allocation.ts";
import { seriesKeys } from "./keys.ts";
import { areasPlot } from "./plots/areas.ts";

/** Where the money was: of the first contender at once, of each other on demand. */
export function allocationSection(contested: readonly Contested[], names: ReadonlyMap<MarketId, string>): string {
  const [first, ...others] = contested.map(({ run }) => ({ name: run.contender, drawing: allocationFigure(run, names) }));
  const folded = others.map(({ name, drawing }) => `<details><summary>${escaped(name)}</summary>${drawing}</details>`);
  return `<h2>Where the money was</h2>
${first?.drawing ?? ""}
${folded.join("\n")}`;
}

function allocationFigure(run: Run, names: ReadonlyMap<MarketId, string>): string {
  const allocation = allocationOf(run);
  const shown = allocation.markets.map((market) => names.get(run.marketIds[market] ?? "") ?? "");
  const bands = shown.length + 2;
  const others = allocation.share.some((share, i) => i % bands === shown.length && share > 1e-9) ? key("persistence", "other markets") : "";
  const title = `Allocation of ${run.contender}`;
  return figure(title, areasPlot(allocation, title), seriesKeys(shown, `${others}\n${key("other", "idle")}`));
}
