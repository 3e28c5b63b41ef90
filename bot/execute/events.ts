import type { BundleOffer, BundleStatus } from "../core/bundle.ts";
import type { RebalanceResult } from "../core/moveResult.ts";
import type { Inclusion, OutboxStatus, SubmissionRoute, TransactionPurpose } from "../core/outbox.ts";
import type { Plan } from "../core/plan.ts";
import type { MoveSlippage } from "./moves/slippage.ts";
import type { SimulatedAt } from "./simulate.ts";

/** What an execution did, one event a step, for logs, metrics and tests. None carries signed bytes or keys. */
export type ExecutionEvent =
  | { readonly type: "planned"; readonly decisionId: string; readonly plan: Plan }
  /** What each move would lose on its way, by the chain's own answer, and the minimum that follows from it. */
  | {
      readonly type: "measured";
      readonly decisionId: string;
      readonly slippages: readonly MoveSlippage[];
      readonly minTotalAssets: bigint;
    }
  /** The node could not say: only the plan's loss limit bounds what it may lose, and no drift will be known. */
  | { readonly type: "unmeasured"; readonly decisionId: string; readonly explanation: string }
  | ({ readonly type: "simulated"; readonly decisionId: string; readonly gasUsed: bigint; readonly gasLimit: bigint } & SimulatedAt)
  | {
      readonly type: "priced";
      readonly decisionId: string;
      readonly maxFeePerGasWei: bigint;
      readonly maxPriorityFeePerGasWei: bigint;
      readonly maxCostWei: bigint;
    }
  | { readonly type: "refused"; readonly decisionId: string; readonly reason: string; readonly explanation: string }
  /** Recorded in the outbox, not yet sent. */
  | { readonly type: "signed"; readonly decisionId: string; readonly hash: string; readonly nonce: number; readonly route: SubmissionRoute }
  | { readonly type: "dry-run"; readonly decisionId: string; readonly hash: string; readonly nonce: number }
  | { readonly type: "submitted"; readonly decisionId: string; readonly hash: string; readonly submitter: string }
  /** Sent once more, the same bytes, because the node did not know them. */
  | { readonly type: "rebroadcast"; readonly decisionId: string; readonly hash: string; readonly submitter: string }
  /** It may or may not have been sent. */
  | { readonly type: "submission-uncertain"; readonly decisionId: string; readonly hash: string; readonly explanation: string }
  /** Another attempt at the same nonce was signed: with better fees, or to cancel. */
  | {
      readonly type: "replaced-by";
      readonly decisionId: string;
      readonly hash: string;
      readonly by: string;
      readonly purpose: TransactionPurpose;
      readonly explanation: string;
    }
  /** It waits too long, and no further attempt may be made. */
  | { readonly type: "replacement-refused"; readonly decisionId: string; readonly hash: string; readonly explanation: string }
  /** The block it was in has left the chain; it is followed once more. */
  | { readonly type: "reorganised"; readonly decisionId: string; readonly hash: string; readonly blockNumber: number }
  /** The node could not be asked about a transaction; it will be asked again. */
  | { readonly type: "inspection-failed"; readonly decisionId: string; readonly hash: string; readonly explanation: string }
  /** An offer to a builder was made, or what became of it is known. */
  | ({
      readonly type: "bundle";
      readonly status: BundleStatus;
      /** Why it was refused, missed or withdrawn. */
      readonly reason: string | null;
    } & Pick<BundleOffer, "transactionId" | "builder" | "method" | "targetBlock">)
  /** A mined rebalance, beside what was expected of it. */
  | { readonly type: "drift"; readonly decisionId: string; readonly hash: string; readonly result: RebalanceResult }
  /** A row of the outbox got its final status. */
  | {
      readonly type: "settled";
      readonly decisionId: string;
      readonly hash: string;
      readonly purpose: TransactionPurpose;
      readonly status: Exclude<OutboxStatus, "signed" | "submitted">;
      readonly inclusion: Inclusion | null;
      /** Why it was not a success; null when it was. */
      readonly reason: string | null;
    };

export type Emit = (event: ExecutionEvent) => void;
