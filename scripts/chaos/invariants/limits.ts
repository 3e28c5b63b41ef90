import type { Breach, ChaosRecord } from "./record.ts";

const BPS = 10_000n;

/** After every rebalance the caps of what it allocated to hold, idle stands above its floor, and no more was lost than may be. */
export function withinLimits({ chain, rules }: ChaosRecord): readonly Breach[] {
  return chain.rebalances.flatMap((rebalance) => {
    const { transactionHash, totalAssetsBefore: before, totalAssetsAfter: after, idleAfter, moves } = rebalance;
    const breaches: string[] = [];
    if (before - after > (before * BigInt(rules.rebalanceLossBps)) / BPS) breaches.push(`lost ${before - after} of ${before}`);
    const allocations = moves.filter(({ change }) => change > 0n);
    if (allocations.length > 0 && idleAfter < (after * BigInt(rules.idleFloorBps)) / BPS)
      breaches.push(`left ${idleAfter} of ${after} idle`);
    for (const { adapter, positionAfter } of allocations) {
      const cap = rules.caps[adapter.toLowerCase()];
      if (cap === undefined) breaches.push(`allocated to ${adapter}, which is no adapter`);
      else if (positionAfter > cap.absoluteCap || positionAfter * BPS > after * BigInt(cap.relativeCapBps)) {
        breaches.push(`left ${positionAfter} of ${after} in ${adapter}, against its caps`);
      }
    }
    return breaches.map((what) => ({ invariant: "beyond-limits", explanation: `${transactionHash} ${what}` }));
  });
}

/** No market fails here, so a share never becomes worth less but for what moving money costs. */
export function sharePriceHolds({ chain, rules }: ChaosRecord): readonly Breach[] {
  return chain.sharePrices.slice(1).flatMap(({ blockNumber, price }, i) => {
    const before = chain.sharePrices[i]?.price ?? price;
    if (before - price <= (before * BigInt(rules.priceFallBps)) / BPS) return [];
    return [{ invariant: "beyond-limits", explanation: `a share fell from ${before} to ${price} up to block ${blockNumber}` }];
  });
}
