/** Hardhat's chain id, and what the RebalanceRecorder says it holds: apart from the chain, so that a keeper process loads no Hardhat. */
export const CHAIN_ID = 31_337;
export const TOTAL_ASSETS = 1_000_000_000_000n;
