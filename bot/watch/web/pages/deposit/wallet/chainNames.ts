const NAMES: Readonly<Record<number, string>> = {
  1: "Ethereum",
  10: "OP Mainnet",
  8453: "Base",
  42161: "Arbitrum One",
  11155111: "Sepolia",
};

/** What people call a chain; one's own by its number. */
export function chainName(chainId: number): string {
  return NAMES[chainId] ?? `chain ${chainId}`;
}
