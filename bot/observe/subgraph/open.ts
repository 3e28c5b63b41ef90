import type { AddressBook } from "../../config/addressBook.ts";
import { MissingSettingError } from "../../config/errors.ts";
import type { Configuration } from "../../config/schema.ts";
import { createSubgraphClient, type SubgraphClient } from "./client.ts";

const GATEWAY = "https://gateway.thegraph.com/api/subgraphs/id";

/** A subgraph that is not configured, while there is a key for The Graph's network. */
const DEFAULTS = { url: undefined, id: undefined, timeoutSeconds: 5, whenUnreachable: "reject" } as const;

/** Clients by the name of their subgraph. */
export type Subgraphs = ReadonlyMap<string, SubgraphClient>;

/**
 * The subgraphs that can be asked: those the configuration says where to find, and with a key for The Graph's network all of the
 * address book. Sources do without the others.
 *
 * @throws MissingSettingError for a configured subgraph on The Graph's network when there is no key.
 */
export function openSubgraphs(
  { subgraphs: configured }: Pick<Configuration, "subgraphs">,
  { subgraphs: known }: Pick<AddressBook, "subgraphs">,
  apiKey: string | null,
): Subgraphs {
  const clients = new Map<string, SubgraphClient>();
  for (const [name, knownId] of Object.entries(known)) {
    const settings = configured[name as keyof typeof configured];
    if (settings === undefined && apiKey === null) continue;
    const { url, id, timeoutSeconds, whenUnreachable } = settings ?? DEFAULTS;
    if (url === undefined && apiKey === null) {
      throw new MissingSettingError(
        `The subgraph ${name} is on The Graph's network, which takes a key`,
        `Set THEGRAPH_API_KEY, or give an endpoint of your own as \`url\` of \`subgraphs.${name}\`.`,
      );
    }
    clients.set(
      name,
      createSubgraphClient({
        name,
        url: url ?? `${GATEWAY}/${id ?? knownId}`,
        // The key is The Graph's: nobody else gets it.
        apiKey: url === undefined ? apiKey : null,
        timeoutMilliseconds: timeoutSeconds * 1000,
        fallsBackToChain: whenUnreachable === "chain",
      }),
    );
  }
  return clients;
}
