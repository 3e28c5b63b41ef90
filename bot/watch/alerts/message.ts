import type { Alert, Severity } from "../../core/alert.ts";
import { reaches } from "../../core/alert.ts";
import type { UnixSeconds } from "../../core/units.ts";
import { utcTime } from "../format.ts";

/** One alert of a message, with what to do about it. */
export interface MessageEntry {
  readonly alert: Alert;
  readonly remedy: string | null;
}

/** What one route is told at once: alerts of one vault and rule, as they are when it is sent. */
export interface Message {
  /** The same whenever it is sent again. */
  readonly id: string;
  /** At least one. */
  readonly entries: readonly MessageEntry[];
  readonly sentAtSeconds: UnixSeconds;
}

/** The worst of those that are not resolved, or of all when all are. */
export function severityOf({ entries }: Message): Severity {
  const open = entries.filter(({ alert }) => alert.state !== "resolved");
  return (open.length > 0 ? open : entries).reduce<Severity>(
    (worst, { alert }) => (reaches(alert.severity, worst) ? alert.severity : worst),
    "info",
  );
}

/** "resolved" when all of it is, "acknowledged" when nothing of it fires any more. */
export function stateOf({ entries }: Message): "firing" | "acknowledged" | "resolved" {
  if (entries.some(({ alert }) => alert.state === "firing")) return "firing";
  return entries.every(({ alert }) => alert.state === "resolved") ? "resolved" : "acknowledged";
}

/** "CRITICAL main: breaker-tripped", "RESOLVED main: bundle-misses (3)". */
export function titleOf(message: Message): string {
  const { alert } = firstOf(message);
  const state = stateOf(message);
  const word = state === "firing" ? severityOf(message).toUpperCase() : state.toUpperCase();
  const count = message.entries.length;
  return `${word} ${alert.vault.name}: ${alert.rule}${count > 1 ? ` (${count})` : ""}`;
}

/** "firing since 2026-11-27 15:00:00 UTC", of one alert. */
export function standOf({ state, openedAtSeconds, acknowledgedBy, resolvedAtSeconds }: Alert): string {
  const since = `since ${utcTime(openedAtSeconds)} UTC`;
  if (state === "acknowledged") return `acknowledged by ${acknowledgedBy ?? "somebody"}, ${since}`;
  return state === "resolved" ? `resolved at ${utcTime(resolvedAtSeconds ?? openedAtSeconds)} UTC, ${since}` : `${state} ${since}`;
}

/** "#12, critical, firing since …", so that it can be found and acknowledged. */
export function labelOf(alert: Alert): string {
  return `#${alert.id}, ${alert.severity}, ${standOf(alert)}`;
}

/** Everything in plain words. */
export function plainText(message: Message): string {
  const paragraphs = message.entries.map(({ alert, remedy }) => {
    const advice = remedy === null || alert.state === "resolved" ? [] : [remedy];
    return [alert.summary, ...advice, labelOf(alert)].join("\n");
  });
  return paragraphs.join("\n\n");
}

export function firstOf({ entries }: Message): MessageEntry {
  const [first] = entries;
  if (first === undefined) throw new RangeError("a message is about at least one alert");
  return first;
}

/** At most so many characters, and never half of one. */
export function clipped(text: string, most: number): string {
  if (text.length <= most) return text;
  const characters: string[] = [];
  let length = 1;
  for (const character of text) {
    length += character.length;
    if (length > most) break;
    characters.push(character);
  }
  return `${characters.join("")}…`;
}
