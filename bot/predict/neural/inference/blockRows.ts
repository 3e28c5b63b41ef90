/** So many markets are computed together: enough to share what is read of the weights, few enough for their states to stay in the cache. */
export const BLOCK_ROWS = 16;
