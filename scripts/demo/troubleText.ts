import { marketName, thousands, utcTime } from "../../bot/watch/format.ts";
import { riskWord } from "../../bot/watch/riskText.ts";
import { table } from "../../bot/watch/table.ts";
import { bundleText } from "./bundleSummary.ts";
import { DEMO_MARKETS } from "./liveVault.ts";
import type { TroublePoint } from "./troublePoint.ts";
import type { TroubleSummary } from "./troubleSummary.ts";
import { TROUBLES } from "./troubles.ts";

/** How many ticks are told before a trouble and after it. */
const TICKS_AROUND = 2;

/** The trouble tick by tick, and who noticed it when. */
export function troubleText(summary: TroubleSummary): string {
  const { beganTick, overTick, path } = summary;
  const around = path.slice(Math.max(0, beganTick - 1 - TICKS_AROUND), overTick - 1 + TICKS_AROUND);
  const header = [
    "tick",
    "time (UTC)",
    "what happened",
    "risk",
    "monitor",
    "vault",
    "keeper",
    ...DEMO_MARKETS.map(marketName),
    "idle",
    "stuck",
  ];
  return [
    `${TROUBLES[summary.scenario].title}. Money after each tick in USDC; the risk is that of ${summary.markets.map(marketName).join(", ")}.`,
    table([header, ...around.map((point) => rowOf(summary, point))]),
    "",
    noticedLine(summary),
    exitLine(summary),
    `At most ${thousands(summary.mostStuckUsd)} USDC could not be withdrawn when a tick looked; ${thousands(summary.lostUsd)} USDC was lost.`,
    `Over the whole run, ${thousands(summary.earnedNetUsd)} USDC was earned after ${thousands(summary.gasUsd)} USD of gas.`,
    bundleText(summary.bundles),
  ].join("\n");
}

function rowOf({ markets }: TroubleSummary, point: TroublePoint): readonly string[] {
  return [
    String(point.tick + 1),
    utcTime(point.timeSeconds).slice(5, 16),
    point.happened.map(({ what }) => what).join(", "),
    worstRisk(point, markets),
    point.breakerDue ?? "–",
    point.status,
    `${point.action}: ${point.reason}`,
    ...DEMO_MARKETS.map((id) => thousands(point.positionsUsd[id] ?? 0, 0)),
    thousands(point.idleUsd, 0),
    thousands(
      markets.reduce((sum, id) => sum + (point.stuckUsd[id] ?? 0), 0),
      0,
    ),
  ];
}

/** In a word: a veto before a class, and before both what the adapter itself reports. */
function worstRisk({ risks, unhealthy }: TroublePoint, markets: TroubleSummary["markets"]): string {
  const [worst] = risks
    .filter(({ marketId }) => markets.includes(marketId))
    .toSorted((a, b) => Number(b.vetoes.length > 0) - Number(a.vetoes.length > 0) || (b.score ?? 0) - (a.score ?? 0));
  const sick = markets.map((id) => unhealthy[id]).find((reason) => reason !== undefined);
  if (worst !== undefined && (worst.vetoes.length > 0 || sick === undefined)) return riskWord(worst);
  return sick === undefined ? "–" : `unhealthy: ${sick}`;
}

function noticedLine({ firstVeto, firstHighTick, firstBreakerDue }: TroubleSummary): string {
  const veto = firstVeto === null ? "No veto fell" : `The first veto (${firstVeto.reason}) fell in tick ${firstVeto.tick}`;
  const high = firstHighTick === null ? "the model never said high" : `the model said high from tick ${firstHighTick}`;
  const monitor =
    firstBreakerDue === null
      ? "the monitor on chain found nothing to close the vault for"
      : `the monitor on chain would have closed the vault in tick ${firstBreakerDue.tick} (${firstBreakerDue.reason})${lead(firstVeto, firstBreakerDue)}`;
  return `${veto}; ${high}; ${monitor}.`;
}

function lead(veto: TroubleSummary["firstVeto"], due: NonNullable<TroubleSummary["firstBreakerDue"]>): string {
  if (veto === null) return "";
  const hours = (due.timeSeconds - veto.timeSeconds) / 3_600;
  if (hours === 0) return ", with the veto";
  return `, ${Math.abs(hours).toFixed(1)} h ${hours > 0 ? "after" : "before"} it`;
}

function exitLine({ scenario, exit, markets, hoursPerTick }: TroubleSummary): string {
  const { worst, stays } = TROUBLES[scenario];
  const places = markets.map(marketName).join(", ");
  switch (exit.kind) {
    case "kept-out":
      return `The keeper had nothing in ${places} while it lasted.`;
    case "stayed":
      return `The keeper did not leave: ${thousands(exit.usd)} USDC was in ${places} until it was over${stays === undefined ? "" : ` (${stays})`}.`;
    case "left": {
      const hours = exit.hoursBeforeWorst;
      if (hours > 0) return `The keeper left ${hours.toFixed(1)} hours before ${worst}.`;
      return -hours < hoursPerTick
        ? `The keeper left in the tick after ${worst}.`
        : `The keeper left ${(-hours).toFixed(1)} hours after ${worst}.`;
    }
  }
}
