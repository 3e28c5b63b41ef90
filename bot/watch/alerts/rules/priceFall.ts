import type { PriceRange } from "../../../store/alertFacts.ts";
import { percent } from "../../format.ts";
import { AT_ONCE, type Finding, type Rule } from "../rule.ts";

/** Five times what a rebalance may lose by default, and far below what trips the breaker. */
const SHARE_FALL = 0.0005;
const SHARE_FALL_CRITICAL = 0.005;
const ASSET_FALL = 0.01;
const ASSET_FALL_CRITICAL = 0.03;

/** By how much the last price is below the highest, a fraction. */
export function fallOf({ highest, latest }: PriceRange): number {
  return highest > 0 ? Math.max(0, 1 - latest / highest) : 0;
}

export const navFall: Rule = {
  name: "nav-fall",
  hysteresis: AT_ONCE,
  remedy:
    "Compare each position with its market (`keeper status`): a loss there, a conversion that cost too much, or a price that is wrong.",
  judge({ prices }) {
    const findings: Finding[] = [];
    const look = (subject: string, what: string, range: PriceRange | null, least: number, critical: number) => {
      const fall = range === null ? 0 : fallOf(range);
      if (range === null || fall < least) return;
      findings.push({
        subject,
        severity: fall >= critical ? "critical" : "warning",
        summary: `${what} fell by ${percent(fall, 3)} from its highest of 24 hours`,
        details: { ...range, fall },
      });
    };
    look("share-price", "The share price", prices.share, SHARE_FALL, SHARE_FALL_CRITICAL);
    look("asset-price", "The USD price of the vault's asset", prices.assetUsd, ASSET_FALL, ASSET_FALL_CRITICAL);
    return findings;
  },
};
