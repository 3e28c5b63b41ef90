/** The parts of an OpenAPI document that say what its schemas are used for. */
interface Described {
  readonly paths?: unknown;
  readonly components?: { readonly schemas?: Readonly<Record<string, unknown>> };
}

const REFERENCE = /"\$ref":"#\/components\/schemas\/([^"]+)"/g;

/**
 * The document without the schemas that no path leads to. Each named schema is written down twice, as what is taken in and as what is given
 * out; almost all are only given out.
 */
export function withReachableSchemas<Document extends Described>(document: Document): Document {
  const schemas = document.components?.schemas ?? {};
  const reached = new Set<string>();
  const waiting: unknown[] = [document.paths];
  for (let part = waiting.pop(); part !== undefined; part = waiting.pop()) {
    for (const [, name = ""] of JSON.stringify(part).matchAll(REFERENCE)) {
      if (reached.has(name)) continue;
      reached.add(name);
      waiting.push(schemas[name]);
    }
  }
  const kept = Object.fromEntries(Object.entries(schemas).filter(([name]) => reached.has(name)));
  return { ...document, components: { ...document.components, schemas: kept } };
}
