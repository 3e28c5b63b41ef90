import { marketName, thousands, utcTime } from "../../bot/watch/format.ts";
import type { TickReport } from "../../bot/watch/tickReport.ts";
import { outcomeText } from "../../bot/watch/tickSummary.ts";
import { DEMO_MARKETS } from "./liveVault.ts";
import type { TickPoint } from "./strategyRun.ts";

export function tickHeader(): string {
  return "tick  time (UTC)        block  Aave %  Comp %   Sky %          NAV USD      gas  decision";
}

/** One line a tick: what the markets pay, what the vault is worth, what was decided and why. */
export function tickRow(point: TickPoint, { decision, outcome }: TickReport): string {
  const aprs = DEMO_MARKETS.map((id) => (100 * (point.aprs[id] ?? Number.NaN)).toFixed(2).padStart(6));
  const moves = decision.moves.map(({ marketId, change }) => {
    const name = marketName(marketId).split(":")[0] ?? marketId;
    return `${name} ${change > 0n ? "+" : "−"}${thousands(Number(change < 0n ? -change : change) / 1e6, 0)}`;
  });
  const failed = outcome !== null && outcome.kind !== "mined" ? ` [${outcomeText(outcome)}]` : "";
  const decided = decision.action === "hold" ? `hold: ${decision.reason}` : `${moves.join(", ")} (${decision.reason})`;
  return [
    String(point.tick + 1).padStart(4),
    utcTime(point.timeSeconds).slice(5, 16),
    String(point.blockNumber).padStart(10),
    ...aprs.map((apr) => ` ${apr}`),
    thousands(point.navUsd).padStart(16),
    (point.gasUsed === 0 ? "–" : thousands(point.gasUsed, 0)).padStart(8),
    ` ${decided}${failed}`,
  ].join(" ");
}
