import type { Address, UnixSeconds } from "./units.ts";

/** From what is good to know to what cannot wait. */
export const SEVERITIES = ["info", "warning", "critical"] as const;
export type Severity = (typeof SEVERITIES)[number];

/**
 * `pending` until what is wrong has lasted; then `firing`, until somebody takes it on (`acknowledged`) or it has been well for long enough
 * (`resolved`, for good: the next time is another alert).
 */
export const ALERT_STATES = ["pending", "firing", "acknowledged", "resolved"] as const;
export type AlertState = (typeof ALERT_STATES)[number];

/** What is told of an alert. */
export const NOTICE_KINDS = ["opened", "escalated", "reminder", "acknowledged", "resolved"] as const;
export type NoticeKind = (typeof NOTICE_KINDS)[number];

/** The vault an alert is about. */
export interface AlertVault {
  /** As the configuration calls it. */
  readonly name: string;
  readonly chainId: number;
  /** Null while it was never opened, and not configured by its address. */
  readonly address: Address | null;
}

/** Something that is wrong, or was. */
export interface Alert {
  readonly id: number;
  readonly rule: string;
  readonly vault: AlertVault;
  /** What of the vault: a market, a transaction, "vault". */
  readonly subject: string;
  /** The same for the same rule, vault and subject: at most one alert of a fingerprint is not resolved. */
  readonly fingerprint: string;
  /** The worst since it began. */
  readonly severity: Severity;
  readonly state: AlertState;
  /** When it was first seen. */
  readonly openedAtSeconds: UnixSeconds;
  /** When it was last found to be so. */
  readonly lastSeenSeconds: UnixSeconds;
  readonly acknowledgedBy: string | null;
  readonly acknowledgedAtSeconds: UnixSeconds | null;
  /** What they said to it. */
  readonly acknowledgedComment: string | null;
  readonly resolvedAtSeconds: UnixSeconds | null;
  /** One sentence for a person. */
  readonly summary: string;
  /** The figures behind it. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** An alert that has lasted long enough to be told, or had. */
export type Raised<Of extends Alert> = Of & { readonly state: Exclude<AlertState, "pending"> };

export function isRaised<Of extends Alert>(alert: Of): alert is Raised<Of> {
  return alert.state !== "pending";
}

/** Alerts that nobody is told of until a time. */
export interface Silence {
  readonly id: number;
  /** Null for every rule. */
  readonly rule: string | null;
  /** A vault's name; null for every vault. */
  readonly vaultName: string | null;
  /** Null for everything of the vault. */
  readonly subject: string | null;
  readonly untilSeconds: UnixSeconds;
  readonly comment: string | null;
  readonly createdBy: string;
  readonly createdAtSeconds: UnixSeconds;
}

/** Whether `severity` is at least as bad as `least`. */
export function reaches(severity: Severity, least: Severity): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}

export function worse(first: Severity, second: Severity): Severity {
  return reaches(first, second) ? first : second;
}
