import { escaped, figure, key } from "../../../predict/evaluate/report/page.ts";
import { chancesPlot, classesPlot, marketPlot, onsets, type ReplayPoint } from "./plots/replay.ts";

/**
 * One market hour by hour: what the model expected, what it said, what happened, and the market below.
 *
 * @param points Ascending in time.
 */
export function replaySection(title: string, points: readonly ReplayPoint[]): string {
  if (points.length < 2) return `<h3>${escaped(title)}</h3><p>Nothing is known of this time.</p>`;
  const drawings = [
    chancesPlot(points),
    classesPlot(points),
    marketPlot(points, "price, USD", ({ priceUsd }) => priceUsd),
    marketPlot(points, "utilization, %", ({ utilization }) => (utilization === null ? null : 100 * utilization)),
  ];
  const caption = `${key("bad", "high")}, ${key("warning", "medium")}, ${key("good", "low")}. What was said is about the seven days after a moment, what happened about the moment itself; dashed: the worst begins.`;
  return `<h3>${escaped(title)}</h3><p>${escaped(inWords(points))}</p>${figure("What it said, hour by hour", drawings.join("\n"), caption)}`;
}

function inWords(points: readonly ReplayPoint[]): string {
  const onset = onsets(points)[0];
  if (onset === undefined) {
    const alarms = points.filter(({ said }) => said === "high").length;
    return `Nothing of class high happened; ${alarms} of ${points.length} moments said it would.`;
  }
  const began = `The first of class high began on ${minuteText(onset.atSeconds)}`;
  const before = points.filter(({ atSeconds }) => atSeconds < onset.atSeconds);
  const lastCalm = before.findLastIndex(({ said }) => said !== "high");
  const alarm = before[lastCalm + 1];
  if (alarm !== undefined) return `${began}, ${hoursText(onset, alarm)} after the alarm that was on then.`;
  const after = points.find(({ atSeconds, said }) => atSeconds >= onset.atSeconds && said === "high");
  return after === undefined ? `${began}; high was never said.` : `${began}; high was first said ${hoursText(after, onset)} later.`;
}

function hoursText(later: ReplayPoint, earlier: ReplayPoint): string {
  const hours = Math.round((later.atSeconds - earlier.atSeconds) / 3600);
  return hours === 1 ? "1 hour" : `${hours} hours`;
}

/** "2023-03-11 06:00 UTC". */
function minuteText(seconds: number): string {
  return `${new Date(1000 * seconds).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
