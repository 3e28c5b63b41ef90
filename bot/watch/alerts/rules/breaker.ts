import { percent } from "../../format.ts";
import { lossUsed, turnoverUsed, usedOf } from "../../limitUsage.ts";
import type { AlertInput } from "../input.ts";
import { AT_ONCE, type Finding, LASTING, type Rule } from "../rule.ts";
import { fallOf } from "./priceFall.ts";

export const breakerTripped: Rule = {
  name: "breaker-tripped",
  hysteresis: AT_ONCE,
  remedy: "Withdrawals stay open and the keeper only reduces risk. Find out what tripped it before the owner resets it (docs/running.md).",
  judge({ ticks, news }) {
    const seen = ticks.find(({ vaultStatus }) => vaultStatus !== null);
    if (seen === undefined) return null;
    const { vaultStatus, tripReason } = seen;
    const findings: Finding[] = [];
    if (vaultStatus !== "normal") {
      const why = tripReason === null ? "" : `: ${tripReason}`;
      findings.push({
        subject: "vault",
        severity: "critical",
        summary: `The vault is ${vaultStatus}${why}`,
        details: { vaultStatus, tripReason },
      });
    }
    const due = news.state?.breakerDue ?? null;
    if (due !== null && vaultStatus === "normal") {
      const summary = `The breaker's condition holds and anyone may trip it: ${due.reason}`;
      findings.push({ subject: "due", severity: "critical", summary, details: { ...due } });
    }
    return findings;
  },
};

/** Of what a limit allows. */
const NEAR = 0.8;

/** Where the contract's own limits are by the vault's state, and how much of each is used, 1 being all. */
function usages({ news, prices }: AlertInput): readonly { readonly limit: string; readonly used: number }[] | null {
  if (news.state === null) return null;
  const fallBps = prices.share === null ? 0 : fallOf(prices.share) * 10_000;
  return [
    { limit: "dailyTurnoverBps", used: turnoverUsed(news.state) },
    { limit: "dailyLossBps", used: lossUsed(news.state) },
    { limit: "dailyPriceFallBps", used: usedOf(fallBps, news.state.limits.dailyPriceFallBps) },
  ];
}

const WHAT: Readonly<Record<string, string>> = {
  dailyTurnoverBps: "of what rebalances may allocate within 24 hours is used",
  dailyLossBps: "of what rebalances may lose within 24 hours is used",
  dailyPriceFallBps: "of the fall of the share price that trips the breaker has happened within 24 hours",
};

export const breakerNear: Rule = {
  name: "breaker-near",
  hysteresis: LASTING,
  remedy: "Look at the last rebalances (`keeper status`): whether they were worth it, and whether the limit is meant to be so tight.",
  judge(input) {
    const used = usages(input);
    if (used === null) return null;
    return used.flatMap(({ limit, used: share }): Finding[] => {
      if (share < NEAR) return [];
      const severity = limit === "dailyTurnoverBps" ? "warning" : "critical";
      return [{ subject: limit, severity, summary: `${percent(share, 0)} ${WHAT[limit] ?? limit}`, details: { limit, used: share } }];
    });
  },
};
