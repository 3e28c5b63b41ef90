import type { AdapterDrift } from "../store/moveResults.ts";
import { marketName } from "./format.ts";
import { table } from "./table.ts";

/** How moves turned out beside what was expected of them, in basis points of each; null without any. */
export function driftText(drift: readonly AdapterDrift[]): string | null {
  if (drift.length === 0) return null;
  const rows = drift.map(({ marketId, adapter, count, meanBps, worstBps }) => [
    marketName(marketId),
    adapter,
    String(count),
    signed(meanBps),
    signed(worstBps),
  ]);
  return table([["market", "adapter", "moves", "mean drift bps", "worst drift bps"], ...rows]);
}

function signed(bps: number): string {
  const digits = bps.toFixed(3);
  return Number(digits) > 0 ? `+${digits}` : digits.replace(/^-(0\.0+)$/, "$1");
}
