import type { BundleOffer } from "../../core/bundle.ts";
import type { OutboxRow } from "../../core/outbox.ts";
import type { UnixSeconds } from "../../core/units.ts";
import { nowSeconds } from "../clock.ts";
import type { Builder, PrivateSubmissionDeps } from "./builder.ts";
import { RelayError } from "./relayErrors.ts";
import { replacementUuid } from "./replacementUuid.ts";

/** One offer to make. */
export interface WantedOffer {
  readonly builder: Builder;
  readonly targetBlock: number;
}

/** An offer that was made, and why it was not taken; null when it was. */
export interface MadeOffer extends WantedOffer {
  readonly failure: RelayError | null;
}

/**
 * Makes one offer and records what the builder said, after it has said it. A keeper killed between the two makes the offer once more, which
 * takes the first one's place by its `replacementUuid` and could be in one block only anyway, having one nonce. The other way round, an
 * offer on record that was never made would count as standing, and its block would go by without it.
 */
export async function makeOffer(
  { bundles, clock }: Pick<PrivateSubmissionDeps, "bundles" | "clock">,
  row: Pick<OutboxRow, "id" | "hash" | "rawTransaction">,
  { builder, targetBlock }: WantedOffer,
  deadlineSeconds: UnixSeconds | null,
): Promise<MadeOffer> {
  const { relay, method } = builder;
  const uuid = method === "bundle" ? replacementUuid(row.hash, relay.builder, targetBlock) : null;
  const offer: BundleOffer = {
    transactionId: row.id,
    builder: relay.builder,
    method,
    targetBlock,
    bundleHash: null,
    replacementUuid: uuid,
    sentAtSeconds: nowSeconds(clock),
  };
  try {
    let bundleHash: string | null = null;
    if (uuid === null) await relay.sendPrivateTransaction(row.rawTransaction, targetBlock);
    else {
      const { rawTransaction } = row;
      bundleHash = await relay.sendBundle({ rawTransaction, targetBlock, maxTimestampSeconds: deadlineSeconds, replacementUuid: uuid });
    }
    await bundles.recordSent({ ...offer, bundleHash });
    return { builder, targetBlock, failure: null };
  } catch (error) {
    if (!(error instanceof RelayError)) throw error;
    await bundles.recordRefused(offer, error.certain ? error.message : `${error.message}; it may have taken it`);
    return { builder, targetBlock, failure: error };
  }
}
