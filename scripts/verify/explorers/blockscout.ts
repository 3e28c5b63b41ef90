import type { RequestPolicy } from "../explorerRequest.ts";
import type { Explorer } from "../submission.ts";
import { etherscanLike } from "./etherscanProtocol.ts";

/** Every chain has an instance of its own; these are the public ones by chain id. */
export const BLOCKSCOUT_URLS: ReadonlyMap<number, string> = new Map([[1, "https://eth.blockscout.com"]]);

/** @param url Of the instance, with or without `/api`. */
export function blockscout(url: URL, apiKey: string | null, policy: RequestPolicy): Explorer {
  const base = url.href.replace(/\/+$/, "").replace(/\/api$/, "");
  return etherscanLike({
    name: `Blockscout at ${url.host}`,
    apiUrl: new URL(`${base}/api`),
    query: {},
    apiKey,
    policy,
    contractUrl: (address) => `${base}/address/${address}?tab=contract`,
  });
}
