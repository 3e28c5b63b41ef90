import type { JsonRpcApiProvider } from "ethers";

/** Whether the node is one of those that people develop with: it may say chain 1 without being mainnet, and its clock may be any. */
export async function isDevelopmentNode(provider: JsonRpcApiProvider): Promise<boolean> {
  const version: unknown = await provider.send("web3_clientVersion", []).catch(() => "");
  return /hardhat|anvil|ganache/i.test(String(version));
}
