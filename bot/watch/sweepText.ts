import { pointRows, sweepRemarks, windowRows } from "../backtest/search/sweepReport.ts";
import type { SweepResult } from "../backtest/search/sweepResult.ts";
import { table } from "./table.ts";

/** For a person: the best points, and how choosing among them would have gone. */
export function sweepText(result: SweepResult, most: number): string {
  const rest = result.ranked.length - most;
  return [
    table(pointRows(result, most)),
    ...(rest > 0 ? [`… and ${rest} points more.`] : []),
    ...(result.walkForward === null ? [] : ["", table(windowRows(result.walkForward))]),
    "",
    ...sweepRemarks(result),
  ].join("\n");
}
