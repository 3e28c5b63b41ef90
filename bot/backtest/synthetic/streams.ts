/** The numbers of a seed's streams of chance: one for everything that has a past of its own, so that none depends on how many others there are. */
export const STREAMS = {
  ether: 0,
  gas: 1,
  leverage: 2,
  panic: 3,
  /** Ten for each protocol from here on. */
  protocol: 100,
  /** Ten for each asset from here on. */
  asset: 200,
  /** One for each market from here on. */
  market: 1000,
} as const;

/** A stream's number has 21 bits. */
export const MOST_MARKETS = 2 ** 20;
