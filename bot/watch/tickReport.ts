import type { Decision } from "../core/decision.ts";
import type { Forecast } from "../core/forecast.ts";
import type { RiskScore, RiskTolerance } from "../core/risk.ts";
import type { VaultState } from "../core/vaultState.ts";
import type { ExecutionOutcome } from "../execute/outcome.ts";
import type { Snapshot } from "../observe/collector.ts";

/** What one tick saw, expected, feared, decided and did. */
export interface TickReport {
  readonly tickId: number;
  readonly snapshot: Snapshot;
  readonly vault: VaultState;
  readonly forecasts: readonly Forecast[];
  /** Of every market that was observed. */
  readonly risks: readonly RiskScore[];
  readonly riskTolerance: RiskTolerance;
  /** What went wrong on the way and did not stop it. */
  readonly warnings: readonly string[];
  /** How long each stage took, milliseconds by its name. */
  readonly stageMs: Readonly<Record<string, number>>;
  readonly decision: Decision;
  /** Null when there was nothing to execute. */
  readonly outcome: ExecutionOutcome | null;
}
