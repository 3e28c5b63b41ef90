import { type Alert, type NoticeKind, reaches, type Severity, type Silence } from "../../core/alert.ts";
import type { UnixSeconds } from "../../core/units.ts";

/** What routes were last told of an alert. */
export interface Notified {
  readonly state: "firing" | "acknowledged" | "resolved";
  readonly severity: Severity;
  readonly atSeconds: UnixSeconds;
}

/**
 * What is to be told of an alert now; null for nothing. While it is silenced, nothing but that what was told is taken on, or over. What is only
 * good to know is told once. Pure.
 */
export function noticeOf(
  alert: Pick<Alert, "state" | "severity">,
  notified: Notified | null,
  { nowSeconds, silenced, repeatSeconds }: { readonly nowSeconds: UnixSeconds; readonly silenced: boolean; readonly repeatSeconds: number },
): NoticeKind | null {
  switch (alert.state) {
    case "pending":
      return null;
    case "resolved":
      return notified === null || notified.state === "resolved" ? null : "resolved";
    case "acknowledged":
      return notified?.state === "firing" ? "acknowledged" : null;
    case "firing":
      if (silenced) return null;
      if (notified === null) return "opened";
      if (!reaches(notified.severity, alert.severity)) return "escalated";
      return alert.severity !== "info" && nowSeconds - notified.atSeconds >= repeatSeconds ? "reminder" : null;
  }
}

/** Whether one of the silences holds for the alert now. */
export function isSilenced(
  { rule, vault, subject }: Pick<Alert, "rule" | "vault" | "subject">,
  silences: readonly Silence[],
  nowSeconds: UnixSeconds,
): boolean {
  return silences.some(
    (silence) =>
      silence.untilSeconds > nowSeconds &&
      (silence.rule ?? rule) === rule &&
      (silence.vaultName ?? vault.name) === vault.name &&
      (silence.subject ?? subject) === subject,
  );
}
