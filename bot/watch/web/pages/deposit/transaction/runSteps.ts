import type { PlainError } from "../errors/plainError.ts";
import { FIRST_STATE, isDone, nextState, type TransactionEvent, type TransactionState } from "./transactionState.ts";

/** One thing that the wallet is asked for. */
export interface Step {
  readonly label: string;
  readonly run: (tell: (event: TransactionEvent) => void) => Promise<void>;
}

/** What became of steps so far; a step that has not begun has no state. */
export type Progress = readonly { readonly label: string; readonly state: TransactionState | null }[];

/**
 * Takes steps one after the other, each when the one before is done; says whether all were. It never throws.
 * @param explain Puts what a step threw before anything was sent into words.
 */
export async function runSteps(
  steps: readonly Step[],
  explain: (error: unknown) => PlainError,
  onProgress: (progress: Progress) => void,
): Promise<boolean> {
  const states: (TransactionState | null)[] = steps.map(() => null);
  const tell = () => onProgress(steps.map(({ label }, index) => ({ label, state: states[index] ?? null })));
  for (const [index, step] of steps.entries()) {
    let state = FIRST_STATE;
    const become = (next: TransactionState) => {
      state = next;
      states[index] = next;
      tell();
    };
    become(state);
    const happen = (event: TransactionEvent) => become(nextState(state, event));
    await step.run(happen).catch((error: unknown) => happen({ kind: "refused", error: explain(error) }));
    if (!isDone(state)) return false;
  }
  return true;
}
