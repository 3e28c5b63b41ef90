import type { Schema } from "../../../client/keeperClient.ts";

type Severity = Schema<"Alert">["severity"];

/** The worst first. */
export const SEVERITIES = ["critical", "warning", "info"] as const satisfies readonly Severity[];
export const STATES = ["open", "resolved", "all"] as const;

/** Which alerts are listed; a severity of null is any. */
export interface AlertFilter {
  readonly state: (typeof STATES)[number];
  readonly severity: Severity | null;
}

/** As the page's address has it; what it does not know is left out. */
export function filterOfQuery(query: Readonly<Record<string, string | undefined>>): AlertFilter {
  return {
    state: STATES.find((state) => state === query.state) ?? "open",
    severity: SEVERITIES.find((severity) => severity === query.severity) ?? null,
  };
}

/** The page's path with its query: what others open to see the same. */
export function pathOfFilter({ state, severity }: AlertFilter): string {
  const query = new URLSearchParams();
  if (state !== "open") query.set("state", state);
  if (severity !== null) query.set("severity", severity);
  return query.size === 0 ? "/alerts" : `/alerts?${query}`;
}

/** What is open by how bad it is, firing before taken on, then the newest first; what is over stays as it came, after it. */
export function worstFirst<Alert extends Pick<Schema<"Alert">, "severity" | "state">>(alerts: readonly Alert[]): readonly Alert[] {
  const rank = ({ state, severity }: Alert) =>
    state === "resolved" ? Number.POSITIVE_INFINITY : SEVERITIES.indexOf(severity) * 2 + (state === "firing" ? 0 : 1);
  return alerts
    .map((alert, place) => ({ alert, place, rank: rank(alert) }))
    .sort(byRank)
    .map(({ alert }) => alert);
}

function byRank(first: { rank: number; place: number }, second: { rank: number; place: number }): number {
  return first.rank === second.rank ? first.place - second.place : first.rank - second.rank;
}
