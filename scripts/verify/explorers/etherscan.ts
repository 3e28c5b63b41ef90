import type { RequestPolicy } from "../explorerRequest.ts";
import type { Explorer } from "../submission.ts";
import { etherscanLike } from "./etherscanProtocol.ts";

/** One address for all chains: API version 2. */
export const ETHERSCAN_API_URL = "https://api.etherscan.io/v2/api";

/** Pages of chains other than mainnet have hosts of their own, where Etherscan's search leads. */
const PAGES_URL = "https://etherscan.io";

export function etherscan(apiUrl: URL, chainId: number, apiKey: string, policy: RequestPolicy): Explorer {
  return etherscanLike({
    name: apiUrl.href === ETHERSCAN_API_URL ? "Etherscan" : `The explorer at ${apiUrl.host}`,
    apiUrl,
    query: { chainid: String(chainId) },
    apiKey,
    policy,
    contractUrl: (address) => `${apiUrl.href === ETHERSCAN_API_URL ? PAGES_URL : apiUrl.origin}/address/${address}#code`,
  });
}
