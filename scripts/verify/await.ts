import { setTimeout as pause } from "node:timers/promises";
import type { Explorer, Standing, Submission, Verdict } from "./submission.ts";

/** How long to wait for an explorer's verdict. */
export interface Patience {
  readonly intervalMilliseconds: number;
  /** Times that one submission is asked about. */
  readonly turns: number;
}

/** Asks every three seconds. */
export function patienceOf(seconds: number): Patience {
  const intervalMilliseconds = 3_000;
  return { intervalMilliseconds, turns: Math.max(1, Math.ceil((seconds * 1_000) / intervalMilliseconds)) };
}

/**
 * Asks until the explorer has decided, and submits again what it does not know yet: it sees a new contract some time after the chain does.
 * @param standing What it said to the submission.
 */
export async function awaitVerdict(explorer: Explorer, submission: Submission, standing: Standing, patience: Patience): Promise<Verdict> {
  let now = standing;
  for (let turn = 0; turn < patience.turns; turn++) {
    if (now.status !== "submitted" && now.status !== "unknown-contract") return now;
    // What others have been waiting for may be decided already: the first question comes at once.
    if (turn > 0 || now.status === "unknown-contract") await pause(patience.intervalMilliseconds);
    now = now.status === "submitted" ? await explorer.check(now.ticket) : await explorer.submit(submission);
  }
  if (now.status === "unknown-contract") return { status: "failed", reason: now.reason };
  if (now.status !== "submitted") return now;
  const seconds = Math.round((patience.turns * patience.intervalMilliseconds) / 1_000);
  return { status: "undecided", reason: `it was submitted, and not decided within ${seconds} s` };
}
