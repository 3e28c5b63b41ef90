import type { Interface } from "ethers";
import type { OutboxRow } from "../../core/outbox.ts";
import { rejectionReason } from "../rejection.ts";
import { describeRevert } from "../revert.ts";
import type { SubmissionRejectionReason } from "../submitter.ts";
import type { Builder } from "./builder.ts";
import type { BundleSimulation } from "./relayClient.ts";
import { RelayError, RelayRefusedError } from "./relayErrors.ts";

/** What a builder's simulation says of a transaction; null when no builder could simulate it. */
export type Verdict =
  | { readonly fails: false }
  | { readonly fails: true; readonly reason: SubmissionRejectionReason; readonly words: string };

/**
 * Asks all builders by `eth_callBundle` whether the transaction would succeed at the top of the block after `headBlock`; the first that can tell
 * has said it, so that one that hangs holds nobody up. That none can is no verdict: the keeper has simulated the same bytes on its own node.
 */
export async function simulatedVerdict(
  builders: readonly Builder[],
  row: Pick<OutboxRow, "rawTransaction">,
  headBlock: number,
  errors: Interface,
): Promise<Verdict | null> {
  const verdicts = builders.map(async ({ relay }) => {
    try {
      return judge(await relay.simulate(row.rawTransaction, headBlock + 1, headBlock), errors);
    } catch (error) {
      const verdict = error instanceof RelayRefusedError ? refusalVerdict(error.builderMessage) : null;
      if (verdict === null) throw error;
      return verdict;
    }
  });
  try {
    return await Promise.any(verdicts);
  } catch (error) {
    const causes = error instanceof AggregateError ? error.errors : [error];
    const defect = causes.find((cause) => !(cause instanceof RelayError));
    if (defect !== undefined) throw defect;
    return null;
  }
}

function judge(simulation: BundleSimulation, errors: Interface): Verdict {
  if (simulation.succeeds) return { fails: false };
  return { fails: true, reason: "would-revert", words: revertText(simulation.error, simulation.revert, errors) };
}

/** A transaction that cannot even begin is answered with an error. A fee below the base fee may be enough in a later block. */
function refusalVerdict(words: string): Verdict | null {
  const reason = rejectionReason(words);
  if (reason === null) return null;
  return reason === "underpriced" ? { fails: false } : { fails: true, reason, words };
}

/** Relays give the reason as data or, of `Error(string)`, as its text. */
function revertText(error: string, revert: string | null, errors: Interface): string {
  if (revert === null || revert === "") return error;
  if (/^0x([0-9a-fA-F]{2})*$/.test(revert)) return describeRevert(revert, errors).reason;
  return `${error}: ${revert}`;
}
