import type { SubgraphEntity } from "./client.ts";
import { SubgraphError } from "./errors.ts";
import type { Subgraphs } from "./open.ts";
import type { BlockIdentity, SubgraphQuery } from "./query.ts";

/** What came of a query: the entity, or why there is none, and whether the chain alone will do instead. */
export type SubgraphReading =
  | { readonly ok: true; readonly entity: SubgraphEntity }
  | { readonly ok: false; readonly error: SubgraphError; readonly fallsBackToChain: boolean };

/** By the query itself. Queries of subgraphs that are not configured are not among them. */
export type SubgraphReadings = ReadonlyMap<SubgraphQuery, SubgraphReading>;

/** Sends each subgraph all its queries in one request. One that fails fails for itself. */
export async function readSubgraphs(
  subgraphs: Subgraphs,
  queries: readonly SubgraphQuery[],
  block: BlockIdentity,
): Promise<SubgraphReadings> {
  const readings = new Map<SubgraphQuery, SubgraphReading>();
  const read = async (name: string, own: readonly SubgraphQuery[]): Promise<void> => {
    const client = subgraphs.get(name);
    if (client === undefined) return;
    try {
      const entities = await client.query(own, block);
      for (const [i, query] of own.entries()) readings.set(query, { ok: true, entity: entities[i] ?? null });
    } catch (error) {
      if (!(error instanceof SubgraphError)) throw error;
      for (const query of own) readings.set(query, { ok: false, error, fallsBackToChain: client.fallsBackToChain });
    }
  };
  const names = [...new Set(queries.map(({ subgraph }) => subgraph))];
  await Promise.all(
    names.map((name) =>
      read(
        name,
        queries.filter(({ subgraph }) => subgraph === name),
      ),
    ),
  );
  return readings;
}
