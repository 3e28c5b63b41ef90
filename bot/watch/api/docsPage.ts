import { createHash } from "node:crypto";

/** What of an OpenAPI document the page shows. */
export interface ApiDocument {
  readonly info: { readonly title: string; readonly version: string; readonly description?: string };
  readonly paths?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

interface Operation {
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: BodySchema }>> };
}

interface BodySchema {
  readonly properties?: Readonly<Record<string, NonNullable<Parameter["schema"]>>>;
  readonly required?: readonly string[];
}

interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: {
    readonly type?: string;
    readonly anyOf?: readonly { readonly type?: string; readonly enum?: readonly unknown[] }[];
    readonly default?: unknown;
    readonly enum?: readonly unknown[];
    readonly description?: string;
  };
}

const STYLE = `:root{color-scheme:light dark}body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:CanvasText;background:Canvas}
code{font-family:ui-monospace,monospace}h3{margin:1.5rem 0 .25rem}p{margin:.25rem 0}
table{border-collapse:collapse;width:100%;margin:.5rem 0}td,th{text-align:left;vertical-align:top;padding:.2rem .6rem .2rem 0}
h3,td:last-child{overflow-wrap:anywhere}`;

/** For a Content-Security-Policy that allows this style and no other. */
export const DOCS_STYLE_HASH = `'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`;

/** The whole page: no script, nothing from elsewhere. */
export function docsPage({ info, paths = {} }: ApiDocument): string {
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation: operation as Operation })),
  );
  const tags = [...new Set(operations.flatMap(({ operation }) => operation.tags ?? []))];
  const sections = tags.map((tag) => {
    const own = operations.filter(({ operation }) => operation.tags?.includes(tag));
    return `<section><h2>${escaped(tag)}</h2>${own.map(operationHtml).join("")}</section>`;
  });
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(info.title)}</title><style>${STYLE}</style></head>
<body><main><h1>${escaped(info.title)} ${escaped(info.version)}</h1><p>${escaped(info.description ?? "")}</p>
<p>For machines: <a href="/v1/openapi.json">/v1/openapi.json</a></p>
${sections.join("\n")}</main></body></html>
`;
}

function operationHtml({ path, method, operation }: { path: string; method: string; operation: Operation }): string {
  const { summary = "", description = "", parameters = [] } = operation;
  const rows = [...parameters, ...bodyParameters(operation)].map(
    (one) => `<tr><td><code>${escaped(one.name)}</code></td><td>${escaped(one.in)}</td><td>${escaped(parameterText(one))}</td></tr>`,
  );
  const table = rows.length === 0 ? "" : `<table><tr><th>parameter</th><th>in</th><th>what</th></tr>${rows.join("")}</table>`;
  return `<article><h3><code>${escaped(method.toUpperCase())} ${escaped(path)}</code></h3>
<p>${escaped(summary)}</p>${description === "" ? "" : `<p>${escaped(description)}</p>`}${table}</article>\n`;
}

/** What of a JSON body, as if each property were a parameter. */
function bodyParameters({ requestBody }: Operation): readonly Parameter[] {
  const { properties = {}, required = [] } = requestBody?.content["application/json"]?.schema ?? {};
  return Object.entries(properties).map(([name, schema]) => ({ name, in: "body", required: required.includes(name), schema }));
}

function parameterText({ required, description, schema = {} }: Parameter): string {
  const { default: usual, anyOf = [] } = schema;
  const kinds = [schema, ...anyOf].flatMap((one) => one.enum ?? one.type ?? []);
  return [
    description ?? schema.description ?? "",
    kinds.join(" | "),
    required ? "required" : "",
    usual === undefined ? "" : `default ${String(usual)}`,
  ]
    .filter((part) => part !== "")
    .join("; ");
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
