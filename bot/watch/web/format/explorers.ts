/** Block explorers by chain. A chain of one's own has none. */
const EXPLORERS: Readonly<Record<number, string>> = {
  1: "https://etherscan.io",
  10: "https://optimistic.etherscan.io",
  8453: "https://basescan.org",
  42161: "https://arbiscan.io",
  11155111: "https://sepolia.etherscan.io",
};

/** The address of the chain's explorer, without a slash at its end; null where there is none. */
export function explorerOf(chainId: number): string | null {
  return EXPLORERS[chainId] ?? null;
}
