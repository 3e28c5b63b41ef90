import type { Alert } from "../../../bot/core/alert.ts";
import type { Message } from "../../../bot/watch/alerts/message.ts";

export const NOW = 1_780_000_000;

export function sampleAlert(changes: Partial<Alert> = {}): Alert {
  return {
    id: 12,
    rule: "breaker-tripped",
    vault: { name: "main", chainId: 1, address: "0x5FbDB2315678afecb367f032d93F642f64180aa3" },
    subject: "vault",
    fingerprint: "1:0x5FbDB2315678afecb367f032d93F642f64180aa3/breaker-tripped/vault",
    severity: "critical",
    state: "firing",
    openedAtSeconds: NOW - 120,
    lastSeenSeconds: NOW,
    acknowledgedBy: null,
    acknowledgedAtSeconds: null,
    acknowledgedComment: null,
    resolvedAtSeconds: null,
    summary: "The vault is reduce-only: price-fall",
    details: { vaultStatus: "reduce-only" },
    ...changes,
  };
}

export function sampleMessage(...alerts: readonly Partial<Alert>[]): Message {
  const entries = (alerts.length === 0 ? [{}] : alerts).map((changes) => ({
    alert: sampleAlert(changes),
    remedy: "Find out what tripped it.",
  }));
  return { id: "5f0c7e0e-0000-4000-8000-000000000001", entries, sentAtSeconds: NOW };
}
