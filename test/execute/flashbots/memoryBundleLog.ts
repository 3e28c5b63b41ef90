import type { BundleLog, BundleOffer, BundleStatus, StoredBundle } from "../../../bot/core/bundle.ts";

/** The `BundleLog` contract in memory; `offers` is the log as a person would look at it. */
export class MemoryBundleLog implements BundleLog {
  offers: StoredBundle[] = [];

  async recordSent(offer: BundleOffer): Promise<void> {
    this.record(offer, "sent", null);
  }

  async recordRefused(offer: BundleOffer, reason: string): Promise<void> {
    this.record(offer, "refused", reason);
  }

  async ofTransaction(transactionId: string): Promise<readonly StoredBundle[]> {
    return this.offers.filter((offer) => offer.transactionId === transactionId).sort((a, b) => a.targetBlock - b.targetBlock);
  }

  async conclude({ id }: StoredBundle, status: Exclude<BundleStatus, "sent">, reason: string | null): Promise<void> {
    this.offers = this.offers.map((offer) => (offer.id === id ? { ...offer, status, reason } : offer));
  }

  private record(offer: BundleOffer, status: BundleStatus, reason: string | null): void {
    this.offers.push({ ...offer, id: String(this.offers.length + 1), status, reason });
  }
}
