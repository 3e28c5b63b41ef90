import type { Failure } from "../live/useAnswer.ts";

/** Why something was not done, and what to do about that, in plain words. */
export interface Refusal {
  readonly why: string;
  readonly remedy: string;
  /** Whether another token would help. */
  readonly wantsToken: boolean;
}

const KNOWN: Readonly<Record<string, Omit<Refusal, "wantsToken">>> = {
  Unauthorized: {
    why: "The keeper does not take this token.",
    remedy: "It is the KEEPER_API_TOKEN that the process behind this page was started with.",
  },
  ReadOnly: {
    why: "This keeper only lets itself be read.",
    remedy: "Set KEEPER_API_TOKEN, a secret of 32 characters or more, where it is started, and start it again.",
  },
  NotLeading: {
    why: "The process behind this page does not keep the vault, so it cannot have it tick.",
    remedy: "Ask the keeper that does, or wait for its next tick.",
  },
  NotFiring: {
    why: "This alert is not firing any more.",
    remedy: "Somebody has taken it on already, or it is over.",
  },
};

/** Of an answer that says no. Whoever was faster has done the same: that is said, and nothing has to be done. */
export function refusalOf({ name, message, remedy }: Failure): Refusal {
  const wantsToken = name === "Unauthorized";
  if (name === "NothingToChange") return { why: `${message}.`, remedy: "There is nothing to do.", wantsToken };
  return { ...(KNOWN[name] ?? { why: `${message}.`, remedy }), wantsToken };
}
