import { OUTCOME_CLASSES } from "../outcomes/outcome.ts";
import type { RiskDataset } from "./dataset.ts";

const HEADER = ["market", "made_at", "class", "cause", "caused_at", "lead_hours", "all_outcomes"];

/** Every moment that something came true after, as CSV: what it was, when, and what else. One line a moment, ascending in time. */
export function labelTable({ panel, rows, labels }: RiskDataset, chosen: ArrayLike<number>): string {
  const iso = (seconds: number) => new Date(seconds * 1000).toISOString();
  const lines = Array.from(chosen, (row) => {
    const { market, atSeconds } = rows[row] ?? { market: -1, atSeconds: 0 };
    const label = labels[row];
    if (label === undefined || label.cause === null) return [];
    const { kind, atSeconds: causedAt } = label.cause;
    const others = label.outcomes.map((one) => `${one.kind}@${iso(one.atSeconds)}`).join(" ");
    const lead = ((causedAt - atSeconds) / 3600).toFixed(1);
    return [
      [panel.views[market]?.series.marketId ?? "", iso(atSeconds), OUTCOME_CLASSES[kind], kind, iso(causedAt), lead, others].join(","),
    ];
  });
  return `${[HEADER.join(","), ...lines.flat()].join("\n")}\n`;
}
