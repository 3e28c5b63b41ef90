import createClient, { type Client } from "openapi-fetch";
import type { components, paths } from "./paths.d.ts";

/** Every path of the API with the types of its parameters and answers, as the OpenAPI document has them. */
export type KeeperClient = Client<paths>;

/** What answers are made of, by the names of the OpenAPI document: `Schema<"Tick">`. */
export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];

export interface KeeperClientOptions {
  /** Where the API listens, "http://127.0.0.1:9470". */
  readonly baseUrl: string;
  /** KEEPER_API_TOKEN of the keeper, for actions; reading takes none. */
  readonly token?: string;
  readonly fetch?: typeof globalThis.fetch;
}

/**
 * A client of the API. Nothing it does throws for an answer that says no: `error` then holds `{name, message, remedy}` and `data` is undefined.
 *
 * @example
 * const client = createKeeperClient({ baseUrl: "http://127.0.0.1:9470" });
 * const { data, error } = await client.GET("/v1/vaults/{vaultId}/history", { params: { path: { vaultId }, query: { resolution: "day" } } });
 */
export function createKeeperClient({ baseUrl, token, fetch }: KeeperClientOptions): KeeperClient {
  return createClient<paths>({
    baseUrl,
    ...(fetch === undefined ? {} : { fetch: (request: Request) => fetch(request) }),
    ...(token === undefined ? {} : { headers: { authorization: `Bearer ${token}` } }),
  });
}
