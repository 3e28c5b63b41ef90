import { seriesKeys } from "../../../backtest/report/html/keys.ts";
import { timeLinesPlot } from "../../../backtest/report/html/plots/lines.ts";
import { SERIES_COLOURS } from "../../../backtest/report/html/style.ts";
import { marketNames } from "../../../predict/evaluate/report/names.ts";
import { key } from "../../../predict/evaluate/report/page.ts";
import type { Report } from "../report.ts";
import type { Drawing } from "../section.ts";
import { heldIn, heldMarkets } from "../sections/allocation.ts";
import { sharesPlot } from "./sharesPlot.ts";

/** A drawing with its words; the caption is HTML. */
export interface Drawn {
  readonly title: string;
  readonly svg: string;
  readonly caption: string;
}

/** A line is no finer than this many points. */
const MOST_POINTS = 400;

export function drawingOf(report: Report, drawing: Drawing): Drawn {
  return drawing === "share-price" ? sharePriceDrawing(report) : allocationDrawing(report);
}

/** What the share price grew by since the beginning: its own value hides in its last digits what it did in a day. */
function sharePriceDrawing({ sharePrices }: Report): Drawn {
  const every = Math.max(1, Math.ceil(sharePrices.length / MOST_POINTS));
  const shown = sharePrices.filter((_tick, place) => place % every === 0 || place === sharePrices.length - 1);
  const first = shown[0]?.sharePrice ?? Number.NaN;
  const svg = timeLinesPlot(
    [
      {
        name: "share price",
        timeSeconds: Float64Array.from(shown, ({ bucketTimeSeconds }) => bucketTimeSeconds),
        value: Float64Array.from(shown, ({ sharePrice }) => 1e4 * (sharePrice / first - 1)),
      },
    ],
    { label: "since the beginning, basis points", ariaLabel: "Growth of the share price", height: 300, rule: 0 },
  );
  return { title: "Growth of the share price", svg, caption: "One basis point is a hundredth of a per cent. Times are UTC." };
}

function allocationDrawing(report: Report): Drawn {
  const markets = heldMarkets(report);
  const own = markets.slice(0, SERIES_COLOURS);
  const names = marketNames(markets);
  const bars = [
    { name: "begin", allocation: report.allocationBegin },
    { name: "end", allocation: report.allocationEnd },
  ].flatMap(({ name, allocation }) => {
    if (allocation === null) return [];
    const shares = own.map((id) => heldIn(allocation, id)?.share ?? 0);
    const idle = allocation.idle.share;
    return [{ name, shares, others: Math.max(0, 1 - idle - shares.reduce((sum, share) => sum + share, 0)), idle }];
  });
  const others = markets.length > own.length ? key("persistence", "other markets") : "";
  return {
    title: "Shares of the vault",
    svg: sharesPlot(bars),
    caption: seriesKeys(
      own.map((id) => names.get(id) ?? id),
      `${others}\n${key("other", "idle")}`,
    ),
  };
}
