import { readFileSync, writeFileSync } from "node:fs";
import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";
import { marketName } from "../../bot/watch/format.ts";
import { DEMO_MARKETS } from "./liveVault.ts";
import type { TickPoint } from "./strategyRun.ts";
import type { DemoSummary } from "./summary.ts";

/**
 * Draws a demo run: what the markets paid, where the vault's money was, and what each strategy had earned.
 *
 *   npm run demo -- --json demo.json && npm run demo:picture -- demo.json docs/demo.svg
 */
const [source, target] = process.argv.slice(2);
if (source === undefined || target === undefined) {
  process.stderr.write("usage: npm run demo:picture -- <demo.json> <picture.svg>\n");
  process.exit(2);
}
const summary: DemoSummary = JSON.parse(readFileSync(source, "utf8"));
const keeper = summary.strategies["maximise-net-yield"]?.path ?? [];

const WIDTH = 920;
const HEIGHT = 210;
const GAP = 42;
const TOP = 46;
const IDLE = "idle";
const COLOURS = ["#2563eb", "#059669", "#d97706", "#9ca3af"];
const names = [...DEMO_MARKETS.map(marketName), IDLE];
const dayOf = (point: TickPoint) => (point.timeSeconds - (keeper[0]?.timeSeconds ?? 0)) / 86_400;

const common = { width: WIDTH, height: HEIGHT, marginLeft: 64, marginRight: 24, style: { fontSize: "12px", background: "white" } };
const { document } = parseHTML("<html></html>") as unknown as { document: NonNullable<Plot.PlotOptions["document"]> };

const rates = Plot.plot({
  ...common,
  document,
  color: { domain: names, range: COLOURS },
  x: { label: null },
  y: { label: "supply APR, %", grid: true },
  marks: [
    Plot.lineY(
      keeper.flatMap((point) =>
        DEMO_MARKETS.map((id) => ({ day: dayOf(point), market: marketName(id), apr: 100 * (point.aprs[id] ?? Number.NaN) })),
      ),
      { x: "day", y: "apr", stroke: "market", strokeWidth: 1.8 },
    ),
    Plot.ruleX(keeper.filter((point) => point.gasUsed > 0).map(dayOf), { stroke: "#111827", strokeOpacity: 0.25, strokeDasharray: "3,3" }),
  ],
});

const allocation = Plot.plot({
  ...common,
  document,
  color: { domain: names, range: COLOURS },
  x: { label: null },
  y: { label: "allocation, thousand USD", grid: true },
  marks: [
    Plot.areaY(
      keeper.flatMap((point) => [
        ...DEMO_MARKETS.map((id) => ({ day: dayOf(point), place: marketName(id), usd: (point.positionsUsd[id] ?? 0) / 1000 })),
        { day: dayOf(point), place: IDLE, usd: point.idleUsd / 1000 },
      ]),
      { x: "day", y: "usd", fill: "place", order: names, curve: "step-after", fillOpacity: 0.85 },
    ),
  ],
});

const strategies = Object.entries(summary.strategies);
const STRATEGY_COLOURS = ["#111827", "#db2777", "#7c3aed", "#9ca3af"];
const earned = Plot.plot({
  ...common,
  document,
  color: { domain: strategies.map(([name]) => name), range: STRATEGY_COLOURS },
  x: { label: "simulated days" },
  y: { label: "earned after gas, USD", grid: true },
  marks: [
    Plot.ruleY([0], { stroke: "#9ca3af" }),
    Plot.lineY(
      strategies.flatMap(([strategy, { path }]) => path.map((point) => ({ day: dayOf(point), strategy, usd: point.earnedNetUsd }))),
      { x: "day", y: "usd", stroke: "strategy", strokeWidth: 2 },
    ),
  ],
});

function legend(entries: readonly (readonly [string, string])[], y: number): string {
  let x = 64;
  return entries
    .map(([name, colour]) => {
      const item = `<rect x="${x}" y="${y - 9}" width="11" height="11" rx="2" fill="${colour}"/><text x="${x + 16}" y="${y}">${name}</text>`;
      x += 30 + 7 * name.length;
      return item;
    })
    .join("");
}

const places = names.map((name, index) => [name, COLOURS[index] as string] as const);
const panels = [
  { plot: rates, legend: places.slice(0, -1), title: "What the markets paid (dashed: the keeper rebalanced)" },
  { plot: allocation, legend: places, title: "Where the money was" },
  {
    plot: earned,
    legend: strategies.map(([name], index) => [name, STRATEGY_COLOURS[index] as string] as const),
    title: "What each strategy had earned, gas paid, on its own fork of the same chain",
  },
];
const panelHeight = HEIGHT + GAP + 8;
const height = TOP + panels.length * panelHeight;
const body = panels
  .map(({ plot, legend: entries, title }, index) => {
    const y = TOP + index * panelHeight;
    plot.setAttribute("x", "0");
    plot.setAttribute("y", String(y + GAP - 8));
    plot.setAttribute("xmlns", "http://www.w3.org/2000/svg");
    return `<text x="64" y="${y}" font-weight="600">${title}</text>${legend(entries, y + 20)}${plot.outerHTML}`;
  })
  .join("\n");
const heading = `yield-keeper demo: seed ${summary.seed}, ${summary.ticks} ticks over ${Number(summary.simulatedDays.toFixed(1))} simulated days, ${summary.rebalances} rebalances`;
writeFileSync(
  target,
  `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="12.5" fill="#111827">
<rect width="100%" height="100%" fill="white"/>
<text x="64" y="22" font-size="15" font-weight="700">${heading}</text>
${body}
</svg>
`,
);
