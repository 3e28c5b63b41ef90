/**
 * Gas units of a rebalance, measured on the real contracts by `npm run bench -- gas`: `base` for the transaction, the vault's checks and
 * its marks of three adapters; and more for every leg, by the protocol of its market. `otherMove` is for protocols not measured yet: the
 * dearest of those that are, and a quarter more.
 */
export const measuredGas = {
  base: 155_000,
  perMove: {
    "aave-v3": { allocate: 162_000, deallocate: 160_000 },
    "compound-v3": { allocate: 76_000, deallocate: 56_000 },
    "sky-savings": { allocate: 121_000, deallocate: 101_000 },
  },
  otherMove: { allocate: 200_000, deallocate: 200_000 },
} as const;
