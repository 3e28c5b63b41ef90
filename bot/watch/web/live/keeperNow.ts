import type { KeeperClient } from "../../client/keeperClient.ts";

/**
 * What time it is for the keeper, in Unix seconds: the clock that ends what is asked for "until". This machine's may be wrong, and a simulated
 * chain has its own. This machine's where the keeper has not ticked yet.
 */
export async function keeperNowSeconds(client: KeeperClient, vaultId: string): Promise<number> {
  const { data } = await client.GET("/v1/vaults/{vaultId}/overview", { params: { path: { vaultId } } });
  const { lastTickAtSeconds, lastTickAgeSeconds } = data?.keeper ?? {};
  return lastTickAtSeconds == null || lastTickAgeSeconds == null ? Math.floor(Date.now() / 1000) : lastTickAtSeconds + lastTickAgeSeconds;
}
