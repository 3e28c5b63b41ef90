import type { Inclusion, SubmissionRoute } from "../core/outbox.ts";
import type { Plan } from "../core/plan.ts";
import type { Refusal } from "./refusal.ts";
import type { Settlement } from "./settle.ts";
import type { UnsignedTransaction } from "./transaction.ts";

interface Sent {
  readonly hash: string;
  readonly nonce: number;
}

/** What became of a decision. Every kind but "refused" and "dry-run" has its row in the outbox. */
export type ExecutionOutcome =
  | {
      readonly kind: "dry-run";
      readonly plan: Plan;
      readonly transaction: UnsignedTransaction;
      readonly hash: string;
      /** What would have been sent, signed and valid until the plan's deadline: anyone who has it can send it. */
      readonly rawTransaction: string;
      readonly expectedGasUsed: bigint;
      readonly route: SubmissionRoute;
    }
  | ({ readonly kind: "refused" } & Refusal)
  | ({ readonly kind: "mined"; readonly inclusion: Inclusion } & Sent)
  | ({ readonly kind: "reverted"; readonly inclusion: Inclusion; readonly reason: string } & Sent)
  /** Sent, or perhaps sent, and not in a block yet: the next reconciliation follows it. */
  | ({ readonly kind: "pending" } & Sent)
  | ({ readonly kind: "replaced" | "dropped"; readonly reason: string } & Sent);

export function outcomeOf(settlement: Settlement): ExecutionOutcome {
  const { hash, nonce } = "attempts" in settlement ? (settlement.attempts.at(-1) ?? settlement.attempts[0]) : settlement.row;
  const sent = { hash, nonce };
  switch (settlement.status) {
    case "signed":
    case "submitted":
      return { kind: "pending", ...sent };
    case "mined":
      return { kind: "mined", ...sent, inclusion: settlement.inclusion };
    case "reverted":
      return { kind: "reverted", ...sent, inclusion: settlement.inclusion, reason: settlement.reason };
    case "replaced":
    case "dropped":
      return { kind: settlement.status, ...sent, reason: settlement.reason };
  }
}
