import type { Severity } from "../../core/alert.ts";
import type { AlertInput } from "./input.ts";
import type { Hysteresis } from "./lifecycle.ts";

/** Something that a rule finds wrong now. */
export interface Finding {
  /** What of the vault: a market, a transaction, "vault". One finding a subject. */
  readonly subject: string;
  readonly severity: Severity;
  /** One sentence for a person, with the figures that matter. */
  readonly summary: string;
  /** Plain JSON. */
  readonly details: Readonly<Record<string, unknown>>;
}

export interface Rule {
  readonly name: string;
  readonly hysteresis: Hysteresis;
  /** What to do about it: an imperative sentence. */
  readonly remedy: string;
  /** Whether also a process can judge it that does not keep the vault, and so does not know what the last tick saw. */
  readonly judgedByAnyone?: boolean;
  /** All that is wrong now; null when that cannot be said, so that nothing is raised and nothing cleared. Pure. */
  judge(input: AlertInput): readonly Finding[] | null;
}

/** A state that can come and go: seen twice before it counts, and gone for five minutes before it is over. */
export const LASTING: Hysteresis = { raise: { evaluations: 2, seconds: 0 }, clear: { evaluations: 3, seconds: 300 } };

/** What counts at once, and is gone for five minutes before it is over. */
export const AT_ONCE: Hysteresis = { raise: { evaluations: 1, seconds: 0 }, clear: { evaluations: 3, seconds: 300 } };

/** Something that happened: it is told at once, and over when it is no longer recent. */
export const EVENT: Hysteresis = { raise: { evaluations: 1, seconds: 0 }, clear: { evaluations: 1, seconds: 0 } };
