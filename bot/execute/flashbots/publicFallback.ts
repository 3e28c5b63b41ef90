import { KeeperError } from "../../core/errors.ts";
import { SubmissionRejectedError, type Submitter } from "../submitter.ts";

/** Builders were offered it and have been asked to forget it, and the public mempool does not take it. */
export class PublicationRefusedError extends KeeperError {
  constructor(cause: SubmissionRejectedError) {
    super(`A private transaction could not be published: ${cause.message}`, cause.remedy, 1, cause);
  }
}

/**
 * A private submitter that publishes what no builder has brought into a block in `afterBlocks` blocks; null keeps it private for good. What is
 * once public stays so: offering it to builders alone would hide nothing.
 */
export function withPublicFallback(hidden: Submitter, open: Submitter, afterBlocks: number | null): Submitter {
  return {
    kind: hidden.kind,
    async submit(row, head) {
      const waited = head.number - row.signedAtBlock;
      const published = row.submitter === open.kind;
      if (!published && (afterBlocks === null || waited < afterBlocks)) return hidden.submit(row, head);
      if (!published)
        await hidden.close(row, { status: "replaced", blockNumber: null, reason: `published after ${waited} blocks in vain` });
      try {
        return await open.submit(row, head);
      } catch (error) {
        // A rejection would say that nobody has the bytes, and builders had them.
        throw error instanceof SubmissionRejectedError ? new PublicationRefusedError(error) : error;
      }
    },
    async close(row, end) {
      await hidden.close(row, end);
      await open.close(row, end);
    },
  };
}
