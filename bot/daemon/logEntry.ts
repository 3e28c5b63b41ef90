import { KeeperError } from "../core/errors.ts";
import type { ExecutionEvent } from "../execute/events.ts";
import type { ExecutionOutcome } from "../execute/outcome.ts";
import type { TickReport } from "../watch/tickReport.ts";
import { outcomeText } from "../watch/tickSummary.ts";
import { type DaemonEvent, type Trouble, troubleText } from "./events.ts";

export const LOG_LEVELS = ["debug", "info", "warn", "error"] as const;

export type LogLevel = (typeof LOG_LEVELS)[number];

/** One line of a log: only plain values, chosen one by one, so that nothing secret slips in with a larger object. */
export interface LogEntry {
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** What a log says of an event; null for what only metrics need. */
export function logEntry(event: DaemonEvent): LogEntry | null {
  const entry = entryOf(event);
  if (entry === null) return null;
  const vault = "vault" in event ? { vault: event.vault } : {};
  return { ...entry, fields: { ...vault, event: event.type, ...entry.fields } };
}

function entryOf(event: DaemonEvent): LogEntry | null {
  switch (event.type) {
    case "opening":
      return { level: "debug", message: "opening", fields: {} };
    case "standing-by":
      return { level: "info", message: "another keeper leads; standing by", fields: { role: "standby" } };
    case "leading": {
      const { chainId, address, strategy, tickSeconds } = event;
      return { level: "info", message: "leading", fields: { role: "leader", chainId, address, strategy, tickSeconds } };
    }
    case "ticked":
      return tickEntry(event.report);
    case "tick-failed":
      return { level: "error", message: `tick failed: ${event.error.message}`, fields: errorFields(event.error) };
    case "execution":
      return executionEntry(event.event);
    case "sampled":
    case "outbox":
    case "account":
    case "rpc":
    case "alert-delivery":
    case "measured":
      return null;
    case "trouble":
      return {
        level: "warn",
        message: `${troubleText[event.what satisfies Trouble]}: ${event.error.message}`,
        fields: errorFields(event.error),
      };
    case "restarting": {
      const { error, pauseSeconds } = event;
      return {
        level: "error",
        message: `${error.message}; opening again in ${pauseSeconds} s`,
        fields: { ...errorFields(error), pauseSeconds },
      };
    }
    case "stopped":
      return { level: "info", message: "stopped", fields: {} };
    case "listening":
      return { level: "info", message: `${event.what} at ${event.address}`, fields: { what: event.what, address: event.address } };
    case "api-failed":
      return { level: "warn", message: `a request could not be answered: ${event.error.message}`, fields: errorFields(event.error) };
    case "reloaded":
      return {
        level: "info",
        message: `configuration reloaded: ${event.changes.join("; ") || "nothing changed"}`,
        fields: { changes: event.changes },
      };
    case "reload-failed":
      return {
        level: "error",
        message: `the new configuration cannot be used, the old one holds: ${event.error.message}`,
        fields: errorFields(event.error),
      };
    case "alerts-failed":
      return { level: "warn", message: `alerts: ${event.error.message}`, fields: errorFields(event.error) };
    case "stopping":
      return { level: "info", message: "stopping: ending the ticks that run", fields: {} };
  }
}

function tickEntry({ tickId, snapshot, vault, warnings, stageMs, decision, outcome }: TickReport): LogEntry {
  const { block } = snapshot;
  const done = outcome === null ? "" : ` [${outcomeText(outcome)}]`;
  return {
    level: warnings.length > 0 || isFailure(outcome) ? "warn" : "info",
    message: `${decision.action}: ${decision.explanation}${done}`,
    fields: {
      tickId,
      decisionId: decision.id,
      block: block.number,
      blockTime: block.timeSeconds,
      baseFeeWei: String(block.baseFeePerGasWei),
      totalAssets: String(vault.totalAssets),
      vaultStatus: vault.status,
      action: decision.action,
      reason: decision.reason,
      rejected: snapshot.rejected.length,
      stageMs,
      ...(warnings.length === 0 ? {} : { warnings }),
      ...(outcome === null ? {} : { outcome: outcomeFields(outcome) }),
    },
  };
}

function isFailure(outcome: ExecutionOutcome | null): boolean {
  return outcome !== null && !["mined", "pending", "dry-run"].includes(outcome.kind);
}

/** A dry run says what it would have sent, but for the bytes: whoever has them could send them. */
function outcomeFields(outcome: ExecutionOutcome): Readonly<Record<string, unknown>> {
  switch (outcome.kind) {
    case "dry-run": {
      const { plan, transaction, hash, expectedGasUsed, route } = outcome;
      return {
        kind: outcome.kind,
        hash,
        route,
        nonce: transaction.nonce,
        maxFeePerGasWei: String(transaction.maxFeePerGasWei),
        maxCostWei: String(transaction.gasLimit * transaction.maxFeePerGasWei),
        expectedGasUsed: String(expectedGasUsed),
        moves: plan.moves.map(({ marketId, change }) => ({ marketId, change: String(change) })),
      };
    }
    case "refused":
      return { kind: outcome.kind, reason: outcome.reason, explanation: outcome.explanation };
    case "mined":
    case "reverted": {
      const { kind, hash, nonce, inclusion } = outcome;
      return { kind, hash, nonce, block: inclusion.blockNumber, costWei: String(inclusion.costWei) };
    }
    case "pending":
      return { kind: outcome.kind, hash: outcome.hash, nonce: outcome.nonce };
    case "replaced":
    case "dropped":
      return { kind: outcome.kind, hash: outcome.hash, nonce: outcome.nonce, reason: outcome.reason };
  }
}

const EXECUTION_LEVELS: Partial<Readonly<Record<ExecutionEvent["type"], LogLevel>>> = {
  planned: "debug",
  measured: "debug",
  unmeasured: "warn",
  simulated: "debug",
  priced: "debug",
  refused: "warn",
  "submission-uncertain": "warn",
  "replaced-by": "warn",
  "replacement-refused": "warn",
  reorganised: "warn",
  "inspection-failed": "warn",
};

function executionEntry(event: ExecutionEvent): LogEntry {
  const level = event.type === "settled" && event.status !== "mined" ? "warn" : (EXECUTION_LEVELS[event.type] ?? "info");
  const values = Object.entries(event).flatMap(([name, value]) => (name === "type" ? [] : plainField(name, value)));
  return { level, message: event.type, fields: { step: event.type, ...Object.fromEntries(values) } };
}

/** Words and numbers as they are; of larger things, the few that a log needs. */
function plainField(name: string, value: unknown): readonly [string, unknown][] {
  if (typeof value === "bigint") return [[name, String(value)]];
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean") return [[name, value]];
  if (name !== "inclusion" || typeof value !== "object" || value === null) return [];
  const { blockNumber, costWei } = value as { blockNumber: number; costWei: bigint };
  return [
    ["block", blockNumber],
    ["costWei", String(costWei)],
  ];
}

function errorFields(error: Error): Readonly<Record<string, unknown>> {
  return { error: error.name, ...(error instanceof KeeperError ? { remedy: error.remedy } : { stack: error.stack }) };
}
