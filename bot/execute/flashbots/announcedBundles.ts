import type { BundleLog, BundleOffer, BundleStatus } from "../../core/bundle.ts";
import type { Emit } from "../events.ts";

/** The same log, which also tells as an event what it is told, for those who watch. */
export function announcedBundles(log: BundleLog, emit: Emit): BundleLog {
  const tell = (offer: BundleOffer, status: BundleStatus, reason: string | null) => {
    const { transactionId, builder, method, targetBlock } = offer;
    emit({ type: "bundle", transactionId, builder, method, targetBlock, status, reason });
  };
  return {
    ofTransaction: (transactionId) => log.ofTransaction(transactionId),
    async recordSent(offer) {
      await log.recordSent(offer);
      tell(offer, "sent", null);
    },
    async recordRefused(offer, reason) {
      await log.recordRefused(offer, reason);
      tell(offer, "refused", reason);
    },
    async conclude(bundle, status, reason) {
      await log.conclude(bundle, status, reason);
      tell(bundle, status, reason);
    },
  };
}
