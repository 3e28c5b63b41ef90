/**
 * Gas units of a rebalance on the real contracts, by `npm run bench -- gas`, rounded up to thousands: `base` for the transaction, the vault's
 * checks and its marks of three adapters; and more for every leg, by the protocol of its market. `otherMove` is for protocols not measured
 * yet: the dearest of those that are, and a quarter more. A test holds them to scripts/bench/gas.snapshot.json.
 */
export const measuredGas = {
  base: 184_000,
  perMove: {
    "aave-v3": { allocate: 162_000, deallocate: 158_000 },
    "compound-v3": { allocate: 71_000, deallocate: 52_000 },
    "sky-savings": { allocate: 134_000, deallocate: 113_000 },
  },
  otherMove: { allocate: 203_000, deallocate: 198_000 },
} as const;
