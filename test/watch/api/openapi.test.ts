import { expect } from "chai";
import fc from "fast-check";
import type { Store } from "../../../bot/store/connection.ts";
import { openApiText } from "../../../bot/watch/api/buildApi.ts";
import { SAMPLE_VAULT, sampleMarket } from "../../store/samples.ts";
import { createTestStore } from "../../store/testStore.ts";
import { type ApiUnderTest, apiUnderTest } from "./apiUnderTest.ts";
import { RAW_TRANSACTION, storeStory, storyDecision } from "./story.ts";

interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
}

interface Parameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly schema: JsonSchema;
}

interface Operation {
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security?: unknown;
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema: unknown }>> }>>;
}

interface Document {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
}

/** What is there, by the name of the parameter. */
const KNOWN: Readonly<Record<string, string>> = {
  vaultId: `1:${SAMPLE_VAULT}`,
  marketId: sampleMarket.id,
  decisionId: storyDecision(5).id,
  model: "ewma",
  horizonSeconds: "86400",
};

const REQUESTS = 5_000;

describe("watch: the API's description", () => {
  let store: Store;
  let under: ApiUnderTest;
  let document: Document;
  before(async () => {
    store = await createTestStore();
    const now = await storeStory(store);
    under = await apiUnderTest(store, () => now);
    document = JSON.parse(openApiText(under.api));
  });
  after(async () => {
    await under.api.close();
    await store.close();
  });

  const get = (url: string) => under.api.inject({ url, headers: { host: "localhost" } });
  const operations = () =>
    Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
    );

  it("is the same at its path, and of OpenAPI 3.1", async () => {
    const served = await get("/v1/openapi.json");
    expect(served.headers["content-type"]).to.match(/^application\/json/);
    expect(served.json()).to.deep.equal(document);
    expect(document.openapi).to.equal("3.1.0");
    expect(document.info).to.include({ title: "yield-keeper", version: "1" });
  });

  it("has every route of the API, and the one that does something", () => {
    const routes = under.api
      .printRoutes({ commonPrefix: false })
      .split("\n")
      .flatMap((line) => /(\/\S*|\S+) \(([A-Z, ]+)\)/.exec(line)?.[2] ?? []);
    expect(new Set(routes)).to.deep.equal(new Set(["GET, HEAD", "GET", "POST"]));
    // The document itself, its page, and that of the dashboard are not of it.
    expect(operations()).to.have.length(routes.length - 3);
    const others = operations().filter(({ method }) => method !== "get");
    expect(others.map(({ path, method }) => `${method} ${path}`)).to.deep.equal(["post /v1/vaults/{vaultId}/tick"]);
    for (const { operation } of others) expect(operation.security).to.deep.equal([{ operator: [] }]);
    expect(operations().map(({ path }) => path)).to.include.members(["/v1/vaults/{vaultId}/ticks", "/v1/stream", "/v1/health"]);
  });

  it("says of each what it is, what may be asked, and what it answers", () => {
    for (const { path, operation } of operations()) {
      expect(operation.summary, path).to.match(/\.$/);
      expect(operation.tags, path).to.have.length(1);
      expect(Object.keys(operation.responses), path).to.include.members([operation.security === undefined ? "200" : "202", "4XX", "5XX"]);
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const parameters = operation.parameters ?? [];
      const inPath = parameters.filter((one) => one.in === "path");
      expect(
        inPath.map(({ name }) => name),
        path,
      ).to.deep.equal(named);
      for (const one of inPath) expect(one.required, path).to.equal(true);
      for (const { schema, name } of parameters) expect(schema, `${path} ${name}`).to.have.property("type");
    }
  });

  it("refers to nothing that it does not have", () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference = ""]) => reference);
    expect(references).not.to.have.length(0);
    for (const reference of references) {
      expect(document.components.schemas).to.have.property(reference.replace("#/components/schemas/", ""));
    }
  });

  it("is a page for people, too, that loads nothing from anywhere", async () => {
    const page = await get("/docs");
    expect(page.headers["content-type"]).to.equal("text/html; charset=utf-8");
    for (const { path } of operations()) expect(page.body).to.include(path.replaceAll("&", "&amp;"));
    expect(page.body).not.to.match(/<script|src=|@import|url\(|href="(?!\/)/);
  });

  it("may be asked anything: whatever the parameters, nothing breaks, and nothing secret is told", async function () {
    this.timeout(60_000);
    const wild = fc.oneof(
      fc.string({ unit: "binary", maxLength: 40 }),
      fc.string({ unit: "grapheme", maxLength: 300 }),
      fc.constantFrom(
        "'",
        "' or 1=1 --",
        '"; drop table ticks; --',
        "\0",
        "%",
        "../../etc/passwd",
        "$(reboot)",
        "-1",
        "1e309",
        "NaN",
        "[]",
        "{}",
      ),
      fc.integer().map(String),
      fc.double().map(String),
      fc.bigInt({ min: -(2n ** 70n), max: 2n ** 70n }).map(String),
    );
    const likely = ({ name, schema }: Parameter) =>
      name in KNOWN
        ? fc.constant(KNOWN[name] ?? "")
        : schema.enum !== undefined
          ? fc.constantFrom(...schema.enum)
          : schema.type === "integer"
            ? fc.integer({ min: schema.minimum ?? 0, max: Math.min(schema.maximum ?? 2 ** 31, 2 ** 31 - 1) }).map(String)
            : fc.oneof(
                fc
                  .array(fc.oneof(fc.integer(), fc.string({ unit: "binary", maxLength: 5 })), { maxLength: 4 })
                  .map((key) => Buffer.from(JSON.stringify(key)).toString("base64url")),
                fc.string({ maxLength: 20 }),
              );
    const anyValueOf = (parameter: Parameter) => fc.oneof({ arbitrary: likely(parameter), weight: 3 }, { arbitrary: wild, weight: 1 });
    const rarely = <Value>(value: fc.Arbitrary<Value>) =>
      fc.oneof({ arbitrary: fc.constant(undefined), weight: 4 }, { arbitrary: value, weight: 1 });
    const asked = operations().filter(({ path, method }) => path !== "/v1/stream" && method === "get");
    const requests = fc.constantFrom(...asked).chain(({ path, operation }) => {
      const parameters = operation.parameters ?? [];
      const inPath = parameters.filter((one) => one.in === "path");
      const inQuery = parameters.filter((one) => one.in === "query");
      return fc.record({
        path: fc
          .tuple(...inPath.map(anyValueOf))
          .map((values) => values.reduce((filled, value, i) => filled.replace(`{${inPath[i]?.name}}`, () => encoded(value)), path)),
        query: fc.record(Object.fromEntries(inQuery.map((one) => [one.name, one.required ? anyValueOf(one) : rarely(anyValueOf(one))]))),
        other: rarely(fc.tuple(wild, wild)),
      });
    });
    let answered = 0;
    let count = 0;
    await fc.assert(
      fc.asyncProperty(requests, async ({ path, query, other }) => {
        const pairs = [...Object.entries(query), ...(other === undefined ? [] : [other])].flatMap(([name, value]) =>
          value === undefined ? [] : [`${encoded(name)}=${encoded(value)}`],
        );
        const response = await get(`${path}?${pairs.join("&")}`);
        count += 1;
        // Nothing has ticked for long: health says so, and that is its answer.
        if (path !== "/v1/health") expect(response.statusCode, `${path}?${pairs.join("&")} ${response.body}`).to.be.below(500);
        if (response.statusCode === 200) answered += 1;
        else expect(Object.keys(response.json())).to.include.oneOf(["error", "ok"]);
        expect(response.body).not.to.include(RAW_TRANSACTION);
        expect(response.body).not.to.include(new URL(store.databaseUrl).password);
      }),
      { numRuns: REQUESTS, endOnFailure: true },
    );
    expect(count).to.be.at.least(REQUESTS);
    // Not all of them were turned away at the door.
    expect(answered).to.be.above(REQUESTS / 10);
    expect(under.defects).to.deep.equal([]);
  });
});

/** With dots, too, so that no client takes a path apart. */
function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(".", "%2E");
}
