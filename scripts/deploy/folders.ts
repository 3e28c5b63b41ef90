import path from "node:path";
import type { JsonRpcApiProvider } from "ethers";

const DEPLOYMENTS_FOLDER = path.join(import.meta.dirname, "../../deployments");

/** Whether the node is one of those that people develop with: it may say chain 1 without being mainnet. */
export async function isDevelopmentNode(provider: JsonRpcApiProvider): Promise<boolean> {
  const version: unknown = await provider.send("web3_clientVersion", []).catch(() => "");
  return /hardhat|anvil|ganache/i.test(String(version));
}

/** Where a deployment is recorded. What is deployed on a development chain never stands beside the real thing. */
export function recordsFolder(isDevelopment: boolean, dataFolder: string): string {
  return isDevelopment ? path.join(dataFolder, "deployments") : DEPLOYMENTS_FOLDER;
}
