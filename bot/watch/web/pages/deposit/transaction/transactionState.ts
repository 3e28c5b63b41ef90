import type { PlainError } from "../errors/plainError.ts";

/**
 * One thing that the wallet is asked for. It is simulated, then signed; a signature for a permit ends there ("signed"), a transaction is
 * sent and waits for a block. A person who declines ends it without an error.
 */
export type TransactionState =
  | { readonly kind: "checking" }
  | { readonly kind: "asking" }
  | { readonly kind: "signed" }
  | { readonly kind: "sent"; readonly hash: string }
  | { readonly kind: "mined"; readonly hash: string; readonly blockNumber: number }
  | { readonly kind: "failed"; readonly hash: string; readonly error: PlainError }
  /** Another transaction of the account took its place: it never happens. */
  | { readonly kind: "replaced"; readonly hash: string; readonly by: string | null }
  | { readonly kind: "refused"; readonly error: PlainError }
  | { readonly kind: "declined" };

export type TransactionEvent =
  | { readonly kind: "checked" }
  | { readonly kind: "signed" }
  | { readonly kind: "sent"; readonly hash: string }
  /** The same call at another fee, by the wallet's "speed up". */
  | { readonly kind: "repriced"; readonly hash: string }
  | { readonly kind: "mined"; readonly blockNumber: number }
  | { readonly kind: "reverted"; readonly error: PlainError }
  | { readonly kind: "replaced"; readonly by: string | null }
  | { readonly kind: "refused"; readonly error: PlainError }
  | { readonly kind: "declined" };

export const FIRST_STATE: TransactionState = { kind: "checking" };

/** What comes of a state by an event; an event that cannot be in that state changes nothing: what is over stays over. */
export function nextState(state: TransactionState, event: TransactionEvent): TransactionState {
  switch (state.kind) {
    case "checking":
      if (event.kind === "checked") return { kind: "asking" };
      return event.kind === "refused" ? { kind: "refused", error: event.error } : state;
    case "asking":
      switch (event.kind) {
        case "signed":
        case "declined":
          return { kind: event.kind };
        case "sent":
          return { kind: "sent", hash: event.hash };
        case "refused":
          return { kind: "refused", error: event.error };
        default:
          return state;
      }
    case "sent":
      switch (event.kind) {
        case "repriced":
          return { kind: "sent", hash: event.hash };
        case "mined":
          return { kind: "mined", hash: state.hash, blockNumber: event.blockNumber };
        case "reverted":
          return { kind: "failed", hash: state.hash, error: event.error };
        case "replaced":
          return { kind: "replaced", hash: state.hash, by: event.by };
        default:
          return state;
      }
    default:
      return state;
  }
}

/** Whether it is over. */
export function isOver({ kind }: TransactionState): boolean {
  return kind !== "checking" && kind !== "asking" && kind !== "sent";
}

/** Whether what it was for is done, so that the next step may come. */
export function isDone({ kind }: TransactionState): boolean {
  return kind === "mined" || kind === "signed";
}
