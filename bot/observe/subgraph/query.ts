/** What a source wants of a subgraph: one entity, by its id, at the pinned block. */
export interface SubgraphQuery {
  /** The subgraph's name in the configuration: the protocol. */
  readonly subgraph: string;
  /** The root field that lists the entities: "pools". */
  readonly entities: string;
  readonly id: string;
  /** What is selected of the entity beside its id. */
  readonly fields: string;
  /** Scalar fields that not every deployment of the subgraph has; missing where it has them not. */
  readonly optionalFields: readonly string[];
}

/** A block of the chain that a subgraph is asked about. */
export interface BlockIdentity {
  readonly number: number;
  readonly hash: string;
}

/** One GraphQL request and where its answers are found. */
export interface SubgraphRequest {
  readonly document: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** For each query the name of the field whose list has its entity. */
  readonly places: readonly string[];
}

/** Most entities that The Graph returns for one field. */
const PAGE = 1_000;

/**
 * One document for all queries: those of one shape share a field and differ by id only, so that it does not grow with the markets. The
 * block is named by its hash: a subgraph that followed another branch does not know it.
 */
export function subgraphRequest(
  queries: readonly SubgraphQuery[],
  block: BlockIdentity,
  missingFields: ReadonlySet<string>,
): SubgraphRequest {
  const pages: { readonly shape: string; readonly ids: string[] }[] = [];
  const places = queries.map((query) => {
    const shape = `${query.entities} | ${selection(query, missingFields)}`;
    let page = pages.findIndex((one) => one.shape === shape && (one.ids.includes(query.id) || one.ids.length < PAGE));
    if (page === -1) page = pages.push({ shape, ids: [] }) - 1;
    const ids = pages[page]?.ids ?? [];
    if (!ids.includes(query.id)) ids.push(query.id);
    return `entities${page}`;
  });
  const declarations = pages.map((_, i) => `$ids${i}: [ID!]!`);
  const fields = pages.map(({ shape }, i) => {
    const [entities, selected] = shape.split(" | ");
    return `entities${i}: ${entities}(block: { hash: $block }, first: ${PAGE}, where: { id_in: $ids${i} }) { id ${selected} }`;
  });
  const meta = "_meta(block: { hash: $block }) { block { number hash } hasIndexingErrors }";
  return {
    document: `query AtBlock(${["$block: Bytes!", ...declarations].join(", ")}) { ${[meta, ...fields].join(" ")} }`,
    variables: { block: block.hash, ...Object.fromEntries(pages.map(({ ids }, i) => [`ids${i}`, ids])) },
    places,
  };
}

function selection({ fields, optionalFields }: SubgraphQuery, missingFields: ReadonlySet<string>): string {
  return [fields, ...optionalFields.filter((field) => !missingFields.has(field))].join(" ").replace(/\s+/g, " ").trim();
}
