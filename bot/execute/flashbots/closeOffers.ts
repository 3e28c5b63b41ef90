import type { BundleOffer, StoredBundle } from "../../core/bundle.ts";
import type { OutboxRow } from "../../core/outbox.ts";
import { readHead } from "../chainReads.ts";
import { RpcError } from "../rpc.ts";
import type { SubmissionEnd } from "../submitter.ts";
import type { PrivateSubmissionDeps } from "./builder.ts";
import { concludeMissed, withdraw } from "./conclude.ts";
import { passed, standing } from "./targets.ts";

/**
 * Concludes every offer of a transaction that has come to its end, or shall not be offered any more: those for its block are included, those
 * for earlier blocks missed, the others withdrawn. Throws nothing but failures of the database.
 */
export async function closeOffers(deps: PrivateSubmissionDeps, row: OutboxRow, end: SubmissionEnd): Promise<void> {
  const { bundles, rpc } = deps;
  const offers = await bundles.ofTransaction(row.id);
  const takenUp = end.blockNumber === null ? [] : offersOf(offers, end.blockNumber);
  const left = offers.filter((offer) => !takenUp.includes(offer));
  // Nobody tells whose block it is: all offers for it count.
  await Promise.all(takenUp.map((offer) => bundles.conclude(offer, "included", null)));
  if (!left.some(({ status }) => status === "sent")) return;
  const lastBlock = end.blockNumber ?? (await headNumber(rpc));
  await Promise.all([
    concludeMissed(deps, row, passed(left, lastBlock), null),
    withdraw(deps, row, standing(left, lastBlock), withdrawalReason(end)),
  ]);
}

/** The offers a block answered: bundles for it, and of each builder's private transactions the one that held until then. */
function offersOf(offers: readonly StoredBundle[], blockNumber: number): readonly StoredBundle[] {
  // A node that was behind may have had one look missed that was not.
  const candidates = offers.filter(({ status, targetBlock }) => (status === "sent" || status === "missed") && targetBlock >= blockNumber);
  const firstOf = (method: BundleOffer["method"], builder: string) =>
    Math.min(...candidates.filter((offer) => offer.method === method && offer.builder === builder).map(({ targetBlock }) => targetBlock));
  return candidates.filter(({ method, builder, targetBlock }) =>
    method === "bundle" ? targetBlock === blockNumber : targetBlock === firstOf(method, builder),
  );
}

function withdrawalReason({ status, blockNumber, reason }: SubmissionEnd): string {
  if (blockNumber !== null) return `It is in block ${blockNumber}`;
  return reason === null ? `It was ${status}` : `It was ${status}: ${reason}`;
}

/** As if no block had come when the node cannot be asked: then everything counts as standing and is withdrawn. */
async function headNumber(rpc: PrivateSubmissionDeps["rpc"]): Promise<number> {
  try {
    return (await readHead(rpc)).number;
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    return -1;
  }
}
