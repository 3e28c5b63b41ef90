import type { StoredBundle } from "../../core/bundle.ts";
import type { OutboxRow } from "../../core/outbox.ts";
import { fields, quantity, toQuantity } from "../chainReads.ts";
import { type JsonRpc, RpcError } from "../rpc.ts";
import type { Builder, PrivateSubmissionDeps } from "./builder.ts";
import { explainMiss } from "./explainMiss.ts";
import type { BundleStats } from "./relayClient.ts";
import { RelayError } from "./relayErrors.ts";

type Concluding = Pick<PrivateSubmissionDeps, "builders" | "bundles" | "rpc">;

/** Records offers as missed, each with what can be found out about why. */
export async function concludeMissed(
  { builders, bundles, rpc }: Concluding,
  row: Pick<OutboxRow, "maxFeePerGasWei">,
  offers: readonly StoredBundle[],
  failsByNow: string | null,
): Promise<void> {
  await Promise.all(
    offers.map(async (offer) => {
      const [baseFeePerGasWei, stats] = await Promise.all([
        readBaseFeePerGasWei(rpc, offer.targetBlock),
        readStats(relayOf(builders, offer), offer),
      ]);
      const explanation = explainMiss({ offer, maxFeePerGasWei: row.maxFeePerGasWei, baseFeePerGasWei, stats, failsByNow });
      await bundles.conclude(offer, "missed", explanation);
    }),
  );
}

/** Withdraws offers that still stand. What a builder does not confirm only the nonce ends, and the record says so. */
export async function withdraw(
  { builders, bundles }: Concluding,
  row: Pick<OutboxRow, "hash">,
  offers: readonly StoredBundle[],
  reason: string,
): Promise<void> {
  await Promise.all(
    offers.map(async (offer) => {
      const objection = await cancel(relayOf(builders, offer), row.hash, offer);
      const unconfirmed = objection === null ? "" : `; not confirmed: ${objection}`;
      await bundles.conclude(offer, "cancelled", `${reason}${unconfirmed}`);
    }),
  );
}

/** Null when the builder has confirmed it, otherwise why not. */
async function cancel(relay: Builder["relay"] | undefined, hash: string, offer: StoredBundle): Promise<string | null> {
  if (relay === undefined) return `${offer.builder} is not configured any more`;
  try {
    if (offer.method === "private-transaction") await relay.cancelPrivateTransaction(hash);
    else if (offer.replacementUuid !== null) await relay.cancelBundle(offer.replacementUuid);
    return null;
  } catch (error) {
    if (!(error instanceof RelayError)) throw error;
    return error.message;
  }
}

async function readStats(relay: Builder["relay"] | undefined, offer: StoredBundle): Promise<BundleStats | null> {
  if (relay === undefined || offer.bundleHash === null) return null;
  try {
    return await relay.bundleStats(offer.bundleHash, offer.targetBlock);
  } catch (error) {
    if (!(error instanceof RelayError)) throw error;
    return null;
  }
}

async function readBaseFeePerGasWei(rpc: JsonRpc, blockNumber: number): Promise<bigint | null> {
  const method = "eth_getBlockByNumber";
  try {
    const block = await rpc.send(method, [toQuantity(blockNumber), false]);
    return block === null ? null : quantity(method, fields(method, block).baseFeePerGas);
  } catch (error) {
    if (!(error instanceof RpcError)) throw error;
    return null;
  }
}

function relayOf(builders: readonly Builder[], offer: StoredBundle): Builder["relay"] | undefined {
  return builders.find(({ relay }) => relay.builder === offer.builder)?.relay;
}
