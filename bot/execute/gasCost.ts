/** What a mined transaction cost its sender, in wei: gas used × effective gas price (EIP-1559), exact. */
export function gasCostWei(receipt: { readonly gasUsed: bigint; readonly effectiveGasPriceWei: bigint }): bigint {
  return receipt.gasUsed * receipt.effectiveGasPriceWei;
}
