import { type Action, type DecisionReason, reasonsOf } from "./reasons.ts";

/** Which decisions are listed; null is all of them. */
export interface DecisionFilter {
  readonly action: Action | null;
  readonly reason: DecisionReason | null;
}

/** As the page's address has it; what it does not know is left out, and so is a reason that the action never has. */
export function filterOfQuery(query: Readonly<Record<string, string | undefined>>): DecisionFilter {
  const action = query.action === "rebalance" || query.action === "hold" ? query.action : null;
  return { action, reason: reasonsOf(action).find((reason) => reason === query.reason) ?? null };
}

/** The page's path with its query: what others open to see the same. */
export function pathOfFilter({ action, reason }: DecisionFilter): string {
  const query = new URLSearchParams();
  if (action !== null) query.set("action", action);
  if (reason !== null && reasonsOf(action).includes(reason)) query.set("reason", reason);
  return query.size === 0 ? "/decisions" : `/decisions?${query}`;
}

export function decisionPath(id: string): string {
  return `/decisions/${encodeURIComponent(id)}`;
}
