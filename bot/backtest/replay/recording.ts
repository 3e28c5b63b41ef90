import type { Decision } from "../../core/decision.ts";
import { KeeperError } from "../../core/errors.ts";
import type { Observation } from "../../core/observation.ts";
import type { UnixSeconds } from "../../core/units.ts";
import type { VaultState } from "../../core/vaultState.ts";
import type { DecisionInput } from "../../decide/input.ts";
import type { VaultFlow } from "../../observe/vaultFlows.ts";
import { decodeExactly, encodeExactly } from "./exactJson.ts";

/** What a keeper saw, decided and did, tick by tick, and what the chain made of it: enough to live through it again. */
export interface Recording {
  /** The strategy's name. */
  readonly strategy: string;
  /** In the order of their blocks. */
  readonly ticks: readonly RecordedTick[];
  /** Between the block of the first tick and that of the closing, in their order. */
  readonly flows: readonly VaultFlow[];
  /** After the last tick: what came of it. */
  readonly closing: RecordedState;
}

/** A vault and its markets at one block. */
export interface RecordedState {
  readonly vault: VaultState;
  readonly observations: readonly Observation[];
}

export interface RecordedTick {
  /** All that `decide` was given. */
  readonly input: DecisionInput;
  readonly decision: Decision;
  /** Null when the decision never came into a block: it moved nothing, or was not sent, or got lost. */
  readonly execution: RecordedExecution | null;
}

/** A decision's transaction, as its receipt has it. */
export interface RecordedExecution {
  /** A reverted one cost its gas and moved nothing. */
  readonly status: "mined" | "reverted";
  readonly atSeconds: UnixSeconds;
  readonly gasUsed: number;
  readonly gasUsd: number;
  /** The vault at the end of its block. */
  readonly after: VaultState;
}

const FORMAT = "yield-keeper recording 1";

export class InvalidRecordingError extends KeeperError {
  constructor(reason: string, cause?: unknown) {
    super(`this is no recording of a keeper's run: ${reason}`, "Make one with `npm run demo -- --record FILE`.", 2, cause);
  }
}

export function encodeRecording(recording: Recording): string {
  return `${encodeExactly({ format: FORMAT, ...recording })}\n`;
}

/** @throws InvalidRecordingError for what `encodeRecording` did not write, or wrote of a run without ticks. */
export function decodeRecording(text: string): Recording {
  const { format, ...recording } = parsed(text) as Recording & { readonly format?: unknown };
  if (format !== FORMAT) throw new InvalidRecordingError(`its format is not "${FORMAT}"`);
  if (recording.ticks.length === 0) throw new InvalidRecordingError("it has no ticks");
  return recording;
}

function parsed(text: string): object {
  let value: unknown;
  try {
    value = decodeExactly(text);
  } catch (error) {
    throw new InvalidRecordingError("it cannot be read", error);
  }
  if (typeof value !== "object" || value === null) throw new InvalidRecordingError("it is not an object");
  return value;
}
