/** The numbers of a seed's streams of chance: one for everything that has a past of its own, so that none depends on how many others there are. */
export const STREAMS = {
  ether: 0,
  gas: 1,
  leverage: 2,
  panic: 3,
  /** And the number of the protocol. */
  protocol: 100,
  /** And the number of the asset. */
  asset: 200,
  /** And the number of the market. */
  market: 1000,
} as const;

/** A stream's number has 21 bits. */
export const MOST_MARKETS = 2 ** 20;
